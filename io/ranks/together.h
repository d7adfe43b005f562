#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <mpi.h>

namespace bb {

/// Collective: the lowest rank that failed; nothing where none did.
inline std::optional<int> first_failed(MPI_Comm communicator, bool failed) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(communicator, &rank);
  MPI_Comm_size(communicator, &ranks);
  int first = failed ? rank : ranks;
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, communicator);
  return first == ranks ? std::nullopt : std::optional(first);
}

/// Collective: action() on every rank, which may be collective as well; returns what it does. Where
/// it throws on some, all of them throw what `fail(first, error)` does, with the lowest of these
/// ranks and this rank's own error, if any. So no rank waits for one that has given up.
template <class Action, class Fail>
auto together(MPI_Comm communicator, const Action& action, const Fail& fail) {
  using Result = std::invoke_result_t<Action>;
  constexpr bool is_void = std::is_void_v<Result>;
  std::optional<std::conditional_t<is_void, std::monostate, Result>> result;
  std::exception_ptr error;
  try {
    if constexpr (is_void) {
      action();
    } else {
      result.emplace(action());
    }
  } catch (...) { error = std::current_exception(); }
  if (const auto first = first_failed(communicator, error != nullptr)) { fail(*first, error); }
  if constexpr (!is_void) { return std::move(*result); }
}

}  // namespace bb
