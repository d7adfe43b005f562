// Compiled once for each instruction set, with BB_CPU_LEVEL naming it: nothing here, nor in the
// headers of its parts, may be inline code that another source shares, or the linker could hand a
// machine what it cannot run.
#include "worker/model/cpu/kernels.h"

#include "worker/model/cpu/attention.h"
#include "worker/model/cpu/layer_norm.h"

namespace bb::cpu {

namespace {

/// f of every element of two arrays, written to the first.
template <class T, class Function>
inline void zip(T* a, const T* b, int64_t count, const Function& f) {
  constexpr int64_t width = lanes<T>;
  int64_t i = 0;
  for (; i + width <= count; i += width) { store<T>(a + i, f(load(a + i), load(b + i))); }
  if (i == count) { return; }
  const Vector<T> last = f(load_some(a + i, count - i), load_some(b + i, count - i));
  std::memcpy(a + i, &last, static_cast<size_t>(count - i) * sizeof(T));
}

template <class T>
void gate(T* x, const T* logits, int64_t count) {
  zip(x, logits, count,
      [](const Vector<T>& a, const Vector<T>& b) -> Vector<T> { return a * sigmoid<T>(b); });
}

template <class T>
void swish(T* a, const T* b, int64_t count) {
  zip(a, b, count,
      [](const Vector<T>& x, const Vector<T>& y) -> Vector<T> { return x * sigmoid<T>(x) * y; });
}

}  // namespace

namespace BB_CPU_LEVEL {
const KernelSet kernel_set{
    .of_float = {&attention<float>, &layer_norm<float>, &gate<float>, &swish<float>},
    .of_double = {&attention<double>, &layer_norm<double>, &gate<double>, &swish<double>}};
}  // namespace BB_CPU_LEVEL

}  // namespace bb::cpu
