#include "driver/run_weights.h"

#include "driver/together.h"
#include "driver/weights_files.h"

namespace bb {

namespace {

uint32_t channels(const StateDict& state, const char* norm) {
  const auto entry = state.find(norm);
  return entry == state.end() ? 0U : static_cast<uint32_t>(entry->second.size(0));
}

}  // namespace

uint32_t RunWeights::s_channels() const { return channels(structure.state, "s_norm.weight"); }
uint32_t RunWeights::z_channels() const { return channels(structure.state, "z_norm.weight"); }

RunWeights read_weights(const MpiSession& mpi, const Options& options, Staging& staging,
                        bool affinity) {
  const auto read = [&](const auto& find, std::string& sha256) {
    const auto path = together(mpi, [&] { return find(options); });
    const StagedFile file = staging.stage(path);
    sha256 = file.sha256;
    return together(mpi, [&] { return read_model(file.path); });
  };
  RunWeights out;
  out.structure = read(find_structure_weights, out.structure_sha256);
  if (affinity) out.affinity = read(find_affinity_weights, out.affinity_sha256);
  return out;
}

}  // namespace bb
