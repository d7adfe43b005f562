#include "driver/run/run_weights.h"

#include "driver/ranks/together.h"
#include "driver/run/weights_files.h"

namespace bb {

namespace {

uint32_t channels(const StateDict& state, const char* norm) {
  const auto entry = state.find(norm);
  return entry == state.end() ? 0U : static_cast<uint32_t>(entry->second.size(0));
}

}  // namespace

uint32_t RunWeights::s_channels() const { return channels(structure.state, "s_norm.weight"); }
uint32_t RunWeights::z_channels() const { return channels(structure.state, "z_norm.weight"); }

void look_into_weights(const MpiSession& mpi, const Options& options) {
  together(mpi, [&] {
    if (!mpi.leads()) { return; }
    look_into_weights(options, ModelKind::structure);
    // Whether a row wants affinity is not known yet; what was named must be right all the same.
    if (!options.affinity_checkpoint.empty()) { look_into_weights(options, ModelKind::affinity); }
  });
}

RunWeights read_weights(const MpiSession& mpi, const Options& options, Staging& staging,
                        bool affinity) {
  const auto read = [&](ModelKind kind, const auto& find, std::string& sha256) {
    const auto path = together(mpi, [&] { return find(options); });
    const StagedFile file = staging.stage(path);
    sha256 = file.sha256;
    return together(mpi, [&] {
      ModelFile model = read_model(file.path);
      require_kind(path, model.kind, kind);
      return model;
    });
  };
  RunWeights out;
  out.structure = read(ModelKind::structure, find_structure_weights, out.structure_sha256);
  if (affinity) {
    out.affinity = read(ModelKind::affinity, find_affinity_weights, out.affinity_sha256);
  }
  return out;
}

}  // namespace bb
