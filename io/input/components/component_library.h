#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/known_files.h"
#include "io/input/components/component_store.h"

namespace bb {

/// Where the program looks for components: the user's files in the order given, then the standard
/// residues inside the program. Each component is decoded once and shared. Safe to use from many
/// threads.
class ComponentLibrary {
 public:
  /// The first store that has a code provides it.
  explicit ComponentLibrary(std::vector<std::shared_ptr<const ComponentStore>> stores);

  /// `files`, then the program's own. Throws InputError.
  static std::shared_ptr<const ComponentLibrary> open(
      const std::vector<std::filesystem::path>& files);

  bool contains(std::string_view code) const noexcept;

  /// Throws InputError, saying where it looked and how to get the component. The current
  /// InputRecording notes it, also where it is not there.
  std::shared_ptr<const Molecule> get(std::string_view code) const;

  const std::vector<std::shared_ptr<const ComponentStore>>& stores() const noexcept {
    return stores_;
  }

 private:
  struct Loaded {
    std::shared_ptr<const Molecule> molecule{};
    ContentDigest digest{};
    const KnownFiles* known = nullptr;  // that have it, as `index`
    uint32_t index = 0;
  };
  static void record(std::string_view code, Loaded& loaded);

  std::vector<std::shared_ptr<const ComponentStore>> stores_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Loaded, std::less<>> loaded_;
};

}  // namespace bb
