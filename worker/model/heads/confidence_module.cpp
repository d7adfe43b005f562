#include "worker/model/heads/confidence_module.h"

#include <algorithm>

#include "worker/model/heads/predicted_frames.h"

namespace bb {

namespace {

/// One batch of results from those of groups of samples.
Confidence concatenate(const std::vector<Confidence>& parts) {
  if (parts.size() == 1) { return parts.front(); }
  Confidence out;
  for (Tensor Confidence::*field :
       {&Confidence::plddt, &Confidence::pae, &Confidence::pde, &Confidence::complex_plddt,
        &Confidence::complex_iplddt, &Confidence::complex_pde, &Confidence::complex_ipde,
        &Confidence::ptm, &Confidence::iptm, &Confidence::ligand_iptm, &Confidence::protein_iptm,
        &Confidence::pair_chains_iptm, &Confidence::plddt_logits, &Confidence::resolved_logits,
        &Confidence::pae_logits, &Confidence::pde_logits, &Confidence::s, &Confidence::z}) {
    if (!(parts.front().*field).defined()) { continue; }
    std::vector<Tensor> tensors;
    for (const Confidence& part : parts) { tensors.push_back(part.*field); }
    out.*field = at::cat(tensors, 1);
  }
  return out;
}

Tensor confidence_score(const Confidence& confidence) {
  constexpr double zero_tolerance = 1e-8;
  // A complex of one chain has no interface. What is exactly 0 for all its samples is no score.
  const Tensor no_interface =
      confidence.iptm.abs().le(zero_tolerance).all(1, /*keepdim=*/true);  // (B, 1)
  const Tensor tm = at::where(no_interface, confidence.ptm, confidence.iptm);
  return (confidence.complex_plddt * 4 + tm) / 5;  // (B, M)
}

}  // namespace

ConfidenceModule::SingleToPairProduct::SingleToPairProduct(const Weights& weights)
    : in1(weights["s_to_z_prod_in1"]),
      in2(weights["s_to_z_prod_in2"], in1.in_features(), in1.out_features()),
      out(weights["s_to_z_prod_out"], in1.out_features()) {}

Tensor ConfidenceModule::SingleToPairProduct::operator()(const Tensor& s) const {
  return out(in1(s).unsqueeze(2) * in2(s).unsqueeze(1));  // (B, N, N, C_z)
}

// The norms are islands: they begin the float32 residual streams.
ConfidenceModule::ConfidenceModule(const Weights& weights, Options options)
    : distance_embedding_(weights),
      s_inputs_norm_(weights.island()["s_inputs_norm"]),
      z_norm_(weights.island()["z_norm"]),
      s_to_z_(weights["s_to_z"], s_inputs_norm_.dim(), z_norm_.dim()),
      s_to_z_transpose_(weights["s_to_z_transpose"], s_inputs_norm_.dim(), z_norm_.dim()),
      pairformer_stack_(weights["pairformer_stack"]),
      confidence_heads_(weights["confidence_heads"]),
      options_(options) {
  if (weights.has("s_norm")) { s_norm_.emplace(weights.island()["s_norm"]); }
  if (weights.has("s_to_z_prod_in1")) { s_to_z_prod_.emplace(weights); }
  if (weights.has("s_input_to_s")) { s_input_to_s_.emplace(weights["s_input_to_s"]); }
  if (weights.has("rel_pos")) { input_pairs_.emplace(weights, options_.input_pairs); }
  if (options_.max_parallel_samples < 1) {
    throw std::invalid_argument("max_parallel_samples must be at least 1");
  }
}

ConfidenceModule::Embedding ConfidenceModule::embed(const Features& features,
                                                    const Tensor& s_inputs, const Tensor& s,
                                                    const Tensor& z) const {
  const Tensor inputs = s_inputs_norm_(s_inputs);  // (B, N, C_s)
  Embedding out{.s = s_norm_ ? (*s_norm_)(s) : s, .z = z_norm_(z)};
  if (s_input_to_s_) {
    out.s = out.s + (*s_input_to_s_)(inputs);  // (B, N, C_s)
  }
  if (input_pairs_) {
    out.z.add_(input_pairs_->relative_position(features));  // (B, N, N, C_z)
    input_pairs_->add_bonds_and_contacts(out.z, features);
  }
  out.z.add_(s_to_z_(inputs).unsqueeze(2));
  out.z.add_(s_to_z_transpose_(inputs).unsqueeze(1));
  if (s_to_z_prod_) { out.z.add_((*s_to_z_prod_)(inputs)); }
  return out;
}

Confidence ConfidenceModule::operator()(const Features& features, const Tensor& s_inputs,
                                        const Tensor& s, const Tensor& z, const Tensor& coordinates,
                                        const Tensor& pdistogram_logits) const {
  const int64_t batch = features.batch(), tokens = features.tokens(), samples = coordinates.size(1);
  const Embedding shared = embed(features, s_inputs, s, z);
  const auto dtype = shared.z.scalar_type();
  const Tensor all_x = coordinates.to(dtype);  // (B, M, A, 3)
  const Tensor all_frames = frame_mask(features, all_x, predicted_frames(features, all_x));
  const auto context = ConfidenceHeads::Context::of(features, pdistogram_logits);

  std::vector<Confidence> parts;
  for (int64_t first = 0; first < samples; first += options_.max_parallel_samples) {
    const int64_t count = std::min(options_.max_parallel_samples, samples - first);  // K
    const Tensor distances = token_distances(features, all_x.narrow(1, first, count));
    Tensor z_k = distance_embedding_(distances);  // (B, K, N, N, C_z)
    z_k.add_(shared.z.unsqueeze(1));
    z_k = z_k.flatten(0, 1);                            // (B K, N, N, C_z)
    Tensor s_k = shared.s.repeat_interleave(count, 0);  // (B K, N, C_s)
    pairformer_stack_(s_k, z_k, PairMask::outer(features.token_mask.repeat_interleave(count, 0)));

    s_k = s_k.view({batch, count, tokens, -1});          // (B, K, N, C_s)
    z_k = z_k.view({batch, count, tokens, tokens, -1});  // (B, K, N, N, C_z)
    Confidence part =
        confidence_heads_(s_k, z_k, distances, all_frames.narrow(1, first, count), context);
    if (!options_.keep_logits) {
      part.plddt_logits = part.resolved_logits = part.pae_logits = part.pde_logits = Tensor();
    }
    if (options_.keep_latents) {
      part.s = s_k;
      part.z = z_k;
    }
    parts.push_back(std::move(part));
  }
  Confidence out = concatenate(parts);
  out.confidence_score = confidence_score(out);
  return out;
}

}  // namespace bb
