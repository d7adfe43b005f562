#include "worker/model/layers/pairformer.h"

namespace bb {

using Direction = TriangleMultiplication::Direction;
using Node = TriangleAttention::Node;

PairformerNoSeqLayer::PairformerNoSeqLayer(const Weights& weights)
    : tri_mul_out_(weights["tri_mul_out"], Direction::outgoing),
      tri_mul_in_(weights["tri_mul_in"], Direction::incoming),
      tri_att_start_(weights["tri_att_start"], Node::starting),
      tri_att_end_(weights["tri_att_end"], Node::ending),
      transition_z_(weights["transition_z"]) {}

void PairformerNoSeqLayer::operator()(Tensor& z, const PairMask& mask) const {
  z.add_(tri_mul_out_(z, mask.pair));
  z.add_(tri_mul_in_(z, mask.pair));
  z.add_(tri_att_start_(z, mask));
  z.add_(tri_att_end_(z, mask));
  z.add_(transition_z_(z));
}

PairformerLayer::PairformerLayer(const Weights& weights)
    : pair_track_(weights),
      pre_norm_s_(weights["pre_norm_s"].island()),
      attention_(weights["attention"].island()),
      transition_s_(weights["transition_s"].island()) {}

void PairformerLayer::operator()(Tensor& s, Tensor& z, const PairMask& mask) const {
  pair_track_(z, mask);
  s.add_(attention_(pre_norm_s_(s), z, mask.token));
  s.add_(transition_s_(s));
}

}  // namespace bb
