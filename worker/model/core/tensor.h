#pragma once

// The tensor vocabulary of the model. This is the precompiled header of every model source, so
// it stays at ATen: torch/torch.h would double the compile time of each translation unit.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace bb {

using at::Tensor;

/// (1, size): a list as a batch of one.
template <class T>
Tensor as_row(const std::vector<T>& list) {
  return at::tensor(list).unsqueeze(0);
}

}  // namespace bb
