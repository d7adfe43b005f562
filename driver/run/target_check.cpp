#include "driver/run/target_check.h"

#include "driver/options/options.h"

namespace bb {

namespace {

[[noreturn]] void fail(const std::filesystem::path& target, const InputError& error) {
  throw UsageError("--target " + target.string() + " cannot be used: " + error.what());
}

}  // namespace

Target read_library_target(const std::filesystem::path& target) {
  std::error_code ignored;
  if (!std::filesystem::exists(target, ignored)) {
    throw UsageError("--target " + target.string() + ": no such file");
  }
  try {
    return Target::read(target);
  } catch (const InputError& error) { fail(target, error); }
}

void check_library_target(const Preparation& preparation, const std::filesystem::path& target) {
  if (target.empty()) { return; }
  try {
    preparation.check_target(target);
  } catch (const TargetError& error) { fail(target, error); }
}

}  // namespace bb
