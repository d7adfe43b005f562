#pragma once

#include <cstdint>
#include <string>

#include "driver/ranks/mpi_session.h"

namespace bb {

/// What this rank may use of its host.
struct Machine {
  std::string host;
  int cpus = 1;             // of affinity mask and cgroup, shared with ranks of the same mask
  uint64_t memory = 0;      // bytes of the host, or of the cgroup
  int devices = 0;          // CUDA devices of the host that this rank sees
  int device = 0;           // of these, this rank's
  int ranks_on_device = 1;  // that would share it
};

/// Collective.
Machine look_at_machine(const MpiSession& mpi);

}  // namespace bb
