#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bb {

/// Whether the bytes are well-formed UTF-8 (RFC 3629): shortest forms, no surrogates, nothing above
/// U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

/// Appends the character `code` (at most U+10FFFF and no surrogate).
void append_utf8(uint32_t code, std::string& out);

}  // namespace bb
