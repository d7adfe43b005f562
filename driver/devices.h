#pragma once

#include <cstdint>

namespace bb {

/// CUDA devices that this program may use (CUDA_VISIBLE_DEVICES counts); 0 in a build without CUDA.
int cuda_devices();

/// Bytes of memory of a device.
uint64_t cuda_memory(int device);

}  // namespace bb
