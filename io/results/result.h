#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/results/status.h"

namespace bb {

/// One complex's predicted structures: S samples in draw order, of N tokens, A atoms and C chains.
struct StructureResult {
  /// (S) each, under the reference's names; Å for pde and ipde, else 0..1. NaN: the complex has no
  /// such score (complex_pde of a single token).
  std::vector<float> confidence_score{}, ptm{}, iptm{}, ligand_iptm{}, protein_iptm{};
  std::vector<float> complex_plddt{}, complex_iplddt{}, complex_pde{}, complex_ipde{};
  std::vector<float> pair_chains_iptm{};  ///< (S, C, C); the diagonal is each chain's pTM

  std::vector<float> coordinates{};    ///< (S, A, 3) Å
  std::vector<float> plddt{};          ///< (S, N) 0..1
  std::vector<uint16_t> pae{}, pde{};  ///< (S, N, N) Å, bits of float16; where asked for
  std::vector<float> s{}, z{};         ///< (N, C_s), (N, N, C_z) of the trunk, where asked for
};

/// The scores of a sample, in the order in which the store keeps them.
inline constexpr std::array structure_scores{&StructureResult::confidence_score,
                                             &StructureResult::ptm,
                                             &StructureResult::iptm,
                                             &StructureResult::ligand_iptm,
                                             &StructureResult::protein_iptm,
                                             &StructureResult::complex_plddt,
                                             &StructureResult::complex_iplddt,
                                             &StructureResult::complex_pde,
                                             &StructureResult::complex_ipde};

/// The sample of highest confidence_score; the first of equal ones.
size_t most_confident_sample(std::span<const float> confidence_score);

/// One complex's binding affinity.
struct AffinityResult {
  float pred_value = 0;          ///< log10 of IC50 in μM
  float probability_binary = 0;  ///< 0..1
  /// Of the two members of the ensemble; NaN where the model is no ensemble.
  float pred_value1 = 0, probability_binary1 = 0;
  float pred_value2 = 0, probability_binary2 = 0;
};

/// In the order in which the store keeps them.
inline constexpr std::array affinity_scores{
    &AffinityResult::pred_value,  &AffinityResult::probability_binary,
    &AffinityResult::pred_value1, &AffinityResult::probability_binary1,
    &AffinityResult::pred_value2, &AffinityResult::probability_binary2};

/// A result's part in its batch.
struct BatchShare {
  uint32_t batch = 0;  ///< of the plan
  float seconds = 0;   ///< of the batch's time on the device
};

/// Why a complex, or its affinity, has no result.
struct Failure {
  ErrorCode code = ErrorCode::internal;
  std::string message;
};

/// What is worth knowing of a row's numbers, and what it is about.
struct RowWarning {
  WarningKind about = WarningKind::input;
  std::string text;
  auto operator<=>(const RowWarning&) const = default;
};

}  // namespace bb
