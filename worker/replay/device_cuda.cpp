#include <c10/cuda/CUDACachingAllocator.h>
#include <dlfcn.h>

#include "worker/replay/device.h"

namespace bb::replay {

namespace {
namespace allocator = c10::cuda::CUDACachingAllocator;
constexpr size_t all_pools = 0;  // StatType::AGGREGATE

// By name, because the profiler's header is no part of every toolkit; the runtime has both
// functions. Without a profiler they do nothing, and their result says nothing of use.
void tell_profiler(const char* function) {
  void* const found = dlsym(RTLD_DEFAULT, function);
  if (found != nullptr) { reinterpret_cast<int (*)()>(found)(); }
}

}  // namespace

std::optional<DeviceMemory> device_memory(at::Device device) {
  if (!device.is_cuda()) { return std::nullopt; }
  const auto stats = allocator::getDeviceStats(device.index());
  return DeviceMemory{.allocated = stats.allocated_bytes[all_pools].current,
                      .peak = stats.allocated_bytes[all_pools].peak,
                      .reserved = stats.reserved_bytes[all_pools].peak};
}

void reset_peak(at::Device device) {
  if (device.is_cuda()) { allocator::resetPeakStats(device.index()); }
}

void release_unused(at::Device device) {
  if (device.is_cuda()) { allocator::emptyCache(); }
}

ProfiledRange::ProfiledRange(at::Device device, bool wanted) : active_(wanted && device.is_cuda()) {
  if (active_) { tell_profiler("cudaProfilerStart"); }
}

ProfiledRange::~ProfiledRange() {
  if (active_) { tell_profiler("cudaProfilerStop"); }
}

}  // namespace bb::replay
