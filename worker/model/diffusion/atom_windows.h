#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Sequence-local windows: the atoms 32k … 32k+31 attend to the atoms 32k-48 … 32k+79.

/// x (B, A, …) -> (B, A/32, 128, …): the keys of every window, zero beyond the ends. A view of one
/// padded copy, whose windows overlap: do not write to it.
Tensor key_windows(const Tensor& x);

/// x (B, A, …) -> (B, A/32, 32, …): the queries of every window, a view.
Tensor query_windows(const Tensor& x);

}  // namespace bb
