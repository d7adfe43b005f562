#include "worker/replay/memory.h"

namespace bb::replay {

std::optional<DeviceMemory> device_memory(at::Device) { return std::nullopt; }

void reset_peak(at::Device) {}

void release_unused(at::Device) {}

}  // namespace bb::replay
