#include "worker/model/cpu/kernels.h"

namespace bb::cpu {

bool kernels_gain() {
#ifdef BB_CPU_X86
  static const bool found =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  return found;
#else
  return false;
#endif
}

namespace {

const KernelSet& best() {
#ifdef BB_CPU_X86
  if (kernels_gain()) { return avx512::kernel_set; }
#endif
  return baseline::kernel_set;
}

}  // namespace

template <>
const Kernels<float>& kernels<float>() {
  return best().of_float;
}

template <>
const Kernels<double>& kernels<double>() {
  return best().of_double;
}

}  // namespace bb::cpu
