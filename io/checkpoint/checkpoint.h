#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "io/checkpoint/tensor_view.h"
#include "io/checkpoint/value.h"
#include "io/files/mapped_file.h"

namespace bb {

/// The weights and hyper-parameters of one model file. Copying is cheap; the bytes stay in the
/// file's mapping.
struct Checkpoint {
  std::map<std::string, TensorView> tensors;
  Value hyper_parameters;                       // a dict; null for a file that has weights only
  std::map<std::string, std::string> metadata;  // of a safetensors file
  bool checksums_verified = false;         // false for formats and files that carry no checksums
  std::shared_ptr<const MappedFile> file;  // keeps the tensors' bytes alive
};

/// Whether the tensors' bytes are read, to compare them with their checksums.
enum class Verification { tensors, headers_only };

/// Reads a checkpoint of PyTorch Lightning (a zip written by torch.save) or a safetensors file;
/// which of them is decided by the contents, not by the name. Every byte that the tensors use is
/// verified against its CRC-32 where there is one; nothing in the file is executed. Throws
/// CheckpointError (path, entry and byte, what is wrong, how to mend it).
Checkpoint read_checkpoint(const std::filesystem::path& path,
                           Verification verification = Verification::tensors);
Checkpoint read_checkpoint(std::shared_ptr<const MappedFile> file,
                           Verification verification = Verification::tensors);

}  // namespace bb
