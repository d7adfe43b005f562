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
constexpr int gather_tag = 1;  // of MPI_COMM_WORLD, where nothing else is sent from rank to rank

/// act(first byte, size) for each message of so many bytes.
template <class Byte, class Act>
void in_pieces(std::span<Byte> bytes, const Act& act) {
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(largest_piece, bytes.size()))) {
    act(bytes.data(), static_cast<int>(std::min(largest_piece, bytes.size())));
  }
}

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

void MpiSession::broadcast_bytes(std::span<std::byte> bytes, int from) const {
  in_pieces(bytes, [&](std::byte* piece, int size) {
    MPI_Bcast(piece, size, MPI_BYTE, from, MPI_COMM_WORLD);
  });
}

std::vector<MpiSession::Bytes> MpiSession::gather_all_bytes(const Bytes& mine) const {
  std::vector<uint64_t> sizes(static_cast<size_t>(ranks_));
  const uint64_t size = mine.size();
  MPI_Allgather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
  std::vector<Bytes> out;
  for (int rank = 0; rank < ranks_; ++rank) {
    out.push_back(rank == rank_ ? mine : Bytes(sizes[static_cast<size_t>(rank)]));
    broadcast_bytes(out.back(), rank);
  }
  return out;
}

std::vector<MpiSession::Bytes> MpiSession::gather_bytes(const Bytes& mine) const {
  std::vector<uint64_t> sizes(static_cast<size_t>(ranks_));
  const uint64_t size = mine.size();
  MPI_Gather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  std::vector<Bytes> out;
  if (!leads()) {
    in_pieces(std::span(mine), [](const std::byte* piece, int bytes) {
      MPI_Send(piece, bytes, MPI_BYTE, 0, gather_tag, MPI_COMM_WORLD);
    });
    return out;
  }
  out.push_back(mine);
  for (int rank = 1; rank < ranks_; ++rank) {
    in_pieces(std::span(out.emplace_back(sizes[static_cast<size_t>(rank)])), [&](std::byte* piece,
                                                                                 int bytes) {
      MPI_Recv(piece, bytes, MPI_BYTE, rank, gather_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    });
  }
  return out;
}

void MpiSession::gather_block_bytes(std::span<std::byte> all, size_t first, size_t count) const {
  uint64_t mine[2] = {first, count};
  std::vector<uint64_t> places(static_cast<size_t>(2 * ranks_));
  MPI_Allgather(mine, 2, MPI_UINT64_T, places.data(), 2, MPI_UINT64_T, MPI_COMM_WORLD);
  for (int rank = 0; rank < ranks_; ++rank) {
    const size_t from = places[static_cast<size_t>(2 * rank)];
    const size_t length = places[static_cast<size_t>(2 * rank + 1)];
    if (from + length > all.size()) {
      throw std::logic_error("gather_blocks: a block outside the whole");
    }
    broadcast_bytes(all.subspan(from, length), rank);
  }
}

uint64_t MpiSession::least(uint64_t mine) const {
  uint64_t out = mine;
  MPI_Allreduce(&mine, &out, 1, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD);
  return out;
}

void MpiSession::abort(int exit_code) const {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort();
}

}  // namespace bb
