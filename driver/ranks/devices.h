#pragma once

#include <cstdint>
#include <string>

namespace bb {

/// CUDA devices that this program may use (CUDA_VISIBLE_DEVICES counts); 0 in a build without CUDA.
int cuda_devices();

/// What tells a device from others of its host, whatever number it has here; empty without CUDA.
std::string cuda_identity(int device);

/// Bytes of memory of a device.
uint64_t cuda_memory(int device);

}  // namespace bb
