#pragma once

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

#include "driver/ranks/mpi_session.h"

namespace bb {

/// An error that another rank has told of; nothing is left to say.
class ToldElsewhere : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Collective: f() on every rank. Where it throws on some, it throws on all: that rank's own error
/// on the first of them, ToldElsewhere on the others. So no rank waits for one that has given up.
template <class F>
auto together(const MpiSession& mpi, const F& f) {
  std::exception_ptr error;
  using Result = decltype(f());
  std::optional<Result> result;
  try {
    result.emplace(f());
  } catch (...) { error = std::current_exception(); }
  const int first =
      static_cast<int>(mpi.least(static_cast<uint64_t>(error ? mpi.rank() : mpi.ranks())));
  if (first == mpi.rank()) { std::rethrow_exception(error); }
  if (first < mpi.ranks()) { throw ToldElsewhere("rank " + std::to_string(first) + " failed"); }
  return std::move(*result);
}

/// Collective: f() on rank 0 alone, what it returns on all.
template <class F>
auto on_leader(const MpiSession& mpi, const F& f) {
  return mpi.broadcast(together(mpi, [&] { return mpi.leads() ? f() : decltype(f())(); }));
}

}  // namespace bb
