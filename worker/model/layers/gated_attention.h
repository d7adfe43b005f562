#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// Whether the CPU's own kernels (worker/model/cpu) compute with this tensor.
bool has_cpu_kernels(const Tensor& x);

/// Attention with its gate, softmax(q kᵀ / √c + bias) v · sigmoid(gate), of R rows: S sequences of
/// W · Q rows each. A sequence is one window that sees all of itself, or W windows of Q queries
/// that see the K keys around them; keys beyond the ends of the sequence are left out.
struct GatedAttention {
  Tensor q, gate;       // (H·c, R), channels first: as products with the transposed rows give them
  Tensor k, v;          // (R, H·c)
  Tensor bias;          // (H, S / sharing, W, Q, K) laid out by `key_major`
  Tensor key_bias;      // (S, K) for W = 1, or undefined
  int64_t sharing = 1;  // neighbouring sequences that have one bias
};

/// -> (H·c, R). On the CPU only, float or double; where `has_cpu_kernels`.
Tensor gated_attention(const GatedAttention& attention);

/// The same values (…, Q, K), in memory by key, and every key's queries padded to whole vectors.
Tensor key_major(const Tensor& bias);

}  // namespace bb
