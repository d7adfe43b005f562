#include "io/store/hdf5/agreement.h"

#include <stdexcept>

#include "io/store/hdf5/store_error.h"

namespace bb {

void check_mpi(int status, const char* call) {
  if (status == MPI_SUCCESS) { return; }
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(status, text, &length);
  throw StoreError(std::string(call) + " failed: " + text);
}

int rank_of(MPI_Comm communicator) {
  int rank = 0;
  check_mpi(MPI_Comm_rank(communicator, &rank), "MPI_Comm_rank");
  return rank;
}

int size_of(MPI_Comm communicator) {
  int size = 1;
  check_mpi(MPI_Comm_size(communicator, &size), "MPI_Comm_size");
  return size;
}

Outcome outcome_of_current_exception() {
  try {
    throw;
  } catch (const StoreError& error) {
    return {1, static_cast<int>(error.kind()), error.what()};
  } catch (const std::invalid_argument& error) {
    return {2, 0, error.what()};
  } catch (const std::exception& error) { return {3, 0, error.what()}; }
}

void agree(MPI_Comm communicator, const Outcome& mine) {
  const int rank = rank_of(communicator);
  int first = mine.failed != 0 ? rank : size_of(communicator);
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, communicator),
            "MPI_Allreduce");
  if (first == size_of(communicator)) { return; }
  int numbers[3] = {mine.failed, mine.kind, static_cast<int>(mine.message.size())};
  check_mpi(MPI_Bcast(numbers, 3, MPI_INT, first, communicator), "MPI_Bcast");
  std::string message = mine.message;
  message.resize(static_cast<size_t>(numbers[2]));
  check_mpi(MPI_Bcast(message.data(), numbers[2], MPI_CHAR, first, communicator), "MPI_Bcast");
  if (numbers[0] == 2) { throw std::invalid_argument(message); }
  throw StoreError(static_cast<StoreError::Kind>(numbers[1]), message);
}

}  // namespace bb
