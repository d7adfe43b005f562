#include <c10/cuda/CUDAFunctions.h>
#include <cuda_runtime.h>

#include "driver/ranks/devices.h"

namespace bb {

int cuda_devices() { return static_cast<int>(c10::cuda::device_count()); }

std::string cuda_identity(int device) {
  cudaDeviceProp properties{};
  if (cudaGetDeviceProperties(&properties, device) != cudaSuccess) { return {}; }
  return {properties.uuid.bytes, sizeof properties.uuid.bytes};
}

uint64_t cuda_memory(int device) {
  cudaDeviceProp properties{};
  return cudaGetDeviceProperties(&properties, device) == cudaSuccess ? properties.totalGlobalMem
                                                                     : 0;
}

}  // namespace bb
