#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/known_files.h"

namespace bb {

class FileRecorder;

/// The bytes of a file, plain or gzip (told by its contents), or bytes in memory, read in pieces.
class ByteSource {
 public:
  /// Throws InputError for a file that is missing, no regular file (io/files/regular_file.h),
  /// unreadable, or called .gz and not gzip. The current InputRecording notes it, as `role`;
  /// anything but `other` is named by another file, which its path is relative to.
  /// next() throws InputError beyond `most_bytes` of contents.
  static ByteSource open(const std::filesystem::path& path, InputRole role = InputRole::other,
                         size_t most_bytes = SIZE_MAX);
  static ByteSource from_memory(std::string bytes, std::filesystem::path name);

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  /// Where it is recorded, what nobody asked for is read yet: all of a file counts.
  ~ByteSource();

  /// The next piece, empty at the end; valid until the next call. Throws InputError for a file that
  /// cannot be read on, a gzip stream that is damaged or cut short.
  std::string_view next();

  /// The same from its beginning. Throws as open() does.
  ByteSource again() const;

  const std::filesystem::path& name() const noexcept { return name_; }

 private:
  struct CloseGz {
    void operator()(void* file) const noexcept;
  };

  ByteSource();
  void open_file(const std::filesystem::path& path, InputRole role);
  std::string_view read();

  std::filesystem::path name_;
  std::unique_ptr<FileRecorder> recorder_;
  std::unique_ptr<void, CloseGz> file_;
  std::vector<char> buffer_;
  std::string memory_;
  size_t most_bytes_ = SIZE_MAX, bytes_left_ = SIZE_MAX;
  bool at_end_ = false;
};

/// The whole of it. Throws InputError beyond `max_bytes` too.
std::string read_all(ByteSource source, size_t max_bytes);

}  // namespace bb
