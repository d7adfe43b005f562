#include "tests/worker/model/golden.h"
#include "worker/model/trunk/contact_conditioning.h"
#include "worker/model/trunk/msa_module.h"
#include "worker/model/trunk/relative_position.h"
#include "worker/model/trunk/template_module.h"

namespace bb::test {
namespace {

class TrunkPartsParity : public testing::TestWithParam<Case> {
 protected:
  Golden golden{GetParam().golden_f64};
  Features features = load_features(GetParam(), at::kDouble);
  Weights weights = load_weights(GetParam(), at::kDouble);
  const HyperParameters& parameters = load_hyper_parameters(GetParam());
  PairMask mask = PairMask::outer(features.token_mask);
  // append, because GCC 12 warns of "#" + std::string wrongly
  std::string last = std::string("#").append(std::to_string(GetParam().recycling_steps));
};

TEST_P(TrunkPartsParity, RelativePosition) {
  if (!golden.has("rel_pos#0")) { return; }
  expect_equal(RelativePositionEncoder(weights["rel_pos"],
                                       parameters.input_pairs.relative_position)(features),
               golden["rel_pos#0"], exact, "rel_pos");
}

TEST_P(TrunkPartsParity, ContactConditioning) {
  if (!golden.has("contact_cond#0")) { return; }
  expect_equal(ContactConditioning(weights["contact_conditioning"],
                                   parameters.input_pairs.contact_conditioning)(features),
               golden["contact_cond#0"], exact, "contact_conditioning");
}

// Inputs are recorded for all but the largest case; the preset "single" has no templates.

TEST_P(TrunkPartsParity, Templates) {
  if (!golden.has("template" + last)) { return; }
  const TemplateModule module(weights["template_module"], parameters.templates);
  const Tensor embedded = module.embed(features);
  const std::string name = "template" + last;
  if (!embedded.defined()) {
    // The reference runs the module all the same; it must have added nothing for us to skip it.
    EXPECT_EQ(golden[name].abs().max().item<double>(), 0);
    return;
  }
  expect_equal(module(golden[name + ".in0"], embedded, features, mask), golden[name], exact, name);
}

TEST_P(TrunkPartsParity, Msa) {
  const std::string name = "msa" + last;
  if (!golden.has(name)) { return; }
  const MsaModule module(weights["msa_module"]);
  const Tensor m = module.embed(features, golden[name + ".in1"]);
  expect_equal(module(golden[name + ".in0"], m, features.msa_mask, mask), golden[name], exact,
               name);
}

TEST_P(TrunkPartsParity, PartsOfAnMsaLayer) {
  if (!golden.has("msa0.pwa#1")) {
    return;  // recorded for some cases only
  }
  const Weights layer = weights["msa_module"]["layers"][0];
  const PairWeightedAveraging averaging(layer["pair_weighted_averaging"]);
  const Tensor pair_weights = averaging.pair_weights(golden["msa0.pwa#1.in1"], mask.token);
  expect_equal(averaging(golden["msa0.pwa#1.in0"], pair_weights), golden["msa0.pwa#1"], exact,
               "pair_weighted_averaging");
  expect_equal(Transition(layer["msa_transition"])(golden["msa0.trans#1.in0"]),
               golden["msa0.trans#1"], exact, "msa_transition");
  expect_equal(
      OuterProductMean(layer["outer_product_mean"])(golden["msa0.opm#1.in0"], features.msa_mask),
      golden["msa0.opm#1"], exact, "outer_product_mean");
  Tensor z = golden["msa_layer0#1.in0"];
  Tensor m = golden["msa_layer0#1.in1"];
  MsaLayer{layer}(z, m, mask, features.msa_mask);
  expect_equal(z, golden["msa_layer0#1.0"], exact, "msa_layer.z");
  expect_equal(m, golden["msa_layer0#1.1"], exact, "msa_layer.m");
}

INSTANTIATE_TEST_SUITE_P(Oracle, TrunkPartsParity, testing::ValuesIn(oracle_cases("structure")),
                         case_name);

}  // namespace
}  // namespace bb::test
