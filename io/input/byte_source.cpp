#include "io/input/byte_source.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <zlib.h>

#include "io/input/input_error.h"

namespace bb {
namespace {

constexpr unsigned buffer_bytes = 1U << 18;

gzFile handle(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void ByteSource::CloseGz::operator()(void* file) const noexcept { gzclose(handle(file)); }

ByteSource ByteSource::open(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw InputError({.file = path}, "no such file",
                     "Paths are relative to the file that names them");
  }
  if (error) throw InputError({.file = path}, "cannot be looked up: " + error.message());
  if (std::filesystem::is_directory(status))
    throw InputError({.file = path}, "is a folder, a file is needed");

  ByteSource source;
  source.name_ = path;
  errno = 0;
  source.file_.reset(gzopen(path.c_str(), "rb"));
  if (!source.file_) {
    throw InputError({.file = path}, "cannot be opened: " +
                                         std::string(std::strerror(errno != 0 ? errno : ENOMEM)));
  }
  gzbuffer(handle(source.file_.get()), buffer_bytes);
  if (path.extension() == ".gz" && gzdirect(handle(source.file_.get())) != 0) {
    throw InputError({.file = path}, "is called .gz and is not gzip",
                     "Compress it with gzip, or rename it");
  }
  source.buffer_.resize(buffer_bytes);
  return source;
}

ByteSource ByteSource::from_memory(std::string bytes, std::filesystem::path name) {
  ByteSource source;
  source.memory_ = std::move(bytes);
  source.name_ = std::move(name);
  return source;
}

std::string_view ByteSource::next() {
  if (at_end_) return {};
  if (!file_) {
    at_end_ = true;
    return memory_;
  }
  const int count = gzread(handle(file_.get()), buffer_.data(), buffer_bytes);
  if (count > 0) return {buffer_.data(), static_cast<std::size_t>(count)};
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
      throw InputError({.file = source.name()},
                       "is larger than the " + std::to_string(max_bytes >> 20) + " MiB allowed");
    }
    text += piece;
  }
  return text;
}

}  // namespace bb
