#pragma once

#include <optional>

#include "worker/model/core/tensor.h"

namespace bb::replay {

/// Bytes of a device's memory that LibTorch's allocator has handed out.
struct DeviceMemory {
  int64_t allocated = 0;  // now
  int64_t peak = 0;       // at most since reset_peak
  int64_t reserved = 0;   // at most since reset_peak, kept from the device for reuse included
};

/// Nothing for the CPU, and in a build without CUDA.
std::optional<DeviceMemory> device_memory(at::Device device);

void reset_peak(at::Device device);

/// Gives unused memory back to the device, for others.
void release_unused(at::Device device);

/// What runs on the device while this lives is what a profiler collects that was told to wait for
/// it (`ncu --profile-from-start off`). Nothing on the CPU.
class ProfiledRange {
 public:
  ProfiledRange(at::Device device, bool wanted);
  ~ProfiledRange();
  ProfiledRange(const ProfiledRange&) = delete;
  ProfiledRange& operator=(const ProfiledRange&) = delete;

 private:
  bool active_;
};

}  // namespace bb::replay
