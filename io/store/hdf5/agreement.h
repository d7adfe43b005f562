#pragma once

#include <cstdint>
#include <string>

#include <mpi.h>

namespace bb {

/// A failed MPI call as a StoreError that names it.
void check_mpi(int status, const char* call);

/// How an action went on one rank.
struct Outcome {
  int failed = 0;  ///< 0 well, 1 StoreError, 2 std::invalid_argument, 3 anything else
  int kind = 0;    ///< StoreError::Kind
  std::string message{};
};
Outcome outcome_of_current_exception();

/// Collective: throws on every rank what the lowest failed rank threw; returns where none did.
void agree(MPI_Comm communicator, const Outcome& mine);

/// Runs `action` on every rank, then agrees. Collective; the action may be so as well.
template <typename Action>
void on_all_ranks(MPI_Comm communicator, Action&& action) {
  Outcome outcome;
  try {
    action();
  } catch (...) { outcome = outcome_of_current_exception(); }
  agree(communicator, outcome);
}

int rank_of(MPI_Comm communicator);
int size_of(MPI_Comm communicator);

}  // namespace bb
