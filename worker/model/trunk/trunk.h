#pragma once

#include <functional>

#include "worker/model/core/hyper_parameters.h"
#include "worker/model/trunk/input_embedder.h"
#include "worker/model/trunk/input_pairs.h"
#include "worker/model/trunk/msa_module.h"
#include "worker/model/trunk/template_module.h"

namespace bb {

/// Told when a stage of the model ends ("embedder", "msa", "pairformer", …); the caller decides
/// whether to synchronise and read a clock.
using StageObserver = std::function<void(std::string_view stage)>;

struct TrunkOutput {
  Tensor s_inputs;           // (B, N, C_s)
  Tensor s;                  // (B, N, C_s)
  Tensor z;                  // (B, N, N, C_z)
  Tensor relative_position;  // (B, N, N, C_z)
  Tensor pdistogram;         // (B, N, N, bins) logits
};

/// From features to the single and pair representations (AlphaFold 3, Alg. 1, lines 1 to 14).
class Trunk {
 public:
  Trunk(const Weights& weights, const HyperParameters& hyper_parameters);

  struct RunOptions {
    int64_t recycling_steps = 3;  // passes less one
    /// MSA rows (B, K) that a pass sees (msa_subsample.h); empty: all of them.
    std::function<Tensor(int64_t pass)> msa_rows{};
  };

  TrunkOutput operator()(const Features& features, const RunOptions& options,
                         const StageObserver& observe = {}) const;

  const InputEmbedder& input_embedder() const { return input_embedder_; }

 private:
  InputEmbedder input_embedder_;
  Linear s_init_, z_init_1_, z_init_2_;
  InputPairs input_pairs_;
  LayerNorm s_norm_, z_norm_;
  Linear s_recycle_, z_recycle_;
  std::optional<TemplateModule> template_module_;
  MsaModule msa_module_;
  PairformerModule pairformer_module_;
  Linear distogram_;
};

}  // namespace bb
