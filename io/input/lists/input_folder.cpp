#include <algorithm>
#include <array>
#include <system_error>
#include <utility>
#include <vector>

#include "io/files/text.h"
#include "io/input/lists/manifest.h"

namespace bb {
namespace {

constexpr std::array<std::string_view, 5> complex_endings{".fa", ".fas", ".fasta", ".yaml", ".yml"};

bool is_complex(const std::filesystem::path& path) {
  const std::string ending = format_ending(path);
  return std::find(complex_endings.begin(), complex_endings.end(), ending) != complex_endings.end();
}

// Files, each a whole complex called as the file.
class FileList final : public InputList {
 public:
  FileList(const std::filesystem::path& name, std::vector<std::filesystem::path> files)
      : InputList(name), files_(std::move(files)) {}

  using InputList::warn;

 private:
  bool read(ManifestRow& row) override {
    if (next_ == files_.size()) { return false; }
    row.input = files_[next_++];
    row.id = plain_stem(row.input);
    return true;
  }

  std::vector<std::filesystem::path> files_;
  size_t next_ = 0;
};

}  // namespace

std::unique_ptr<InputList> list_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  size_t others = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (is_complex(entry->path()) && !entry->is_directory(ignored)) {
      files.push_back(entry->path());
    } else {
      ++others;
    }
  }
  if (error) {
    throw InputError({.file = folder}, "the folder cannot be read: " + error.message());
  }
  if (files.empty()) {
    throw InputError({.file = folder}, "the folder holds no complexes",
                     "Allowed are .yaml, .yml, .fa, .fas and .fasta");
  }
  std::sort(files.begin(), files.end());
  auto list = std::make_unique<FileList>(folder, std::move(files));
  if (others > 0) {
    list->warn(folder.string() + ": " + std::to_string(others) +
               " other files and folders are left aside (complexes are .yaml, .yml, .fa, .fas and "
               ".fasta)");
  }
  return list;
}

std::unique_ptr<InputList> list_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) { throw InputError({.file = file}, "no such file"); }
  return std::make_unique<FileList>(file, std::vector{file});
}

}  // namespace bb
