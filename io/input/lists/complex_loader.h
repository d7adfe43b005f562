#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <variant>

#include "io/files/input_error.h"
#include "io/input/complexes/target.h"
#include "io/input/lists/manifest.h"

namespace bb {

/// Rows of a list to complexes. Keeps the targets that it has read, good and bad, so that each is
/// read once. Not for several threads at a time.
class ComplexLoader {
 public:
  explicit ComplexLoader(InputOptions options = {}) : options_(options) {}

  /// Never throws InputError: what is wrong with the row, its target or its file is the result.
  std::variant<Complex, InputError> load(const ManifestRow& row);

  /// The target of a row, nullptr for a whole complex. Throws InputError. It lives while somebody
  /// holds it.
  std::shared_ptr<const Target> target_of(const ManifestRow& row);

 private:
  using Kept = std::variant<std::shared_ptr<const Target>, InputError>;

  InputOptions options_;
  std::map<std::filesystem::path, Kept> targets_;
};

}  // namespace bb
