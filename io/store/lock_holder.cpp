#include "io/store/lock_holder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bb {

namespace {

constexpr std::size_t most_bytes = 4096;

std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

}  // namespace

std::optional<LockHolder> lock_holder(const std::filesystem::path& store) {
  std::error_code ignored;
  std::filesystem::path path = std::filesystem::canonical(store, ignored);
  if (ignored) path = store;
  path += ".lock";
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return std::nullopt;
  std::array<char, most_bytes> bytes{};
  struct stat status {};
  const bool regular = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const ssize_t size = regular ? ::pread(file, bytes.data(), bytes.size(), 0) : -1;
  ::close(file);
  if (size < 0) return std::nullopt;

  LockHolder out;
  std::istringstream lines(std::string(bytes.data(), static_cast<std::size_t>(size)));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string key = line.substr(0, space);
    const std::string value = printable(line.substr(std::min(space + 1, line.size())));
    if (key == "host") out.host = value;
    if (key == "job") out.job = value;
    if (key == "pid") out.process = value;
    if (key == "started") out.started = value;
    if (key == "attempt") {
      std::from_chars(value.data(), value.data() + value.size(), out.attempt);
    }
  }
  using namespace std::chrono;
  const auto beat = seconds(status.st_mtim.tv_sec) + nanoseconds(status.st_mtim.tv_nsec);
  const auto age = system_clock::now().time_since_epoch() - beat;
  out.since_beat = std::max(milliseconds(0), duration_cast<milliseconds>(age));
  return out;
}

}  // namespace bb
