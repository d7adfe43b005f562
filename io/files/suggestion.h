#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bb {

/// The candidate that was most likely meant; empty if none is near (edit distance up to a third of
/// the length, case aside).
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "Did you mean 'sequence'? Allowed are id, sequence, msa", without the question where nothing is
/// near.
std::string allowed_are(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace bb
