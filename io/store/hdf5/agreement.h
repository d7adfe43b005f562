#pragma once

#include <exception>

#include <mpi.h>

#include "io/ranks/together.h"

namespace bb {

/// A failed MPI call as a StoreError that names it.
void check_mpi(int status, const char* call);

/// Collective: throws what rank `first` threw, which is its `mine`: a std::invalid_argument, or else
/// a StoreError.
[[noreturn]] void throw_on_all_ranks(MPI_Comm communicator, int first,
                                     const std::exception_ptr& mine);

/// Collective: `action` on every rank, see together(). Throws on all what the first failed rank did.
template <typename Action>
void on_all_ranks(MPI_Comm communicator, const Action& action) {
  together(communicator, action, [&](int first, const std::exception_ptr& mine) {
    throw_on_all_ranks(communicator, first, mine);
  });
}

int rank_of(MPI_Comm communicator);
int size_of(MPI_Comm communicator);

}  // namespace bb
