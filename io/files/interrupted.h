#pragma once

#include <cerrno>

namespace bb {

/// Calls `call`, a system call that gives a negative number where it fails, until no signal
/// interrupts it.
template <typename Call>
auto without_interruption(const Call& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) { return result; }
  }
}

}  // namespace bb
