#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/files/content_digest.h"

namespace bb {

/// What a file is to the complex that it was read for.
enum class InputRole : uint8_t {
  complex = 0,    ///< YAML or FASTA
  alignment = 1,  ///< MSA
  structure = 2,  ///< template
  component = 3,  ///< an entry of a component file; its path is its code
  other = 4,
};
/// "the MSA", …
std::string_view name_of(InputRole role) noexcept;

/// One file as it was read: contents, not times. A gzip file is what is in it.
struct InputFile {
  InputRole role = InputRole::other;
  std::string path{};
  bool is_absent = false;  ///< could not be opened
  ContentDigest digest{};
  LineChecks lines{};

  /// Whether the contents are the same.
  bool is_same(const InputFile& other) const noexcept {
    return role == other.role && is_absent == other.is_absent && digest == other.digest;
  }
};

/// All files that were read for complexes, each once: who reads one again reads the same, or
/// is told. For several threads.
class KnownFiles {
 public:
  struct Seen {
    uint32_t index = 0;
    bool is_same = true;  ///< as when it was first read
  };
  Seen add(const InputFile& file);

  uint32_t size() const;
  InputFile at(uint32_t index) const;

  /// From now on the contents are to be these, whatever this process has read; true where it has
  /// read others.
  bool expect(const InputFile& file);

 private:
  uint32_t place_of(const InputFile& file, bool& is_new);

  mutable std::mutex mutex_;
  std::vector<InputFile> files_;
  std::unordered_map<std::string, uint32_t> places_;  // by role and path
};

}  // namespace bb
