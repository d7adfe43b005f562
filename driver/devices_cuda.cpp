#include <c10/cuda/CUDAFunctions.h>
#include <cuda_runtime.h>

#include "driver/devices.h"

namespace bb {

int cuda_devices() { return static_cast<int>(c10::cuda::device_count()); }

uint64_t cuda_memory(int device) {
  cudaDeviceProp properties{};
  return cudaGetDeviceProperties(&properties, device) == cudaSuccess ? properties.totalGlobalMem
                                                                     : 0;
}

}  // namespace bb
