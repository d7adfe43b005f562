#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bb {

// The bytes of a file, plain or gzip (told by its contents), or bytes in memory, read in pieces.
class ByteSource {
 public:
  // Who says where a file is: the user, or another file, which paths are relative to.
  enum class NamedBy { user, file };

  // Throws InputError for a file that is missing, no regular file (io/file/regular_file.h),
  // unreadable, or called .gz and not gzip.
  // next() throws InputError beyond `most_bytes` of contents.
  static ByteSource open(const std::filesystem::path& path, std::size_t most_bytes = SIZE_MAX,
                         NamedBy named_by = NamedBy::user);
  static ByteSource from_memory(std::string bytes, std::filesystem::path name);

  ByteSource(ByteSource&&) noexcept = default;
  ByteSource& operator=(ByteSource&&) noexcept = default;

  // The next piece, empty at the end; valid until the next call. Throws InputError for a file that
  // cannot be read on, a gzip stream that is damaged or cut short.
  std::string_view next();

  // The same from its beginning. Throws as open() does.
  ByteSource again() const;

  const std::filesystem::path& name() const noexcept { return name_; }

 private:
  struct CloseGz {
    void operator()(void* file) const noexcept;
  };

  ByteSource() = default;

  std::filesystem::path name_;
  std::unique_ptr<void, CloseGz> file_;
  std::vector<char> buffer_;
  std::string memory_;
  std::size_t most_bytes_ = SIZE_MAX, bytes_left_ = SIZE_MAX;
  bool at_end_ = false;
};

// The whole of it. Throws InputError beyond `max_bytes` too.
std::string read_all(ByteSource source, std::size_t max_bytes);

}  // namespace bb
