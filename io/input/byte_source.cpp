#include "io/input/byte_source.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <zlib.h>

#include "io/file/file_error.h"
#include "io/file/regular_file.h"
#include "io/input/input_error.h"
#include "io/input/limits.h"

namespace bb {
namespace {

constexpr unsigned buffer_bytes = 1U << 18;

gzFile handle(void* file) { return static_cast<gzFile>(file); }

[[noreturn]] void fail_too_large(const std::filesystem::path& path, std::size_t most_bytes) {
  throw InputError({.file = path}, "has more than the " + limits::written(most_bytes) +
                                       " bytes allowed, unpacked");
}

gzFile open_gz(const std::filesystem::path& path, ByteSource::NamedBy named_by) {
  FileDescriptor file;
  try {
    file = open_regular_file(path);
  } catch (const FileError& error) {
    throw InputError({.file = path}, error.problem(),
                     error.is_missing() && named_by == ByteSource::NamedBy::file
                         ? "Paths are relative to the file that names them"
                         : "");
  }
  const gzFile stream = gzdopen(file.get(), "rb");
  if (stream == nullptr) throw InputError({.file = path}, "cannot be opened: no memory");
  file.release();  // gzclose() closes it
  return stream;
}

}  // namespace

void ByteSource::CloseGz::operator()(void* file) const noexcept { gzclose(handle(file)); }

ByteSource ByteSource::open(const std::filesystem::path& path, std::size_t most_bytes,
                            NamedBy named_by) {
  ByteSource source;
  source.name_ = path;
  source.file_.reset(open_gz(path, named_by));
  gzbuffer(handle(source.file_.get()), buffer_bytes);
  if (path.extension() == ".gz" && gzdirect(handle(source.file_.get())) != 0) {
    throw InputError({.file = path}, "is called .gz and is not gzip",
                     "Compress it with gzip, or rename it");
  }
  source.buffer_.resize(buffer_bytes);
  source.bytes_left_ = most_bytes;
  source.most_bytes_ = most_bytes;
  return source;
}

ByteSource ByteSource::from_memory(std::string bytes, std::filesystem::path name) {
  ByteSource source;
  source.memory_ = std::move(bytes);
  source.name_ = std::move(name);
  return source;
}

ByteSource ByteSource::again() const { return file_ ? open(name_) : from_memory(memory_, name_); }

std::string_view ByteSource::next() {
  if (at_end_) return {};
  if (!file_) {
    at_end_ = true;
    return memory_;
  }
  const int count = gzread(handle(file_.get()), buffer_.data(), buffer_bytes);
  if (count > 0) {
    const auto bytes = static_cast<std::size_t>(count);
    if (bytes > bytes_left_) fail_too_large(name_, most_bytes_);
    bytes_left_ -= bytes;
    return {buffer_.data(), bytes};
  }
  at_end_ = true;
  int code = Z_OK;
  const char* reason = gzerror(handle(file_.get()), &code);
  if (code == Z_BUF_ERROR) {
    throw InputError({.file = name_}, "the gzip file is cut short", "Copy or compress it again");
  }
  if (count < 0) {
    throw InputError({.file = name_},
                     code == Z_ERRNO ? "cannot be read: " + std::string(std::strerror(errno))
                                     : "the gzip file is damaged: " + std::string(reason),
                     code == Z_ERRNO ? "" : "Copy or compress it again");
  }
  return {};
}

std::string read_all(ByteSource source, std::size_t max_bytes) {
  std::string text;
  for (std::string_view piece = source.next(); !piece.empty(); piece = source.next()) {
    if (piece.size() > max_bytes - text.size()) {
      fail_too_large(source.name(), max_bytes);
    }
    text += piece;
  }
  return text;
}

}  // namespace bb
