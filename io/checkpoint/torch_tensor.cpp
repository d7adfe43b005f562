#include "io/checkpoint/torch_tensor.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "io/checkpoint/pickle_items.h"
#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

constexpr size_t max_rank = 64;  // torch's own limit

bool is_text(const PickleGraph& graph, NodeId id, std::string_view text) {
  return graph[id].kind == NodeKind::text && graph[id].text == text;
}

std::optional<GlobalRole> role_of(const PickleGraph& graph, NodeId id) {
  if (graph[id].kind != NodeKind::object) { return std::nullopt; }
  return graph[id].global->role;
}

class TensorReader {
 public:
  TensorReader(const PickleGraph& graph, const std::string& label) : graph_(graph), label_(label) {}

  TorchTensor read(NodeId id) {
    for (int wrappers = 0; role_of(graph_, id) == GlobalRole::parameter_rebuild; ++wrappers) {
      const NodeId inner = argument(graph_, graph_[id], 0);
      if (inner == no_node || wrappers > 2) { fail("it is a parameter without a tensor"); }
      id = inner;
    }
    if (!is_tensor(graph_, id)) {
      fail("this entry of the state_dict is not a tensor" +
           (graph_[id].kind == NodeKind::object
                ? " but the Python object " + quoted_name(*graph_[id].global)
                : std::string()));
    }
    const Node& call = graph_[id];
    const bool typed = call.global->role == GlobalRole::tensor_rebuild_typed;

    TorchTensor tensor;
    const std::optional<DType> storage_type = read_storage(required(call, 0), tensor);
    const std::optional<DType> dtype = typed ? dtype_of(required(call, 6)) : storage_type;
    if (!dtype) { fail("its element type is none of those that a checkpoint of ours uses"); }
    tensor.dtype = *dtype;
    tensor.offset = integer(required(call, 1));
    tensor.shape = integers(required(call, 2));
    tensor.strides = integers(required(call, 3));
    return tensor;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(label_, what, download_again);
  }

  NodeId required(const Node& call, size_t index) const {
    const NodeId id = argument(graph_, call, index);
    if (id == no_node) { fail("its description lacks argument " + std::to_string(index)); }
    return id;
  }

  std::optional<DType> dtype_of(NodeId id) const {
    return graph_[id].kind == NodeKind::global ? graph_[id].global->dtype : std::nullopt;
  }

  int64_t integer(NodeId id) const {
    const Node& node = graph_[id];
    if (node.kind != NodeKind::integer || node.integer < 0) {
      fail("its description has something else for a size or offset");
    }
    return node.integer;
  }

  std::vector<int64_t> integers(NodeId id) const {
    const auto items = sequence_items(graph_, id);
    if (!items || items->size() > max_rank) {
      fail("its shape or strides are not a tuple of at most 64 numbers");
    }
    std::vector<int64_t> values(items->size());
    std::ranges::transform(*items, values.begin(), [&](NodeId item) { return integer(item); });
    return values;
  }

  // Fills in key and size; the result is the storage's element type, nothing for untyped bytes.
  std::optional<DType> read_storage(NodeId id, TorchTensor& tensor) const {
    const Node& node = graph_[id];
    if (node.kind != NodeKind::persistent || graph_[node.arguments].kind != NodeKind::tuple) {
      fail("it has no storage");
    }
    const auto& parts = graph_[node.arguments].items;  // ('storage', type, key, location, count)
    if (parts.size() < 5 || !is_text(graph_, parts[0], "storage")) {
      fail("its storage is described in an unknown way");
    }
    const Node& type = graph_[parts[1]];
    const Node& key = graph_[parts[2]];
    if (type.kind != NodeKind::global || type.global->role != GlobalRole::storage_type ||
        key.kind != NodeKind::text) {
      fail("its storage is described in an unknown way");
    }
    tensor.storage_key = key.text;
    const int64_t item = type.global->dtype ? item_size(*type.global->dtype) : 1;
    if (__builtin_mul_overflow(integer(parts[4]), item, &tensor.storage_bytes)) {
      fail("its storage's size overflows");
    }
    return type.global->dtype;
  }

  const PickleGraph& graph_;
  const std::string& label_;
};

}  // namespace

bool is_tensor(const PickleGraph& graph, NodeId id) {
  const auto role = role_of(graph, id);
  return role == GlobalRole::tensor_rebuild || role == GlobalRole::tensor_rebuild_typed ||
         role == GlobalRole::parameter_rebuild;
}

TorchTensor read_torch_tensor(const PickleGraph& graph, NodeId id, const std::string& label) {
  return TensorReader(graph, label).read(id);
}

TensorView view_torch_tensor(const TorchTensor& tensor, std::span<const std::byte> storage,
                             size_t file_bytes, const std::string& label) {
  const auto fail = [&](const std::string& what) {
    throw CheckpointError(label, what, download_again);
  };
  if (std::cmp_not_equal(tensor.storage_bytes, storage.size())) {
    fail("its storage should have " + std::to_string(tensor.storage_bytes) +
         " bytes but the archive's entry has " + std::to_string(storage.size()));
  }
  const auto count = element_count(tensor.shape);
  const auto extent = extent_bytes(tensor.dtype, tensor.shape, tensor.strides);
  int64_t first = 0;
  if (!count || !extent || __builtin_mul_overflow(tensor.offset, item_size(tensor.dtype), &first) ||
      first > tensor.storage_bytes || *extent > tensor.storage_bytes - first) {
    fail("its shape, strides and offset reach beyond its storage of " +
         std::to_string(tensor.storage_bytes) + " bytes");
  }
  const size_t dense = static_cast<size_t>(*count) * static_cast<size_t>(item_size(tensor.dtype));
  if (dense > std::max<size_t>(file_bytes, size_t{1} << 20)) {
    fail("it repeats its few elements to a size of " + std::to_string(dense) +
         " bytes, more than the whole file");
  }
  return {tensor.dtype, tensor.shape, tensor.strides,
          storage.subspan(static_cast<size_t>(first), static_cast<size_t>(*extent))};
}

}  // namespace bb
