#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Passes representations between the tokens and the atoms of a batch with M samples. Built once
/// per run; atoms of one token are neighbours, and tokens follow each other, which makes the mean
/// a sum over runs of rows instead of a product with a mostly empty matrix.
class TokenAtomMap {
 public:
  TokenAtomMap(const Features& features, int64_t samples, at::ScalarType dtype);

  /// (B, M, A, C) -> (B, M, N, C): sum over the atoms of each token / (their count + 1e-6)
  Tensor mean_over_atoms(const Tensor& atoms) const;

  /// (B, M, N, C) -> (B, M, A, C): padding atoms get whatever their token, number 0, has
  Tensor to_atoms(const Tensor& tokens) const;

  const Tensor& atom_mask() const { return atom_mask_; }  // (B, 1, A, 1)

 private:
  int64_t batch_, samples_, tokens_, atoms_;
  Tensor atom_mask_;     // (B, 1, A, 1)
  Tensor atom_rows_;     // (B·M·A) 0, 1, 2 …
  Tensor first_row_;     // (B·M·N) row of each token's first atom
  Tensor atom_weights_;  // (B·M·A) 1 / (count + 1e-6), 0 for padding
  Tensor token_rows_;    // (B·M·A) row of each atom's token
};

}  // namespace bb
