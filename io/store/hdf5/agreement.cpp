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

namespace {

/// What a rank threw, as it can be told.
struct Told {
  int numbers[3] = {0, 0, 0};  // whether it is std::invalid_argument, kind of StoreError, size of:
  std::string message;
};

Told told_of(const std::exception_ptr& error) {
  const auto tell = [](bool is_argument, StoreError::Kind kind, const std::exception& what) {
    const std::string message = what.what();
    return Told{
        .numbers = {is_argument ? 1 : 0, static_cast<int>(kind), static_cast<int>(message.size())},
        .message = message};
  };
  try {
    std::rethrow_exception(error);
  } catch (const StoreError& what) {
    return tell(false, what.kind(), what);
  } catch (const std::invalid_argument& what) {
    return tell(true, StoreError::Kind::other, what);
  } catch (const std::exception& what) { return tell(false, StoreError::Kind::other, what); }
}

}  // namespace

void throw_on_all_ranks(MPI_Comm communicator, int first, const std::exception_ptr& mine) {
  Told told;
  if (rank_of(communicator) == first) { told = told_of(mine); }
  check_mpi(MPI_Bcast(told.numbers, 3, MPI_INT, first, communicator), "MPI_Bcast");
  told.message.resize(static_cast<size_t>(told.numbers[2]));
  check_mpi(MPI_Bcast(told.message.data(), told.numbers[2], MPI_CHAR, first, communicator),
            "MPI_Bcast");
  if (told.numbers[0] != 0) { throw std::invalid_argument(told.message); }
  throw StoreError(static_cast<StoreError::Kind>(told.numbers[1]), told.message);
}

}  // namespace bb
