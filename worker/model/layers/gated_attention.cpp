#include "worker/model/layers/gated_attention.h"

#include <algorithm>
#include <cmath>

#include <ATen/Parallel.h>

#include "worker/model/cpu/kernels.h"

namespace bb {

namespace {

template <class T>
void attend(const GatedAttention& a, Tensor& out) {
  const Tensor& bias = a.bias;
  const int64_t heads = bias.size(0), groups = bias.size(1), windows = bias.size(2);
  const int64_t queries = bias.size(3), keys = bias.size(4), sharing = a.sharing;
  const int64_t channels = a.q.size(0) / heads, length = windows * queries;
  // The stride of a dimension of one element says nothing.
  TORCH_INTERNAL_ASSERT(
      (queries == 1 || bias.stride(3) == 1) && (keys == 1 || bias.stride(4) % cpu::bias_lanes == 0),
      "the bias is not laid out by key");
  TORCH_INTERNAL_ASSERT(a.q.is_contiguous() && a.gate.is_contiguous() && a.k.is_contiguous() &&
                        a.v.is_contiguous() && a.q.size(1) == groups * sharing * length);
  const auto data = [](const Tensor& x) { return x.defined() ? x.const_data_ptr<T>() : nullptr; };
  const T *q = data(a.q), *gate = data(a.gate), *k = data(a.k), *v = data(a.v);
  const T *bias_data = data(bias), *key_bias = data(a.key_bias);
  T* const result = out.mutable_data_ptr<T>();
  const int64_t before = (keys - queries) / 2;  // keys of a window before its first query

  // Sequences that share a bias come one after the other: it stays in the cache.
  const int64_t tasks = groups * windows * heads * sharing;
  constexpr int64_t logits_per_task = 1 << 15;
  const int64_t grain = std::max<int64_t>(1, logits_per_task / (queries * keys));
  at::parallel_for(0, tasks, grain, [&](int64_t from, int64_t to) {
    const Tensor scratch = at::empty({cpu::attention_scratch(keys, channels)}, a.q.options());
    for (int64_t task = from; task < to; ++task) {
      const int64_t head = task / sharing % heads, window = task / sharing / heads % windows;
      const int64_t group = task / sharing / heads / windows;
      const int64_t sequence = group * sharing + task % sharing;
      const int64_t start = window * queries - before;  // of the window's keys in its sequence
      const int64_t first = std::max<int64_t>(start, 0), end = std::min(start + keys, length);
      const int64_t at_query = head * channels * a.q.size(1) + sequence * length + window * queries;
      const int64_t at_key = (sequence * length + first) * a.k.size(1) + head * channels;
      cpu::kernels<T>().attention(
          {.queries = queries,
           .keys = end - first,
           .channels = channels,
           .scale = static_cast<T>(1 / std::sqrt(static_cast<double>(channels))),
           .q = q + at_query,
           .gate = gate + at_query,
           .out = result + at_query,
           .query_stride = a.q.size(1),
           .k = k + at_key,
           .v = v + at_key,
           .key_stride = a.k.size(1),
           .bias = bias_data + head * bias.stride(0) + group * bias.stride(1) +
                   window * bias.stride(2) + (first - start) * bias.stride(4),
           .bias_stride = bias.stride(4),
           .key_bias = key_bias == nullptr ? nullptr : key_bias + sequence * keys,
           .scratch = scratch.mutable_data_ptr<T>()});
    }
  });
}

}  // namespace

bool has_cpu_kernels(const Tensor& x) {
  return cpu::kernels_gain() && x.is_cpu() &&
         (x.scalar_type() == at::kFloat || x.scalar_type() == at::kDouble);
}

Tensor gated_attention(const GatedAttention& attention) {
  Tensor out = at::empty_like(attention.q);
  if (out.scalar_type() == at::kDouble) {
    attend<double>(attention, out);
  } else {
    attend<float>(attention, out);
  }
  return out;
}

Tensor key_major(const Tensor& bias) {
  std::vector<int64_t> sizes = bias.sizes().vec();
  const int64_t queries = sizes[sizes.size() - 2], lanes = cpu::bias_lanes;
  sizes[sizes.size() - 2] = sizes.back();
  sizes.back() = (queries + lanes - 1) / lanes * lanes;
  const Tensor padded = at::zeros(sizes, bias.options());  // (…, K, Q')
  const Tensor by_key = padded.narrow(-1, 0, queries);
  by_key.copy_(bias.transpose(-1, -2));
  return by_key.transpose(-1, -2);
}

}  // namespace bb
