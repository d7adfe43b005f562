#pragma once

#include <cstdint>
#include <span>

namespace bb {

/// Whether no value is NaN or infinite; at about the speed of memory.
bool all_finite(std::span<const float> values) noexcept;
/// Of float16, as bits.
bool all_finite_halves(std::span<const uint16_t> values) noexcept;

}  // namespace bb
