#pragma once

#include "worker/model/core/features.h"
#include "worker/model/diffusion/noise.h"

namespace bb {

/// The MSA rows that one pass of the trunk sees: at most `wanted` of each complex's own, drawn
/// anew for each pass. Returns indices (B, K) on the features' device, ascending; K: the most that
/// a complex of the batch has. A complex with fewer repeats a row of its padding.
Tensor draw_msa_rows(NoiseSource& noise, const Features& features, int64_t wanted, int64_t pass);

/// Rows (B, K) of x (B, S, …).
Tensor take_msa_rows(const Tensor& x, const Tensor& rows);

}  // namespace bb
