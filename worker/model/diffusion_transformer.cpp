#include "worker/model/diffusion_transformer.h"

#include "worker/model/layer_norm.h"

namespace bb {

namespace {

/// Entry `index` of (2L, B, N, C), broadcast over the samples: (B, 1, N, C).
Tensor entry(const Tensor& all, int64_t index) { return all.select(0, index).unsqueeze(1); }

template <class Block>
void add_block(Tensor& a, const LayerConditioning& conditioning, int64_t index,
               const Block& block) {
  const Tensor normed = at::addcmul(entry(conditioning.shift, index),
                                    entry(conditioning.scale, index), layer_norm(a));
  a.addcmul_(entry(conditioning.gate, index), block(normed).to(a.scalar_type()));
}

}  // namespace

DiffusionTransformerLayer::DiffusionTransformerLayer(const Weights& weights, AttentionKeys keys)
    : pair_bias_attn_(weights["pair_bias_attn"], keys), transition_(weights["transition"]) {}

void DiffusionTransformerLayer::operator()(Tensor& a, const LayerConditioning& conditioning,
                                           int64_t index, const Tensor& bias) const {
  add_block(a, conditioning, 2 * index, [&](const Tensor& x) { return pair_bias_attn_(x, bias); });
  add_block(a, conditioning, 2 * index + 1, transition_);
}

DiffusionTransformer::DiffusionTransformer(const Weights& weights, AttentionKeys keys)
    : conditioning_(weights["layers"]), keys_(keys) {
  const Weights layers = weights["layers"];
  for (int64_t i = 0; i < layers.length(); ++i) layers_.emplace_back(layers[i], keys);
}

void DiffusionTransformer::operator()(Tensor& a, const LayerConditioning& conditioning,
                                      const Tensor& bias, const Observer& observe) const {
  const Tensor windowed = keys_ == AttentionKeys::all ? bias.unsqueeze(2) : bias;
  const Tensor per_layer = windowed.unflatten(0, {depth(), -1});  // (L, H, B, W, Q, K)
  for (size_t i = 0; i < layers_.size(); ++i) {
    const auto index = static_cast<int64_t>(i);
    layers_[i](a, conditioning, index, per_layer.select(0, index));
    if (observe) observe(i, a);
  }
}

}  // namespace bb
