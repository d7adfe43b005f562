#pragma once

#include <cstdint>

namespace bb::replay {

/// Bytes of this process that are resident, now and at most so far; from /proc.
struct HostMemory {
  int64_t resident = 0;
  int64_t peak = 0;
};

HostMemory host_memory();

}  // namespace bb::replay
