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
  const int mine = error ? mpi.rank() : mpi.ranks();
  int first = mine;
  MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (first == mpi.rank()) { std::rethrow_exception(error); }
  if (first < mpi.ranks()) { throw ToldElsewhere("rank " + std::to_string(first) + " failed"); }
  return std::move(*result);
}

/// Collective: f() on rank 0 alone, its text on all.
template <class F>
std::string on_leader(const MpiSession& mpi, const F& f) {
  const std::string text = together(mpi, [&] { return mpi.leads() ? f() : std::string(); });
  return mpi.broadcast(text);
}

}  // namespace bb
