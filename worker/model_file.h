#pragma once

#include <filesystem>

#include "io/checkpoint/mapped_file.h"
#include "worker/model/hyper_parameters.h"
#include "worker/model/weights.h"

namespace bb {

/// A checkpoint as the model takes it.
struct ModelFile {
  StateDict state;
  HyperParameters hyper_parameters;
  /// The mapping that `state` points into. Release its pages once a model is built: what the model
  /// copied to another device, dtype or layout then no longer counts twice.
  std::shared_ptr<const MappedFile> file;
};

/// Reads a Lightning .ckpt, with its hyper-parameters under the overrides that `boltz predict`
/// applies, or a .safetensors, which has none: the published Boltz-2's are taken then. Parameters
/// stay mapped. Throws CheckpointError; also where the configuration asks for something that this
/// model does not have.
ModelFile read_model(const std::filesystem::path& path);

}  // namespace bb
