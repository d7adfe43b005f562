#pragma once

#include <cstring>
#include <map>

#include "worker/model/core/tensor.h"

namespace bb {

/// Features of one complex under the reference's names, shapes and dtypes, on the CPU.
using FeatureMap = std::map<std::string, Tensor, std::less<>>;

/// Which features: all that the reference makes, or those that the model reads. The others
/// (disto_target, token_to_center_atom, r_set_to_rep_atom) are half of all bytes.
enum class FeatureScope : uint8_t { reference, model };

namespace dtype_of {
inline at::ScalarType type(const int64_t*) { return at::kLong; }
inline at::ScalarType type(const float*) { return at::kFloat; }
inline at::ScalarType type(const uint8_t*) { return at::kByte; }
}  // namespace dtype_of

/// A tensor with the list's elements.
template <class T>
Tensor to_tensor(const std::vector<T>& list, at::IntArrayRef sizes) {
  Tensor tensor = at::empty(sizes, dtype_of::type(list.data()));
  if (!list.empty()) { std::memcpy(tensor.data_ptr(), list.data(), list.size() * sizeof(T)); }
  return tensor;
}

template <class T>
Tensor to_tensor(const std::vector<T>& list) {
  return to_tensor(list, {static_cast<int64_t>(list.size())});
}

/// The same from zeros and ones, as bool.
inline Tensor to_bool_tensor(const std::vector<uint8_t>& list) {
  return to_tensor(list).to(at::kBool);
}

}  // namespace bb
