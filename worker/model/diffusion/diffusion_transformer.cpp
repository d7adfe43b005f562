#include "worker/model/diffusion/diffusion_transformer.h"

#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/layer_norm.h"

namespace bb {

namespace {

/// Entry `index` of (2L, B, N, C), broadcast over the samples: (B, 1, N, C).
Tensor entry(const Tensor& all, int64_t index) { return all.select(0, index).unsqueeze(1); }

/// The block's rows of one stretch of one sample.
struct Stretch {
  Tensor a, scale, shift, gate;  // (n, C)
};

/// Calls f(stretch, rows) for stretches of every sample's tokens, side by side on the CPU. The
/// samples of a complex share its conditioning.
template <class Function>
void for_stretches(const Tensor& a, const LayerConditioning& conditioning, int64_t index,
                   int64_t block, const Function& f) {
  const int64_t samples = a.size(1), tokens = a.size(2), blocks = (tokens + block - 1) / block;
  for_row_blocks(a.size(0) * samples * blocks, 1, [&](int64_t task, int64_t) {
    const int64_t row = task / blocks, complex = row / samples, first = task % blocks * block;
    const int64_t count = std::min(block, tokens - first);
    const auto of_complex = [&](const Tensor& all) {
      return all.select(0, index).select(0, complex).narrow(0, first, count);
    };
    f(Stretch{.a = a.select(0, complex).select(0, row % samples).narrow(0, first, count),
              .scale = of_complex(conditioning.scale),
              .shift = of_complex(conditioning.shift),
              .gate = of_complex(conditioning.gate)},
      row * tokens + first, count);
  });
}

/// Adaptively normalised a (B, M, N, C).
Tensor adaptive_norm(const Tensor& a, const LayerConditioning& conditioning, int64_t index) {
  if (!has_cpu_kernels(a)) {
    return at::addcmul(entry(conditioning.shift, index), entry(conditioning.scale, index),
                       layer_norm(a));
  }
  Tensor normed = at::empty_like(a);
  const Tensor rows = normed.view({-1, a.size(-1)});
  constexpr int64_t arrays = 4;
  for_stretches(
      a, conditioning, index, cached_rows(arrays * a.size(-1)),
      [&](const Stretch& part, int64_t first, int64_t count) {
        rows.narrow(0, first, count).copy_(scaled_layer_norm(part.a, part.scale, part.shift));
      });
  return normed;
}

}  // namespace

DiffusionTransformerLayer::DiffusionTransformerLayer(const Weights& weights, AttentionKeys keys)
    : pair_bias_attn_(weights["pair_bias_attn"], keys), transition_(weights["transition"]) {}

void DiffusionTransformerLayer::operator()(Tensor& a, const LayerConditioning& conditioning,
                                           int64_t index, const Tensor& bias) const {
  const auto add_gated = [&](int64_t block, const Tensor& update) {
    a.addcmul_(entry(conditioning.gate, block), update.to(a.scalar_type()));
  };
  const int64_t attention = 2 * index, transition = attention + 1;
  add_gated(attention, pair_bias_attn_(adaptive_norm(a, conditioning, attention), bias));
  if (!has_cpu_kernels(a)) {
    return add_gated(transition, transition_(adaptive_norm(a, conditioning, transition)));
  }
  // The whole transition of a stretch while it is in the cache.
  for_stretches(a, conditioning, transition, cached_rows(transition_.width()),
                [&](const Stretch& part, int64_t, int64_t) {
                  Tensor rows = part.a;
                  const Tensor normed = scaled_layer_norm(rows, part.scale, part.shift);
                  rows.addcmul_(part.gate, transition_(normed).to(rows.scalar_type()));
                });
}

DiffusionTransformer::DiffusionTransformer(const Weights& weights, AttentionKeys keys)
    : conditioning_(weights["layers"]), keys_(keys) {
  const Weights layers = weights["layers"];
  for (int64_t i = 0; i < layers.length(); ++i) { layers_.emplace_back(layers[i], keys); }
}

void DiffusionTransformer::operator()(Tensor& a, const LayerConditioning& conditioning,
                                      const Tensor& bias, const Observer& observe) const {
  const Tensor windowed = keys_ == AttentionKeys::all ? bias.unsqueeze(2) : bias;
  const Tensor per_layer = windowed.unflatten(0, {depth(), -1});  // (L, H, B, W, Q, K)
  for (size_t i = 0; i < layers_.size(); ++i) {
    const auto index = static_cast<int64_t>(i);
    layers_[i](a, conditioning, index, per_layer.select(0, index));
    if (observe) { observe(i, a); }
  }
}

}  // namespace bb
