#pragma once

#include <stdexcept>
#include <string>

#include "driver/ranks/mpi_session.h"
#include "io/ranks/together.h"

namespace bb {

/// An error that another rank has told of; nothing is left to say.
class ToldElsewhere : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Collective: f() on every rank. Where it throws on some, it throws on all: that rank's own error
/// on the first of them, ToldElsewhere on the others.
template <class F>
auto together(const MpiSession& mpi, const F& f) {
  return together(MPI_COMM_WORLD, f, [&](int first, const std::exception_ptr& error) {
    if (first == mpi.rank()) { std::rethrow_exception(error); }
    throw ToldElsewhere("rank " + std::to_string(first) + " failed");
  });
}

/// Collective: f() on rank 0 alone, what it returns on all.
template <class F>
auto on_leader(const MpiSession& mpi, const F& f) {
  return mpi.broadcast(together(mpi, [&] { return mpi.leads() ? f() : decltype(f())(); }));
}

}  // namespace bb
