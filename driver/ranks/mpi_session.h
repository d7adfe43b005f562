#pragma once

#include <vector>

#include <mpi.h>

#include "driver/ranks/packing.h"

namespace bb {

/// MPI from start to end of a program; ranks are processes of one run. Works without mpirun, as one
/// rank. Make one, in main's thread, after the chemistry's helpers were started and before CUDA.
class MpiSession {
 public:
  /// Throws std::runtime_error where this MPI lacks MPI_THREAD_MULTIPLE.
  MpiSession(int* argc, char*** argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  int rank() const { return rank_; }
  int ranks() const { return ranks_; }
  bool leads() const { return rank_ == 0; }
  int local_rank() const { return local_rank_; }  // among the ranks of this host
  int local_ranks() const { return local_ranks_; }
  int host_leader() const { return host_leader_; }  // the rank whose local_rank is 0 here

  /// Collective: rank 0's value, on all. What values may be: see pack().
  template <class T>
  T broadcast(T value) const {
    if constexpr (Plain<T>) {
      broadcast_bytes(std::as_writable_bytes(std::span(&value, 1)), 0);
    } else if constexpr (PlainList<T>) {
      value.resize(broadcast(uint64_t{value.size()}));
      broadcast_bytes(std::as_writable_bytes(std::span(value)), 0);
    } else {
      value = unpacked<T>(broadcast(packed(value)));
    }
    return value;
  }
  /// Collective: every rank's value, in order of ranks, on all.
  template <class T>
  std::vector<T> gather_all(const T& mine) const {
    return all_unpacked<T>(gather_all_bytes(packed(mine)));
  }
  /// Collective: every rank's value, in order of ranks, on rank 0; nothing on the others.
  template <class T>
  std::vector<T> gather(const T& mine) const {
    return all_unpacked<T>(gather_bytes(packed(mine)));
  }
  /// Collective: each rank has the values of its block, from `first` on, and gets all.
  template <class T>
  void gather_blocks(std::vector<T>& all, size_t first, size_t count) const {
    gather_block_bytes(std::as_writable_bytes(std::span(all)), first * sizeof(T),
                       count * sizeof(T));
  }
  /// Collective: the least of all ranks' values.
  uint64_t least(uint64_t mine) const;
  /// Collective: whether all say so.
  bool all(bool value) const { return least(value ? 1 : 0) == 1; }

  /// Collective, and the last thing a rank does; `failed`: it ends with an error of its own. False
  /// where, for a failed rank, the others do not come to their end too: then abort() is left.
  bool end_together(bool failed) const;

  /// Ends all ranks, for an error that only this one has.
  [[noreturn]] void abort(int exit_code) const;

 private:
  using Bytes = std::vector<std::byte>;

  template <class T>
  static Bytes packed(const T& value) {
    ByteWriter out;
    pack(out, value);
    return out.take();
  }
  template <class T>
  static T unpacked(const Bytes& bytes) {
    ByteReader in(bytes);
    return unpack<T>(in);
  }
  template <class T>
  static std::vector<T> all_unpacked(const std::vector<Bytes>& parts) {
    std::vector<T> out;
    for (const Bytes& part : parts) { out.push_back(unpacked<T>(part)); }
    return out;
  }
  void broadcast_bytes(std::span<std::byte> bytes, int from) const;
  std::vector<Bytes> gather_all_bytes(const Bytes& mine) const;
  std::vector<Bytes> gather_bytes(const Bytes& mine) const;
  void gather_block_bytes(std::span<std::byte> all, size_t first, size_t count) const;

  MPI_Comm ending_ = MPI_COMM_NULL;
  int rank_ = 0, ranks_ = 1, local_rank_ = 0, local_ranks_ = 1, host_leader_ = 0;
};

}  // namespace bb
