#include "io/files/known_files.h"

#include <algorithm>

namespace bb {
namespace {

/// Of lines, of all files together; there are not many more at any time.
constexpr size_t most_checks = size_t{4} << 20U;

}  // namespace

std::string_view name_of(InputRole role) noexcept {
  switch (role) {
    case InputRole::complex:
      return "the input";
    case InputRole::alignment:
      return "the MSA";
    case InputRole::structure:
      return "the template";
    case InputRole::component:
      return "the component";
    case InputRole::other:
      break;
  }
  return "the file";
}

uint32_t KnownFiles::place_of(const InputFile& file, bool& is_new) {
  const auto [place, added] =
      places_.try_emplace(static_cast<char>('0' + static_cast<int>(file.role)) + file.path,
                          static_cast<uint32_t>(files_.size()));
  is_new = added;
  if (added) {
    files_.push_back(file);
    files_.back().lines.shorten(
        std::min(LineCheckBuilder::most_checks, most_checks / files_.size()));
  }
  return place->second;
}

KnownFiles::Seen KnownFiles::add(const InputFile& file) {
  const std::lock_guard lock(mutex_);
  bool is_new = false;
  const uint32_t index = place_of(file, is_new);
  return {.index = index, .is_same = is_new || files_[index].is_same(file)};
}

bool KnownFiles::expect(const InputFile& file) {
  const std::lock_guard lock(mutex_);
  bool is_new = false;
  const uint32_t index = place_of(file, is_new);
  if (is_new || files_[index].is_same(file)) { return false; }
  files_[index] = file;
  return true;
}

uint32_t KnownFiles::size() const {
  const std::lock_guard lock(mutex_);
  return static_cast<uint32_t>(files_.size());
}

InputFile KnownFiles::at(uint32_t index) const {
  const std::lock_guard lock(mutex_);
  return files_.at(index);
}

}  // namespace bb
