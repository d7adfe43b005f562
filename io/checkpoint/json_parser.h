#pragma once

#include <string>
#include <string_view>

#include "io/checkpoint/value.h"

namespace bb {

/// Strict JSON (RFC 8259): UTF-8, no comments, no trailing commas, no NaN, no key twice, nothing
/// after the value but white space, at most 32 levels deep and 4 million values; integers must fit
/// 64 bits. Throws CheckpointError with `label` and what is wrong.
Value parse_json(std::string_view text, const std::string& label);

}  // namespace bb
