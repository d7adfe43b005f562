#include "worker/model/layers/pairformer.h"

#include "tests/worker/model/golden.h"

namespace bb::test {
namespace {

/// Layers of the trunk's pairformer, fed with what the reference's had at its last pass.
class PairformerParity : public testing::TestWithParam<Case> {
 protected:
  Golden golden{GetParam().golden_f64};
  Weights weights = load_weights(GetParam(), at::kDouble)["pairformer_module"];

  std::string last_pass = "pairformer#" + std::to_string(GetParam().recycling_steps);

  // Recorded for some cases only: the largest keeps its outputs alone, most keep no layer's parts.
  bool has_inputs() const { return golden.has(last_pass + ".in0"); }
  bool has_layer_parts() const { return golden.has("pf_layer0.tri_mul_out#1"); }
  PairMask mask() const { return PairMask::outer(golden[last_pass + ".in_mask"]); }
};

TEST_P(PairformerParity, Stack) {
  if (!has_inputs()) { return; }
  const PairformerModule module(weights);
  Tensor s = golden[last_pass + ".in0"];
  Tensor z = golden[last_pass + ".in1"];
  module(s, z, mask());
  expect_equal(s, golden["out.s"], exact, "s");
  expect_equal(z, golden["out.z"], exact, "z");
}

TEST_P(PairformerParity, PartsOfALayer) {
  if (!has_layer_parts()) { return; }
  const Weights layer = weights["layers"][0];
  const std::string name = "pf_layer0.";
  const auto in = [&](const std::string& part) { return golden[name + part + "#1.in0"]; };
  const auto out = [&](const std::string& part) { return golden[name + part + "#1"]; };
  using Direction = TriangleMultiplication::Direction;
  using Node = TriangleAttention::Node;

  expect_equal(TriangleMultiplication(layer["tri_mul_out"], Direction::outgoing)(in("tri_mul_out"),
                                                                                 mask().pair),
               out("tri_mul_out"), exact, "tri_mul_out");
  expect_equal(TriangleMultiplication(layer["tri_mul_in"], Direction::incoming)(in("tri_mul_in"),
                                                                                mask().pair),
               out("tri_mul_in"), exact, "tri_mul_in");
  expect_equal(
      TriangleAttention(layer["tri_att_start"], Node::starting)(in("tri_att_start"), mask()),
      out("tri_att_start"), exact, "tri_att_start");
  expect_equal(TriangleAttention(layer["tri_att_end"], Node::ending)(in("tri_att_end"), mask()),
               out("tri_att_end"), exact, "tri_att_end");
  expect_equal(Transition(layer["transition_z"])(in("transition_z")), out("transition_z"), exact,
               "transition_z");
  expect_equal(Transition(layer["transition_s"])(in("transition_s")), out("transition_s"), exact,
               "transition_s");
  expect_equal(
      AttentionPairBias(layer["attention"])(golden[name + "attention#1.in_s"],
                                            golden[name + "attention#1.in_z"], mask().token),
      out("attention"), exact, "attention");
}

INSTANTIATE_TEST_SUITE_P(Oracle, PairformerParity, testing::ValuesIn(oracle_cases("structure")),
                         case_name);

/// Rows of different masks go another way through triangle attention than one mask for all.
TEST(TriangleAttention, GeneralMaskEqualsTokenMask) {
  const Case& one = oracle_case("affsmall_small_structure");
  const Weights weights = load_weights(one, at::kDouble)["pairformer_module"]["layers"][0];
  const Tensor z = Golden(one.golden_f64)["pairformer#1.in1"];
  Tensor token = at::ones({1, z.size(1)}, z.options());
  token.slice(1, z.size(1) - 7).zero_();
  const PairMask by_token = PairMask::outer(token);
  const PairMask general{.pair = by_token.pair, .token = {}};
  using Node = TriangleAttention::Node;
  for (const Node node : {Node::starting, Node::ending}) {
    const TriangleAttention attention(
        weights[node == Node::starting ? "tri_att_start" : "tri_att_end"], node);
    const Tensor real = token.unsqueeze(2) * token.unsqueeze(1);
    expect_equal(attention(z, general) * real.unsqueeze(-1),
                 attention(z, by_token) * real.unsqueeze(-1), exact, "general mask");
  }
}

TEST(PairformerLayer, MasksPaddedTokens) {
  const Case& one = oracle_case("affsmall_small_structure");
  const PairformerLayer layer(load_weights(one, at::kDouble)["pairformer_module"]["layers"][0]);
  const Golden golden(one.golden_f64);
  const Tensor s = golden["pairformer#1.in0"];
  const Tensor z = golden["pairformer#1.in1"];
  const int64_t tokens = s.size(1);
  const int64_t padded = tokens + 5;

  Tensor s_alone = s.clone();
  Tensor z_alone = z.clone();
  layer(s_alone, z_alone, PairMask::outer(at::ones({1, tokens}, s.options())));

  Tensor s_padded = at::full({1, padded, s.size(2)}, 3.0, s.options());
  Tensor z_padded = at::full({1, padded, padded, z.size(3)}, -2.0, z.options());
  s_padded.narrow(1, 0, tokens).copy_(s);
  z_padded.narrow(1, 0, tokens).narrow(2, 0, tokens).copy_(z);
  Tensor mask = at::zeros({1, padded}, s.options());
  mask.narrow(1, 0, tokens).fill_(1);
  layer(s_padded, z_padded, PairMask::outer(mask));

  expect_equal(s_padded.narrow(1, 0, tokens), s_alone, 1e-12, "s");
  expect_equal(z_padded.narrow(1, 0, tokens).narrow(2, 0, tokens), z_alone, 1e-12, "z");
}

}  // namespace
}  // namespace bb::test
