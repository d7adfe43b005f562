#include "worker/model/layers/fourier_embedding.h"

#include <numbers>

namespace bb {

FourierEmbedding::FourierEmbedding(const Weights& weights) : proj_(weights["proj"], 1) {}

Tensor FourierEmbedding::operator()(const Tensor& t) const {
  return proj_(t.unsqueeze(-1)).mul_(2 * std::numbers::pi).cos_();
}

}  // namespace bb
