#include "driver/run/weights_files.h"

namespace bb {

namespace {

namespace fs = std::filesystem;

fs::path find_weights(const Options& options, const fs::path& given, const char* option,
                      const char* file, const char* what) {
  if (!given.empty()) {
    if (fs::exists(given)) { return given; }
    throw UsageError(std::string(option) + " " + given.string() + ": no such file");
  }
  const fs::path cached = options.cache / file;
  if (fs::exists(cached)) { return cached; }
  throw UsageError("no weights of the " + std::string(what) + " model: looked for " +
                   cached.string() + ". Give " + option +
                   ", or --cache (or $BOLTZ_CACHE), the folder "
                   "that `boltz predict` of the boltz package fills at its first run (~/.boltz)");
}

}  // namespace

fs::path find_structure_weights(const Options& options) {
  return find_weights(options, options.checkpoint, "--checkpoint", "boltz2_conf.ckpt", "structure");
}

fs::path find_affinity_weights(const Options& options) {
  return find_weights(options, options.affinity_checkpoint, "--affinity-checkpoint",
                      "boltz2_aff.ckpt", "affinity");
}

void require_kind(const fs::path& file, ModelKind found, ModelKind wanted) {
  if (found == wanted) { return; }
  const bool affinity = found == ModelKind::affinity;
  throw UsageError(file.string() + ": this is " + (affinity ? "an affinity" : "a structure") +
                   " model (it has " + (affinity ? "" : "no ") + "affinity modules), where " +
                   (affinity ? "a structure" : "an affinity") +
                   " model is needed, which `boltz predict` keeps as " +
                   (affinity ? "boltz2_conf.ckpt" : "boltz2_aff.ckpt") + ". Give this one with " +
                   (affinity ? "--affinity-checkpoint" : "--checkpoint"));
}

ModelDescription look_into_weights(const Options& options, ModelKind kind) {
  const fs::path file = kind == ModelKind::affinity ? find_affinity_weights(options)
                                                    : find_structure_weights(options);
  ModelDescription model = look_into_model(file);
  require_kind(file, model.kind, kind);
  return model;
}

std::vector<fs::path> find_components(const Options& options) {
  if (!options.components.empty()) {
    if (fs::exists(options.components)) { return {options.components}; }
    throw UsageError("--components " + options.components.string() + ": no such file");
  }
  for (const char* const name : {"components.bin", "components.cif.gz", "components.cif"}) {
    if (fs::exists(options.cache / name)) { return {options.cache / name}; }
  }
  return {};
}

}  // namespace bb
