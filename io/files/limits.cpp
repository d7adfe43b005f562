#include "io/files/limits.h"

namespace bb::limits {

std::string written(size_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3;) { text.insert(at -= 3, ","); }
  return text;
}

}  // namespace bb::limits
