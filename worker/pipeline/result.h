#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bb {

/// One complex's predicted structures: S samples in draw order, of N tokens, A atoms and C chains.
struct StructureResult {
  int64_t samples = 0, tokens = 0, atoms = 0, chains = 0;

  /// (S) each, under the reference's names; Å for pde and ipde, else 0..1. NaN: the complex has no
  /// such score (complex_pde of a single token).
  std::vector<float> confidence_score, ptm, iptm, ligand_iptm, protein_iptm;
  std::vector<float> complex_plddt, complex_iplddt, complex_pde, complex_ipde;
  std::vector<float> chains_ptm;        // (S, C)
  std::vector<float> pair_chains_iptm;  // (S, C, C)

  std::vector<float> coordinates;  // (S, A, 3) Å
  std::vector<float> plddt;        // (S, N)
  std::vector<float> pae, pde;     // (S, N, N) Å, where asked for
  std::vector<float> s, z;         // (N, C_s), (N, N, C_z) of the trunk, where asked for
};

/// The sample of highest confidence_score; the first of equal ones.
size_t most_confident_sample(std::span<const float> confidence_score);

/// One complex's binding affinity.
struct AffinityResult {
  float pred_value = 0;          // log10 of IC50 in μM
  float probability_binary = 0;  // 0..1
  /// Of the two members of the ensemble; NaN where the model is no ensemble.
  float pred_value1 = 0, probability_binary1 = 0;
  float pred_value2 = 0, probability_binary2 = 0;
};

enum class WorkStage : uint8_t { structure, affinity };

/// Why a complex, or its affinity, has no result.
enum class FailureCode : uint8_t {
  input,          // what the user wrote, or a file it names
  chemistry,      // the toolkit could not make the ligand
  out_of_memory,  // of the device, for this complex alone
  not_finite,     // the model gave NaN or infinity
  device,         // the device broke on it, again and again
  crash,          // so did the process
  internal,       // anything else
};

struct Failure {
  FailureCode code = FailureCode::internal;
  std::string message;
};

}  // namespace bb
