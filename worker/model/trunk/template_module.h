#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/hyper_parameters.h"
#include "worker/model/layers/pairformer.h"

namespace bb {

/// Embeds template structures into the pair representation (AlphaFold 3, Alg. 16).
class TemplateModule {
 public:
  using Options = TemplateModuleOptions;

  TemplateModule(const Weights& weights, Options options);

  /// The embedded templates (B, T, N, N, C_t), the same for every recycling pass. Undefined where
  /// no complex of the batch has a template: the module then adds exactly nothing.
  Tensor embed(const Features& features) const;

  /// z (B, N, N, C_z) -> update (B, N, N, C_z)
  Tensor operator()(const Tensor& z, const Tensor& embedded, const Features& features,
                    const PairMask& mask) const;

 private:
  LayerNorm z_norm_, v_norm_;
  Linear z_proj_;
  Tensor a_proj_;  // (C_t, bins + 5 + 2 · 33), a float32 island
  Linear u_proj_;
  PairformerNoSeqModule pairformer_;
  Options options_;
};

}  // namespace bb
