#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "io/checkpoint/checkpoint.h"

namespace bb {

// The safetensors format: 8 bytes of header length, a JSON header, the tensors' bytes without gaps.
// https://github.com/huggingface/safetensors#format

/// Whether the first bytes could be such a file's.
bool looks_like_safetensors(std::span<const std::byte> bytes) noexcept;

/// As strict as the Python library: tensors must cover the data exactly, without gaps or overlaps.
/// The hyper-parameters are those of the metadata entry "hyper_parameters", a JSON text, if there
/// is one. Throws CheckpointError.
Checkpoint read_safetensors(std::shared_ptr<const MappedFile> file);

/// Writes the file atomically. Tensors are stored contiguously, the widest types first and by name
/// within a type (as the Python library does), so that each is aligned. Throws CheckpointError for
/// inconsistent views, a name that is not UTF-8 or is "__metadata__", and for anything that the
/// disk refuses.
void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace bb
