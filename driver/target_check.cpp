#include "driver/target_check.h"

#include "driver/options.h"

namespace bb {

void check_library_target(const Preparation& preparation, const std::filesystem::path& target) {
  if (target.empty()) return;
  std::error_code ignored;
  if (!std::filesystem::exists(target, ignored)) {
    throw UsageError("--target " + target.string() + ": no such file");
  }
  try {
    preparation.check_target(target);
  } catch (const TargetError& error) {
    throw UsageError("--target " + target.string() + " cannot be used: " + error.what());
  }
}

}  // namespace bb
