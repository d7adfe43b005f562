#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Pulls a complex towards templates that its input forces: tokens further from the aligned
/// template than its threshold are drawn to it.
class TemplatePotential {
 public:
  /// Of one complex of a batch, which has at least one forced template.
  TemplatePotential(const Features& features, int64_t complex, at::ScalarType dtype);

  /// coordinates (M, A, 3) Å -> gradient (M, A, 3). Every atom moves with its token, padding atoms
  /// with token 0, as in the reference. A token right on its template gets none (there: NaN).
  Tensor gradient(const Tensor& coordinates) const;

 private:
  Tensor reference_;      // (F, N, 3) Å
  Tensor weights_;        // (F, N) sum to 1
  Tensor mask_;           // (F, N)
  Tensor bounds_;         // (F, N) Å, infinite outside the mask
  Tensor rep_atom_;       // (N)
  Tensor atom_to_token_;  // (A)
};

}  // namespace bb
