#include "worker/model/cpu/kernels.h"

namespace bb::cpu {

#define BB_DECLARE(level)                 \
  namespace level {                       \
  extern const Kernels<float> of_float;   \
  extern const Kernels<double> of_double; \
  }
BB_DECLARE(baseline)
#ifdef BB_CPU_X86
BB_DECLARE(avx512)
#endif
#undef BB_DECLARE

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

template <>
const Kernels<float>& kernels<float>() {
#ifdef BB_CPU_X86
  if (kernels_gain()) return avx512::of_float;
#endif
  return baseline::of_float;
}

template <>
const Kernels<double>& kernels<double>() {
#ifdef BB_CPU_X86
  if (kernels_gain()) return avx512::of_double;
#endif
  return baseline::of_double;
}

}  // namespace bb::cpu
