#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// How far M predicted structures of each of B complexes are to be trusted. Float32 (float64).
/// Values of padding tokens are finite and mean nothing.
struct Confidence {
  Tensor plddt;     // (B, M, N) 0..1
  Tensor pae, pde;  // (B, M, N, N) Å, 0..32

  Tensor complex_plddt, complex_iplddt;  // (B, M) 0..1
  /// (B, M) Å. complex_pde of a single token, which has no pairs, is NaN as in the reference.
  Tensor complex_pde, complex_ipde;

  Tensor ptm, iptm, ligand_iptm, protein_iptm;  // (B, M) 0..1
  /// (B, M, C, C), chains by ascending asym_id; the diagonal is each chain's pTM. NaN where a
  /// complex has fewer than C chains.
  Tensor pair_chains_iptm;

  /// (B, M): (4 complex_plddt + iptm) / 5, with ptm where no sample of the complex has an iptm.
  Tensor confidence_score;

  /// Only where ConfidenceModule::Options::keep_logits asks for them.
  Tensor plddt_logits, resolved_logits;  // (B, M, N, 50), (B, M, N, 2)
  Tensor pae_logits, pde_logits;         // (B, M, N, N, 64)

  /// Only where ConfidenceModule::Options::keep_latents asks for them.
  Tensor s, z;  // (B, M, N, C_s), (B, M, N, N, C_z)
};

}  // namespace bb
