#pragma once

#include <filesystem>
#include <map>

#include "io/checkpoint/tensor_view.h"
#include "io/files/mapped_file.h"
#include "worker/model/core/tensor.h"

namespace bb {

using TensorMap = std::map<std::string, Tensor, std::less<>>;

/// A tensor over the bytes of a mapped file, which it keeps mapped. Nothing is copied unless the
/// bytes are not aligned to their elements. Such a tensor must not be written to.
Tensor map_tensor(const TensorView& view, std::shared_ptr<const MappedFile> file);

/// All tensors of a .safetensors file (or of a checkpoint), mapped. Throws CheckpointError.
TensorMap read_tensors(const std::filesystem::path& path);

/// Writes CPU or device tensors as .safetensors: all of them or nothing. Throws CheckpointError.
void write_tensors(const std::filesystem::path& path, const TensorMap& tensors,
                   const std::map<std::string, std::string>& metadata = {});

}  // namespace bb
