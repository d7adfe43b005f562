#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bb {

/// What is written of one complex. Spans are read during the call only.
struct StructureRecord {
  /// (samples)
  std::span<const float> confidence_score{}, ptm{}, iptm{}, ligand_iptm{}, protein_iptm{};
  std::span<const float> complex_plddt{}, complex_iplddt{};
  std::span<const float> complex_pde{}, complex_ipde{};  ///< Å
  /// (samples, chains, chains); the diagonal is each chain's pTM.
  std::span<const float> pair_chains_iptm{};

  std::span<const float> coordinates{};  ///< (samples, atoms, 3) Å; these and plddt with structures
  std::span<const float> plddt{};        ///< (samples, tokens) 0..1
  std::span<const uint16_t> pae{}, pde{};  ///< (samples, tokens, tokens) Å, bits of float16
  std::span<const float> s{};              ///< (tokens, s_channels)
  std::span<const float> z{};              ///< (tokens, tokens, z_channels)

  uint32_t batch = 0;  ///< of the plan
  float seconds = 0;   ///< this complex's share of its batch's time
};

struct AffinityRecord {
  float affinity_pred_value = 0;          ///< log10 of IC50 in μM
  float affinity_probability_binary = 0;  ///< 0..1
  /// Those of the ensemble's members; NaN where the model is no ensemble.
  float affinity_pred_value1 = 0, affinity_probability_binary1 = 0;
  float affinity_pred_value2 = 0, affinity_probability_binary2 = 0;

  uint32_t batch = 0;
  float seconds = 0;
};

/// The same, as it is read back.
struct StoredStructure {
  std::vector<float> confidence_score{}, ptm{}, iptm{}, ligand_iptm{}, protein_iptm{};
  std::vector<float> complex_plddt{}, complex_iplddt{}, complex_pde{}, complex_ipde{};
  std::vector<int32_t> sample_rank{};  ///< (samples) place by confidence_score, 0 the best
  std::vector<float> pair_chains_iptm{};
  std::vector<float> coordinates{}, plddt{};  ///< empty where the store keeps no structures
  std::vector<uint16_t> pae{}, pde{};
  std::vector<float> s{}, z{};
  int32_t batch = 0, rank = 0, attempt = 0;
  float seconds = 0;
};

struct StoredAffinity {
  AffinityRecord record{};
  int32_t rank = 0, attempt = 0;
};

}  // namespace bb
