#pragma once

#include <functional>
#include <string>

namespace bb {

/// Called with a line for the user.
using Say = std::function<void(const std::string&)>;

}  // namespace bb
