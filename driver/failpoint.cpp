#include "driver/failpoint.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace bb {

void failpoint(std::string_view name, int rank) {
  const char* const wanted = std::getenv("BB_TEST_FAILPOINT");
  if (wanted == nullptr || wanted != std::string(name) + '@' + std::to_string(rank)) return;
  throw std::runtime_error("BB_TEST_FAILPOINT " + std::string(wanted));
}

}  // namespace bb
