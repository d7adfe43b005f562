#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Pulls atoms together whose contact an input forces. Every pair has a flat-bottomed potential in
/// its distance; the pairs of one union are alternatives, weighed by a soft minimum.
class ContactPotential {
 public:
  ContactPotential(const ForcedContacts& contacts, at::Device device, at::ScalarType dtype);

  /// coordinates (M, A, 3) Å -> gradient (M, A, 3). union_lambda: sharpness of the soft minimum.
  /// Two atoms in the same place get no gradient (the reference: NaN).
  Tensor gradient(const Tensor& coordinates, double union_lambda) const;

 private:
  Tensor pair_index_;   // (2·P) atoms, first ends then second ends
  Tensor union_index_;  // (P)
  Tensor bounds_;       // (P) Å, times the direction
  Tensor direction_;    // (P) 1: not above the bound, -1: not below it
  int64_t unions_ = 0;
};

}  // namespace bb
