#include "worker/model/trunk/trunk.h"

#include "worker/model/trunk/msa_subsample.h"

namespace bb {

Trunk::Trunk(const Weights& weights, const HyperParameters& hyper_parameters)
    : input_embedder_(weights["input_embedder"], hyper_parameters.atom_encoder),
      s_init_(weights["s_init"]),
      z_init_1_(weights["z_init_1"], s_init_.in_features()),
      z_init_2_(weights["z_init_2"], s_init_.in_features(), z_init_1_.out_features()),
      input_pairs_(weights, hyper_parameters.input_pairs),
      s_norm_(weights["s_norm"], s_init_.out_features()),
      z_norm_(weights["z_norm"], z_init_1_.out_features()),
      s_recycle_(weights["s_recycle"], s_init_.out_features()),
      z_recycle_(weights["z_recycle"], z_init_1_.out_features()),
      msa_module_(weights["msa_module"]),
      pairformer_module_(weights["pairformer_module"]),
      distogram_(weights["distogram_module"]["distogram"], z_init_1_.out_features()) {
  if (weights.has("template_module")) {
    template_module_.emplace(weights["template_module"], hyper_parameters.templates);
  }
}

TrunkOutput Trunk::operator()(const Features& features, const RunOptions& options,
                              const StageObserver& observe) const {
  const auto finished = [&](std::string_view stage) {
    if (observe) { observe(stage); }
  };
  const PairMask mask = PairMask::outer(features.token_mask);
  const at::ScalarType stream = features.token_mask.scalar_type();

  TrunkOutput out;
  out.s_inputs = input_embedder_(features);
  out.relative_position = input_pairs_.relative_position(features);
  const Tensor s_init = s_init_(out.s_inputs).to(stream);
  Tensor z_init = out.relative_position + z_init_1_(out.s_inputs).unsqueeze(2);  // (B, N, N, C_z)
  z_init.add_(z_init_2_(out.s_inputs).unsqueeze(1));
  input_pairs_.add_bonds_and_contacts(z_init, features);
  const Tensor m_init = msa_module_.embed(features, out.s_inputs);
  const Tensor templates = template_module_ ? template_module_->embed(features) : Tensor();
  finished("embedder");

  // The first pass recycles zeros, of which only the norms' biases remain: one row serves all.
  Tensor s = at::zeros({1, 1, s_init.size(-1)}, s_init.options());
  Tensor z = at::zeros({1, 1, 1, z_init.size(-1)}, z_init.options());
  for (int64_t pass = 0; pass <= options.recycling_steps; ++pass) {
    s = s_init + s_recycle_(s_norm_(s));
    z = z_init + z_recycle_(z_norm_(z));
    if (templates.defined()) {
      z.add_((*template_module_)(z, templates, features, mask));
      finished("templates");
    }
    if (options.msa_rows) {
      const Tensor rows = options.msa_rows(pass);
      z.add_(msa_module_(z, take_msa_rows(m_init, rows), take_msa_rows(features.msa_mask, rows),
                         mask));
    } else {
      const bool last = pass == options.recycling_steps;
      z.add_(msa_module_(z, last ? m_init : m_init.clone(), features.msa_mask, mask));
    }
    finished("msa");
    pairformer_module_(s, z, mask);
    finished("pairformer");
  }
  out.s = s;
  out.z = z;
  out.pdistogram = distogram_(z + z.transpose(1, 2));
  finished("distogram");
  return out;
}

}  // namespace bb
