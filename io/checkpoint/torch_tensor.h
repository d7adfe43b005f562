#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/checkpoint/pickle_graph.h"
#include "io/checkpoint/tensor_view.h"

namespace bb {

/// What a pickle says about one tensor; nothing of it is checked against the storage yet.
struct TorchTensor {
  DType dtype = DType::float32;
  std::string_view storage_key;
  int64_t storage_bytes = 0;
  int64_t offset = 0;  // in elements
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
};

/// Whether the node is a call that rebuilds a tensor or parameter.
bool is_tensor(const PickleGraph& graph, NodeId id);

/// Throws CheckpointError, beginning with `label`, if the node is no tensor of a type we know.
TorchTensor read_torch_tensor(const PickleGraph& graph, NodeId id, const std::string& label);

/// The tensor within the bytes of its storage. Throws CheckpointError unless every element lies
/// inside. An expanded tensor (stride 0) may not be larger than max(file_bytes, 1 MiB) when written
/// out, so that copying what a file holds never costs more than that per tensor.
TensorView view_torch_tensor(const TorchTensor& tensor, std::span<const std::byte> storage,
                             size_t file_bytes, const std::string& label);

}  // namespace bb
