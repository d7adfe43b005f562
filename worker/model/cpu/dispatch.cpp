#include <stdexcept>

#include "worker/model/cpu/kernels.h"

namespace bb::cpu {

bool has_kernels() {
#ifdef BB_CPU_KERNELS
  static const bool found =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  return found;
#else
  return false;
#endif
}

#ifndef BB_CPU_KERNELS
template <class T>
const Kernels<T>& kernels() {
  throw std::logic_error("this build has no kernels of its own: ask has_kernels() first");
}
template const Kernels<float>& kernels<float>();
template const Kernels<double>& kernels<double>();
#endif

}  // namespace bb::cpu
