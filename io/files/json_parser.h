#pragma once

#include <string>
#include <string_view>

#include "io/files/value.h"

namespace bb {

/// Strict JSON (RFC 8259): UTF-8, no comments, no trailing commas, no NaN, no key twice, nothing
/// after the value but white space, at most 32 levels deep and 4 million values; integers must fit
/// 64 bits. Throws CheckpointError with `label` and the byte.
Value parse_json(std::string_view text, const std::string& label);

/// The value as JSON in one line. Throws CheckpointError for an infinite number or a NaN, which
/// JSON cannot say.
std::string to_json(const Value& value);

/// The text as a JSON string, in double quotes.
std::string json_quoted(std::string_view text);

}  // namespace bb
