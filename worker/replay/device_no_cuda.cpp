#include "worker/replay/device.h"

namespace bb::replay {

std::optional<DeviceMemory> device_memory(at::Device) { return std::nullopt; }

void reset_peak(at::Device) {}

void release_unused(at::Device) {}

ProfiledRange::ProfiledRange(at::Device, bool) : active_(false) {}

ProfiledRange::~ProfiledRange() = default;

}  // namespace bb::replay
