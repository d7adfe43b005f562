#include <c10/cuda/CUDACachingAllocator.h>
#include <cuda_profiler_api.h>

#include "worker/replay/device.h"

namespace bb::replay {

namespace {
namespace allocator = c10::cuda::CUDACachingAllocator;
constexpr size_t all_pools = 0;  // StatType::AGGREGATE
}  // namespace

std::optional<DeviceMemory> device_memory(at::Device device) {
  if (!device.is_cuda()) return std::nullopt;
  const auto stats = allocator::getDeviceStats(device.index());
  return DeviceMemory{.allocated = stats.allocated_bytes[all_pools].current,
                      .peak = stats.allocated_bytes[all_pools].peak,
                      .reserved = stats.reserved_bytes[all_pools].peak};
}

void reset_peak(at::Device device) {
  if (device.is_cuda()) allocator::resetPeakStats(device.index());
}

void release_unused(at::Device device) {
  if (device.is_cuda()) allocator::emptyCache();
}

// Without a profiler these calls do nothing, and their result says nothing of use.
ProfiledRange::ProfiledRange(at::Device device, bool wanted) : active_(wanted && device.is_cuda()) {
  if (active_) static_cast<void>(cudaProfilerStart());
}

ProfiledRange::~ProfiledRange() {
  if (active_) static_cast<void>(cudaProfilerStop());
}

}  // namespace bb::replay
