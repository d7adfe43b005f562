#include "io/store/lock/lock_file.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/files/interrupted.h"
#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

constexpr size_t lock_bytes = 1024;

/// Closes at the end of a scope.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : id_(without_interruption([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0666); })) {}
  ~Descriptor() {
    if (id_ >= 0) { ::close(id_); }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return id_; }

 private:
  int id_;
};

std::string to_text(const LockText& lock) {
  std::string text = "boltz-batch store lock\nattempt " + std::to_string(lock.attempt) +
                     "\ntoken " + lock.token + "\nhost " + lock.host + "\njob " + lock.job +
                     "\npid " + lock.pid + "\nstarted " + lock.started + "\nbeat " +
                     std::to_string(lock.beat) + "\n";
  text.resize(lock_bytes, '\n');
  return text;
}

LockText parse(const std::string& text) {
  LockText lock;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t space = line.find(' ');
    if (space == std::string::npos) { continue; }
    const std::string key = line.substr(0, space), value = line.substr(space + 1);
    if (key == "attempt") {
      lock.attempt = static_cast<uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
    }
    if (key == "token") { lock.token = value; }
    if (key == "host") { lock.host = value; }
    if (key == "job") { lock.job = value; }
    if (key == "pid") { lock.pid = value; }
    if (key == "started") { lock.started = value; }
    if (key == "beat") { lock.beat = std::strtoull(value.c_str(), nullptr, 10); }
  }
  return lock;
}

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int error) {
  throw StoreError(path.string() + ": " + what + ": " + std::strerror(error) +
                   ". Is the folder there, and may you write to it?");
}

int64_t modified_ms(const struct stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1000000;
}

// 0, or an error of errno.
int write_all(int file, const std::string& text) noexcept {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t now = without_interruption([&] {
      return ::pwrite(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    });
    if (now <= 0) { return now == 0 ? EIO : errno; }
    done += static_cast<size_t>(now);
  }
  return 0;
}

// The time on the file system, which need not be this host's.
int64_t file_system_now(const std::filesystem::path& beside, const std::string& token) {
  const std::filesystem::path probe = beside.string() + "." + token;
  const Descriptor file(probe, O_WRONLY | O_CREAT | O_EXCL);
  if (file.get() < 0) { fail(probe, "cannot be made", errno); }
  struct stat status {};
  int error = write_all(file.get(), "x");
  if (error == 0 && ::fstat(file.get(), &status) != 0) { error = errno; }
  ::unlink(probe.c_str());
  if (error != 0) { fail(probe, "cannot be written", error); }
  return modified_ms(status);
}

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& store) {
  return store.string() + ".lock";
}

std::optional<std::pair<LockText, int64_t>> read_lock(const std::filesystem::path& path) {
  const auto unusable = [&](const std::string& why) {
    return StoreError(path.string() + ": the store's lock " + why +
                      ". If no job uses the store, remove it");
  };
  // A pipe is not waited for, a link not followed.
  const Descriptor file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (file.get() < 0) {
    if (errno == ENOENT) { return std::nullopt; }
    throw unusable(errno == ELOOP ? std::string("is a symbolic link, and was not made by "
                                                "boltz-batch")
                                  : "cannot be opened: " + std::string(std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) {
    throw unusable("cannot be looked at: " + std::string(std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) { throw unusable("is no file, and was not made by boltz-batch"); }
  std::array<char, lock_bytes> bytes{};
  const ssize_t size =
      without_interruption([&] { return ::pread(file.get(), bytes.data(), bytes.size(), 0); });
  if (size < 0) { throw unusable("cannot be read: " + std::string(std::strerror(errno))); }
  return std::pair(parse(std::string(bytes.data(), static_cast<size_t>(size))),
                   modified_ms(status));
}

std::optional<SeenLock> look_at_lock(const std::filesystem::path& path, const std::string& token) {
  auto read = read_lock(path);
  if (!read) { return std::nullopt; }
  const int64_t now = file_system_now(path, token);
  return SeenLock{.text = std::move(read->first),
                  .age = std::chrono::milliseconds(now - read->second)};
}

bool make_lock(const std::filesystem::path& path, const LockText& lock) {
  const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL);
  if (file.get() < 0) {
    if (errno == EEXIST) { return false; }
    fail(path, "cannot be made", errno);
  }
  if (const int error = write_all(file.get(), to_text(lock)); error != 0) {
    ::unlink(path.c_str());
    fail(path, "cannot be written", error);
  }
  return true;
}

int rewrite_lock(int file, const LockText& lock) noexcept { return write_all(file, to_text(lock)); }

}  // namespace bb
