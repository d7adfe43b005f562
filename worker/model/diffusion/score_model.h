#pragma once

#include "worker/model/diffusion/atom_attention_decoder.h"
#include "worker/model/diffusion/atom_attention_encoder.h"
#include "worker/model/diffusion/diffusion_conditioning.h"
#include "worker/model/diffusion/single_conditioning.h"

namespace bb {

/// What the score model needs besides the coordinates, for all noise levels of a run.
struct PreparedScore {
  Tensor single;  // (B, N, 2C_s) the trunk's part of the single conditioning
  Tensor times;   // (S, 2C_s) the noise levels' part
  Tensor q;       // (B, A, C_a)
  LayerConditioning atom_encoder, atom_decoder;
  Tensor atom_enc_bias, atom_dec_bias;  // (L·H, B, A/32, 32, 128) with the keys' mask
  Tensor token_trans_bias;              // (L·H, B, N, N) with the keys' mask
  TokenAtomMap map;
};

/// The score network of the diffusion (AlphaFold 3, Alg. 20), the reference's DiffusionModule.
///
/// Of what it computes, only what depends on the coordinates is done per step and sample: the
/// conditioning of the atom transformers and all attention biases are prepared once per run, the
/// conditioning of the token transformer once per step for all samples.
class ScoreModel {
 public:
  explicit ScoreModel(const Weights& weights);

  /// Told intermediate values under the reference's module names; for tests.
  using Observer = std::function<void(const std::string& name, const Tensor& value)>;

  /// times (S): the reference's c_noise of every step. The biases of `conditioning` are consumed.
  PreparedScore prepare(const Features& features, const Tensor& s_inputs, const Tensor& s_trunk,
                        DiffusionConditioningOutput conditioning, const Tensor& times,
                        int64_t samples) const;

  /// r (B, M, A, 3) scaled noisy coordinates -> (B, M, A, 3) update, at noise level `step`
  Tensor operator()(const PreparedScore& prepared, const Tensor& r, int64_t step,
                    const Observer& observe = {}) const;

  const SingleConditioning& single_conditioner() const { return single_conditioner_; }

 private:
  SingleConditioning single_conditioner_;
  AtomAttentionEncoder atom_attention_encoder_;
  LayerNorm s_to_a_norm_;
  Linear s_to_a_linear_;
  DiffusionTransformer token_transformer_;
  LayerNorm a_norm_;
  AtomAttentionDecoder atom_attention_decoder_;
};

}  // namespace bb
