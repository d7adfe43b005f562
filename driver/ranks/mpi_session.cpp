#include "driver/ranks/mpi_session.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace bb {

namespace {
// Of one message: MPI counts in int.
constexpr size_t largest_piece = size_t{1} << 30;
// How long a rank that failed waits for the others' end. An error on which all agree ends all at
// once.
constexpr auto patience = std::chrono::seconds(5);
}  // namespace

MpiSession::MpiSession(int* argc, char*** argv) {
  int provided = 0;
  MPI_Init_thread(argc, argv, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
  if (provided < MPI_THREAD_MULTIPLE) {
    MPI_Finalize();
    throw std::runtime_error(
        "this MPI was built without MPI_THREAD_MULTIPLE, which boltz-batch needs");
  }
  MPI_Comm host = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host);
  MPI_Comm_rank(host, &local_rank_);
  MPI_Comm_size(host, &local_ranks_);
  host_leader_ = rank_;
  MPI_Bcast(&host_leader_, 1, MPI_INT, 0, host);
  MPI_Comm_free(&host);
  MPI_Comm_dup(MPI_COMM_WORLD, &ending_);
}

MpiSession::~MpiSession() {
  MPI_Comm_free(&ending_);
  MPI_Finalize();
}

bool MpiSession::end_together(bool failed) const {
  // Of a communicator of its own: the others may be in any other collective call.
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Ibarrier(ending_, &request);
  const auto start = std::chrono::steady_clock::now();
  for (int all = 0;;) {
    MPI_Test(&request, &all, MPI_STATUS_IGNORE);
    if (all != 0) { return true; }
    if (failed && std::chrono::steady_clock::now() - start > patience) { return false; }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

std::string MpiSession::broadcast(std::string text) const {
  uint64_t size = text.size();
  MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  text.resize(size);
  for (size_t done = 0; done < size; done += largest_piece) {
    MPI_Bcast(text.data() + done, static_cast<int>(std::min(largest_piece, size - done)), MPI_BYTE,
              0, MPI_COMM_WORLD);
  }
  return text;
}

std::vector<std::string> MpiSession::gather_all(const std::string& bytes) const {
  std::vector<uint64_t> sizes(static_cast<size_t>(ranks_));
  const uint64_t mine = bytes.size();
  MPI_Allgather(&mine, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
  std::vector<std::string> out;
  for (int rank = 0; rank < ranks_; ++rank) {
    const size_t size = sizes[static_cast<size_t>(rank)];
    std::string part = rank == rank_ ? bytes : std::string(size, '\0');
    for (size_t done = 0; done < size; done += largest_piece) {
      MPI_Bcast(part.data() + done, static_cast<int>(std::min(largest_piece, size - done)),
                MPI_BYTE, rank, MPI_COMM_WORLD);
    }
    out.push_back(std::move(part));
  }
  return out;
}

void MpiSession::gather_bytes(char* all, size_t size, size_t first, size_t count) const {
  uint64_t mine[2] = {first, count};
  std::vector<uint64_t> places(static_cast<size_t>(2 * ranks_));
  MPI_Allgather(mine, 2, MPI_UINT64_T, places.data(), 2, MPI_UINT64_T, MPI_COMM_WORLD);
  for (int rank = 0; rank < ranks_; ++rank) {
    const size_t from = places[static_cast<size_t>(2 * rank)];
    const size_t length = places[static_cast<size_t>(2 * rank + 1)];
    if (from + length > size) {
      throw std::logic_error("gather_blocks: a block outside the whole");
    }
    for (size_t done = 0; done < length; done += largest_piece) {
      MPI_Bcast(all + from + done, static_cast<int>(std::min(largest_piece, length - done)),
                MPI_BYTE, rank, MPI_COMM_WORLD);
    }
  }
}

bool MpiSession::all(bool value) const {
  int mine = value ? 1 : 0, everyone = 0;
  MPI_Allreduce(&mine, &everyone, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return everyone == 1;
}

void MpiSession::abort(int exit_code) const {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort();
}

}  // namespace bb
