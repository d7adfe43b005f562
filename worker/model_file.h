#pragma once

#include <filesystem>

#include "io/files/mapped_file.h"
#include "worker/model/core/hyper_parameters.h"
#include "worker/model/core/weights.h"

namespace bb {

/// What a model predicts beside the structure: Boltz-2 has a checkpoint of each kind.
enum class ModelKind : uint8_t { structure, affinity };

std::string_view name_of(ModelKind kind);

/// A checkpoint as the model takes it.
struct ModelFile {
  StateDict state;
  HyperParameters hyper_parameters;
  ModelKind kind = ModelKind::structure;
  /// The mapping that `state` points into. Release its pages once a model is built: what the model
  /// copied to another device, dtype or layout then no longer counts twice.
  std::shared_ptr<const MappedFile> file;
};

/// Reads a Lightning .ckpt, with its hyper-parameters under the overrides that `boltz predict`
/// applies, or a .safetensors, which has none: the published Boltz-2's are taken then. Parameters
/// stay mapped. Throws CheckpointError; also where the configuration asks for something that this
/// model does not have.
ModelFile read_model(const std::filesystem::path& path);

/// What is said of a model file in messages.
struct ModelDescription {
  ModelKind kind = ModelKind::structure;
  std::string dtypes;      // of its parameters: "float32", or several
  int64_t parameters = 0;  // numbers, not tensors; those with two names once
};

/// Looks into a file without reading its parameters, which takes a fraction of a second whatever
/// its size: that it opens, that the whole model can be built of what it names, each parameter
/// there and of its shape, and that its hyper-parameters can be read. Throws CheckpointError.
ModelDescription look_into_model(const std::filesystem::path& path);

}  // namespace bb
