#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <mpi.h>

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

  /// Collective: rank 0's text, on all.
  std::string broadcast(std::string text) const;
  /// Collective: every rank's bytes, in order of ranks, on all.
  std::vector<std::string> gather_all(const std::string& bytes) const;
  /// Collective: whether all say so.
  bool all(bool value) const;

  /// Every rank's blocks one after another, in place of MPI's limit of 2^31 elements.
  template <class T>
  void gather_blocks(std::vector<T>& all, size_t first, size_t count) const {
    gather_bytes(reinterpret_cast<char*>(all.data()), all.size() * sizeof(T), first * sizeof(T),
                 count * sizeof(T));
  }

  /// Collective, and the last thing a rank does; `failed`: it ends with an error of its own. False
  /// where, for a failed rank, the others do not come to their end too: then abort() is left.
  bool end_together(bool failed) const;

  /// Ends all ranks, for an error that only this one has.
  [[noreturn]] void abort(int exit_code) const;

 private:
  void gather_bytes(char* all, size_t size, size_t first, size_t count) const;

  MPI_Comm ending_ = MPI_COMM_NULL;
  int rank_ = 0, ranks_ = 1, local_rank_ = 0, local_ranks_ = 1, host_leader_ = 0;
};

}  // namespace bb
