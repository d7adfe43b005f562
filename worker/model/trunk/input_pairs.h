#pragma once

#include "worker/model/core/hyper_parameters.h"
#include "worker/model/layers/linear.h"
#include "worker/model/trunk/contact_conditioning.h"
#include "worker/model/trunk/relative_position.h"

namespace bb {

/// What the input features alone say of pairs of tokens: relative position, bonds and their types,
/// contact and pocket conditioning. The trunk starts from it, and the confidence module, with
/// parameters of its own, adds it again.
class InputPairs {
 public:
  using Options = InputPairsOptions;

  /// `weights` are the parent module's: takes "rel_pos", "token_bonds", "contact_conditioning" and,
  /// where there is one, "token_bonds_type".
  InputPairs(const Weights& weights, const Options& options);

  Tensor relative_position(const Features& features) const { return rel_pos_(features); }

  /// Adds everything but the relative position to z (B, N, N, C_z).
  void add_bonds_and_contacts(Tensor& z, const Features& features) const;

 private:
  RelativePositionEncoder rel_pos_;
  Linear token_bonds_;
  Tensor token_bonds_type_;  // (types, C_z); undefined where the model has no bond types
  ContactConditioning contact_conditioning_;
};

}  // namespace bb
