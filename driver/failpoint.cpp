#include "driver/failpoint.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace bb {

namespace {
const char* wanted() { return std::getenv("BB_TEST_FAILPOINT"); }
}  // namespace

bool has_failpoint() { return wanted() != nullptr; }

void failpoint(std::string_view name, int rank) {
  if (!has_failpoint()) return;
  const std::string text = wanted(), here = std::string(name) + '@' + std::to_string(rank);
  if (text == here) throw std::runtime_error("BB_TEST_FAILPOINT " + text);
  if (!text.starts_with(here + '!')) return;
  static std::atomic<int> passed = 0;
  if (++passed == std::atoi(text.c_str() + here.size() + 1)) std::raise(SIGKILL);
}

}  // namespace bb
