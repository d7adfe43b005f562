#include "driver/run_weights.h"

#include "driver/sha256.h"
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

RunWeights read_weights(const MpiSession& mpi, const Options& options, bool affinity) {
  std::filesystem::path structure_path, affinity_path;
  RunWeights out = together(mpi, [&] {
    RunWeights files;
    structure_path = find_structure_weights(options);
    if (affinity) affinity_path = find_affinity_weights(options);
    files.structure = read_model(structure_path);
    if (affinity) files.affinity = read_model(affinity_path);
    return files;
  });
  // 2 × 2 GB: once for all ranks.
  out.structure_sha256 = on_leader(mpi, [&] { return sha256_of_file(structure_path); });
  if (affinity) {
    out.affinity_sha256 = on_leader(mpi, [&] { return sha256_of_file(affinity_path); });
  }
  return out;
}

}  // namespace bb
