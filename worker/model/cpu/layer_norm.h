#pragma once

// A part of kernels.cpp and of no other source: see there.
#include "worker/model/cpu/kernels.h"
#include "worker/model/cpu/vector.h"

namespace bb::cpu {

namespace {

template <class T>
inline T horizontal_sum(const Vector<T>& x) {
  T parts[lanes<T>];
  std::memcpy(parts, &x, sizeof(parts));
  for (int half = lanes<T> / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) { parts[i] += parts[i + half]; }
  }
  return parts[0];
}

template <class T>
void layer_norm(const LayerNormRows<T>& task) {
  constexpr int64_t width = lanes<T>;
  const int64_t dim = task.dim;
  for (int64_t row = 0; row < task.rows; ++row) {
    const T* const x = task.x + row * task.x_stride;
    T* const out = task.out + row * dim;
    // Two passes: the mean first, then squares around it, which cannot cancel.
    Vector<T> sums{};
    int64_t i = 0;
    for (; i + width <= dim; i += width) { sums += load(x + i); }
    if (i < dim) { sums += load_some(x + i, dim - i); }
    const T mean = horizontal_sum<T>(sums) / static_cast<T>(dim);
    Vector<T> squares{};
    for (i = 0; i + width <= dim; i += width) {
      const Vector<T> centred = load(x + i) - mean;
      squares += centred * centred;
    }
    T square = horizontal_sum<T>(squares);
    for (; i < dim; ++i) { square += (x[i] - mean) * (x[i] - mean); }
    const T inverse =
        1 / static_cast<T>(__builtin_sqrt(square / static_cast<T>(dim) + static_cast<T>(1e-5)));

    const T* const scale = task.scale == nullptr ? nullptr : task.scale + row * task.affine_stride;
    const T* const shift = task.shift == nullptr ? nullptr : task.shift + row * task.affine_stride;
    for (i = 0; i + width <= dim; i += width) {
      Vector<T> y = (load(x + i) - mean) * inverse;
      if (scale != nullptr) { y *= load(scale + i); }
      if (shift != nullptr) { y += load(shift + i); }
      store<T>(out + i, y);
    }
    for (; i < dim; ++i) {
      T y = (x[i] - mean) * inverse;
      if (scale != nullptr) { y *= scale[i]; }
      if (shift != nullptr) { y += shift[i]; }
      out[i] = y;
    }
  }
}

}  // namespace

}  // namespace bb::cpu
