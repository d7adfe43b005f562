#include "worker/model/diffusion/score_model.h"

namespace bb {

ScoreModel::ScoreModel(const Weights& weights)
    : single_conditioner_(weights["single_conditioner"]),
      atom_attention_encoder_(weights["atom_attention_encoder"]),
      s_to_a_norm_(weights["s_to_a_linear"][0]),
      s_to_a_linear_(weights["s_to_a_linear"][1]),
      token_transformer_(weights["token_transformer"], AttentionKeys::all),
      a_norm_(weights["a_norm"]),
      atom_attention_decoder_(weights["atom_attention_decoder"]) {}

PreparedScore ScoreModel::prepare(const Features& features, const Tensor& s_inputs,
                                  const Tensor& s_trunk, DiffusionConditioningOutput conditioning,
                                  const Tensor& times, int64_t samples) const {
  const Tensor key_mask = window_key_mask(features.atom_mask);  // (B, W, 128)
  DiffusionConditioningOutput& given = conditioning;
  return {.single = single_conditioner_.embed_trunk(s_trunk, s_inputs),
          .times = single_conditioner_.project_times(single_conditioner_.embed_times(times)),
          .q = given.q,
          .atom_encoder = atom_attention_encoder_.condition(given.c),
          .atom_decoder = atom_attention_decoder_.condition(given.c),
          .atom_enc_bias = with_key_mask(std::move(given.atom_enc_bias), key_mask),
          .atom_dec_bias = with_key_mask(std::move(given.atom_dec_bias), key_mask),
          .token_trans_bias = with_key_mask(std::move(given.token_trans_bias), features.token_mask),
          .map = TokenAtomMap(features, samples, given.q.scalar_type())};
}

Tensor ScoreModel::operator()(const PreparedScore& prepared, const Tensor& r, int64_t step,
                              const Observer& observe) const {
  const auto told = [&](const char* name, const Tensor& value) {
    if (observe) { observe(name, value); }
  };
  const Tensor s = single_conditioner_(prepared.single, prepared.times.select(0, step));
  told("single_conditioner.0", s);  // (B, N, 2C_s)

  auto [a, q] = atom_attention_encoder_(prepared.q, prepared.atom_encoder, prepared.atom_enc_bias,
                                        prepared.map, r);
  told("atom_attention_encoder.0", a);  // (B, M, N, 2C_s)
  told("atom_attention_encoder.1", q);  // (B, M, A, C_a)

  const Tensor s_to_a = s_to_a_linear_(s_to_a_norm_(s));
  told("s_to_a_linear", s_to_a);
  a.add_(s_to_a.unsqueeze(1));

  DiffusionTransformer::Observer layers;
  if (observe) {
    layers = [&](size_t layer, const Tensor& x) {
      observe("token_layer" + std::to_string(layer), x);
    };
  }
  token_transformer_(a, token_transformer_.condition(s), prepared.token_trans_bias, layers);
  told("token_transformer", a);
  const Tensor tokens = a_norm_(a);
  told("a_norm", tokens);

  const Tensor update = atom_attention_decoder_(tokens, q, prepared.atom_decoder,
                                                prepared.atom_dec_bias, prepared.map);
  told("atom_attention_decoder", update);
  return update;
}

}  // namespace bb
