#include "worker/model/trunk/input_pairs.h"

namespace bb {

InputPairs::InputPairs(const Weights& weights, const Options& options)
    : rel_pos_(weights["rel_pos"], options.relative_position),
      token_bonds_(weights["token_bonds"], 1),
      contact_conditioning_(weights["contact_conditioning"], options.contact_conditioning) {
  if (weights.has("token_bonds_type")) {
    token_bonds_type_ =
        weights["token_bonds_type"].island().take("weight", {-1, token_bonds_.out_features()});
  }
}

void InputPairs::add_bonds_and_contacts(Tensor& z, const Features& features) const {
  z.add_(token_bonds_(features.token_bonds.unsqueeze(-1)));  // (B, N, N, 1) -> (B, N, N, C_z)
  if (token_bonds_type_.defined()) {
    z.add_(at::embedding(token_bonds_type_, features.type_bonds));
  }
  z.add_(contact_conditioning_(features));
}

}  // namespace bb
