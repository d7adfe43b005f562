#pragma once

#include <stdexcept>

namespace bb {

/// The command line, a configuration file or an environment variable makes no sense; the message
/// says what to change.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace bb
