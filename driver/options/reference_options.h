#pragma once

#include <string_view>

namespace bb {

/// What to do in place of an option of `boltz predict` 2.2.1 that does not exist here, or not under
/// that name; empty for a name that is none of its. `name` with dashes, without the two in front.
std::string_view instead_of_reference_option(std::string_view name);

}  // namespace bb
