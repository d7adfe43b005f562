#include "worker/tensor_file.h"

#include <cstdint>

#include "io/checkpoint/safetensors.h"

namespace bb {

namespace {

at::ScalarType scalar_type(DType dtype) {
  switch (dtype) {
    case DType::float64:
      return at::kDouble;
    case DType::float32:
      return at::kFloat;
    case DType::float16:
      return at::kHalf;
    case DType::bfloat16:
      return at::kBFloat16;
    case DType::int64:
      return at::kLong;
    case DType::int32:
      return at::kInt;
    case DType::int16:
      return at::kShort;
    case DType::int8:
      return at::kChar;
    case DType::uint8:
      return at::kByte;
    case DType::boolean:
      return at::kBool;
  }
  throw std::logic_error("unknown DType");
}

DType dtype_of(const Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kDouble:
      return DType::float64;
    case at::kFloat:
      return DType::float32;
    case at::kHalf:
      return DType::float16;
    case at::kBFloat16:
      return DType::bfloat16;
    case at::kLong:
      return DType::int64;
    case at::kInt:
      return DType::int32;
    case at::kShort:
      return DType::int16;
    case at::kChar:
      return DType::int8;
    case at::kByte:
      return DType::uint8;
    case at::kBool:
      return DType::boolean;
    default:
      throw std::logic_error("a tensor of this dtype cannot be written");
  }
}

}  // namespace

Tensor map_tensor(const TensorView& view, std::shared_ptr<const MappedFile> file) {
  const auto options = at::TensorOptions().dtype(scalar_type(view.dtype));
  if (view.bytes.empty()) { return at::empty(view.shape, options); }
  // The tensors of a mapping are read only; from_blob has no const variant.
  void* data = const_cast<std::byte*>(view.bytes.data());  // NOLINT(*-const-cast)
  const auto keep = [file = std::move(file)](void*) {};
  const auto element = static_cast<uintptr_t>(item_size(view.dtype));
  if (reinterpret_cast<uintptr_t>(data) % element != 0) {
    Tensor bytes = at::empty({static_cast<int64_t>(view.bytes.size())}, at::kByte);
    std::copy(view.bytes.begin(), view.bytes.end(),
              reinterpret_cast<std::byte*>(bytes.mutable_data_ptr()));
    return bytes.view(scalar_type(view.dtype)).as_strided(view.shape, view.strides);
  }
  return at::from_blob(data, view.shape, view.strides, keep, options);
}

TensorMap read_tensors(const std::filesystem::path& path) {
  const Checkpoint file = read_checkpoint(path);
  TensorMap tensors;
  for (const auto& [name, view] : file.tensors) {
    tensors.emplace(name, map_tensor(view, file.file));
  }
  return tensors;
}

void write_tensors(const std::filesystem::path& path, const TensorMap& tensors,
                   const std::map<std::string, std::string>& metadata) {
  std::vector<Tensor> kept;  // the views below point into these
  std::map<std::string, TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    const Tensor& data = kept.emplace_back(tensor.cpu().contiguous());
    views.emplace(name, TensorView{.dtype = dtype_of(data),
                                   .shape = data.sizes().vec(),
                                   .strides = data.strides().vec(),
                                   .bytes = {static_cast<const std::byte*>(data.const_data_ptr()),
                                             static_cast<size_t>(data.nbytes())}});
  }
  write_safetensors(path, views, metadata);
}

}  // namespace bb
