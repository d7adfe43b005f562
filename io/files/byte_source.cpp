#include "io/files/byte_source.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <zlib.h>

#include "io/files/file_error.h"
#include "io/files/input_error.h"
#include "io/files/input_recording.h"
#include "io/files/limits.h"
#include "io/files/regular_file.h"

namespace bb {
namespace {

constexpr unsigned buffer_bytes = 1U << 18;

gzFile handle(void* file) { return static_cast<gzFile>(file); }

[[noreturn]] void fail_too_large(const std::filesystem::path& path, size_t most_bytes) {
  throw InputError({.file = path},
                   "has more than the " + limits::written(most_bytes) + " bytes allowed, unpacked");
}

gzFile open_gz(const std::filesystem::path& path, InputRole role) {
  FileDescriptor file;
  try {
    file = open_regular_file(path);
  } catch (const FileError& error) {
    throw InputError({.file = path}, error.problem(),
                     error.is_missing() && role != InputRole::other
                         ? "Paths are relative to the file that names them"
                         : "");
  }
  const gzFile stream = gzdopen(file.get(), "rb");
  if (stream == nullptr) { throw InputError({.file = path}, "cannot be opened: no memory"); }
  file.release();  // gzclose() closes it
  return stream;
}

}  // namespace

void ByteSource::CloseGz::operator()(void* file) const noexcept { gzclose(handle(file)); }

ByteSource::ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

ByteSource::~ByteSource() {
  if (!recorder_) { return; }
  try {
    // Of what is too long to be read at all, so much will do.
    for (size_t bytes = 0; bytes < limits::msa_bytes;) {
      const std::string_view piece = next();
      if (piece.empty()) { break; }
      bytes += piece.size();
    }
  } catch (const std::exception&) {
    // It is what can be read of it.
  }
  recorder_->finish();
}

ByteSource ByteSource::open(const std::filesystem::path& path, InputRole role, size_t most_bytes) {
  ByteSource source;
  std::unique_ptr<FileRecorder> recorder;
  if (InputRecording* const recording = InputRecording::current()) {
    recorder = std::make_unique<FileRecorder>(*recording, role, path.string());
  }
  try {
    source.open_file(path, role);
  } catch (const InputError&) {
    if (recorder) { recorder->finish_absent(); }
    throw;
  }
  source.recorder_ = std::move(recorder);
  source.bytes_left_ = most_bytes;
  source.most_bytes_ = most_bytes;
  return source;
}

void ByteSource::open_file(const std::filesystem::path& path, InputRole role) {
  name_ = path;
  file_.reset(open_gz(path, role));
  gzbuffer(handle(file_.get()), buffer_bytes);
  if (path.extension() == ".gz" && gzdirect(handle(file_.get())) != 0) {
    throw InputError({.file = path}, "is called .gz and is not gzip",
                     "Compress it with gzip, or rename it");
  }
  buffer_.resize(buffer_bytes);
}

ByteSource ByteSource::from_memory(std::string bytes, std::filesystem::path name) {
  ByteSource source;
  source.memory_ = std::move(bytes);
  source.name_ = std::move(name);
  return source;
}

ByteSource ByteSource::again() const { return file_ ? open(name_) : from_memory(memory_, name_); }

std::string_view ByteSource::next() {
  const std::string_view bytes = read();
  if (recorder_) { recorder_->add(bytes); }
  return bytes;
}

std::string_view ByteSource::read() {
  if (at_end_) { return {}; }
  if (!file_) {
    at_end_ = true;
    return memory_;
  }
  const int count = gzread(handle(file_.get()), buffer_.data(), buffer_bytes);
  if (count > 0) {
    const auto bytes = static_cast<size_t>(count);
    if (bytes > bytes_left_) { fail_too_large(name_, most_bytes_); }
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

std::string read_all(ByteSource source, size_t max_bytes) {
  std::string text;
  for (std::string_view piece = source.next(); !piece.empty(); piece = source.next()) {
    if (piece.size() > max_bytes - text.size()) { fail_too_large(source.name(), max_bytes); }
    text += piece;
  }
  return text;
}

}  // namespace bb
