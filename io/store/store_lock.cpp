#include "io/store/store_lock.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/store/store_error.h"

namespace bb {
namespace {

using std::chrono::milliseconds;

// The file is this many bytes, rewritten in place by each beat: that needs no space on the disk.
constexpr std::size_t lock_bytes = 1024;

struct LockText {
  std::uint32_t attempt = 0;
  std::string token{}, host{}, job{}, pid{}, started{};
  std::uint64_t beat = 0;
};

struct SeenLock {
  LockText text{};
  milliseconds age{0};  // by the file system's clock
};

std::filesystem::path lock_path(const std::filesystem::path& store) {
  return store.string() + ".lock";
}

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text.substr(0, 120);
}

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
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string key = line.substr(0, space), value = line.substr(space + 1);
    if (key == "attempt")
      lock.attempt = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
    if (key == "token") lock.token = value;
    if (key == "host") lock.host = value;
    if (key == "job") lock.job = value;
    if (key == "pid") lock.pid = value;
    if (key == "started") lock.started = value;
    if (key == "beat") lock.beat = std::strtoull(value.c_str(), nullptr, 10);
  }
  return lock;
}

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw StoreError(path.string() + ": " + what + ": " + std::strerror(errno) +
                   ". Is the folder there, and may you write to it?");
}

std::int64_t modified_ms(const struct stat& status) {
  return std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1000000;
}

// Nothing where there is no such file.
std::optional<std::pair<std::string, std::int64_t>> read_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::array<char, lock_bytes> bytes{};
  const ssize_t size = ::pread(file, bytes.data(), bytes.size(), 0);
  struct stat status {};
  const int stated = ::fstat(file, &status);
  ::close(file);
  if (size < 0 || stated != 0) return std::nullopt;
  return std::pair(std::string(bytes.data(), static_cast<std::size_t>(size)), modified_ms(status));
}

std::string random_token() {
  std::random_device device;
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x%08x", device(), device(), device());
  return text.data();
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? one_line(name.data()) : "unknown";
}

std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
  return text.data();
}

// True if this process made it.
bool make_exclusively(const std::filesystem::path& path, const LockText& lock) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    if (errno == EEXIST) return false;
    fail(path, "cannot be made");
  }
  const std::string text = to_text(lock);
  const bool written =
      ::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(file);
  if (!written) {
    ::unlink(path.c_str());
    errno = error;
    fail(path, "cannot be written");
  }
  return true;
}

// The time on the file system, which need not be this host's.
std::int64_t file_system_now(const std::filesystem::path& beside, const std::string& token) {
  const std::filesystem::path probe = beside.string() + "." + token;
  const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) fail(probe, "cannot be made");
  struct stat status {};
  const bool ok = ::pwrite(file, "x", 1, 0) == 1 && ::fstat(file, &status) == 0;
  ::close(file);
  ::unlink(probe.c_str());
  if (!ok) fail(probe, "cannot be written");
  return modified_ms(status);
}

std::optional<SeenLock> look(const std::filesystem::path& path, const std::string& token) {
  const auto read = read_file(path);
  if (!read) return std::nullopt;
  const std::int64_t now = file_system_now(path, token);
  return SeenLock{.text = parse(read->first), .age = milliseconds(now - read->second)};
}

}  // namespace

class StoreLock::Impl {
 public:
  Impl(const std::filesystem::path& store, StoreLockOptions options)
      : path_(lock_path(store)), options_(std::move(options)) {
    mine_.token = random_token();
    mine_.host = host_name();
    mine_.pid = std::to_string(::getpid());
    mine_.job = options_.job.empty() ? "pid " + mine_.pid : one_line(options_.job);
    mine_.started = time_now();
    acquire();
    file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_ < 0) fail(path_, "cannot be opened");
    thread_ = std::thread([this] { beat(); });
  }

  ~Impl() { release(); }

  void release() noexcept {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
    if (still_owner()) ::unlink(path_.c_str());
    ::close(file_);
    released_ = true;
  }

  bool still_owner() const noexcept {
    if (released_) return false;
    try {
      const auto read = read_file(path_);
      return read && parse(read->first).token == mine_.token;
    } catch (...) {
      return false;
    }
  }

  const LockText& mine() const noexcept { return mine_; }
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  void acquire() {
    for (;;) {
      const auto seen = look(path_, mine_.token);
      if (!seen) {
        mine_.attempt = 1;
        if (make_exclusively(path_, mine_)) return;
        continue;
      }
      wait_until_dead(*seen);
      if (take_over(*seen)) return;
    }
  }

  // Returns once the lock did not beat for expires_after.
  void wait_until_dead(const SeenLock& first) const {
    const auto poll = std::min<milliseconds>(options_.beat_every / 4, milliseconds(250));
    milliseconds age = first.age;
    while (age < options_.expires_after) {
      std::this_thread::sleep_for(std::max(poll, milliseconds(1)));
      const auto now = look(path_, mine_.token);
      if (!now || now->text.token != first.text.token) return;  // gone, or taken: look again
      if (now->text.beat != first.text.beat) refuse(now->text);
      age = now->age;
    }
  }

  [[noreturn]] void refuse(const LockText& other) const {
    throw StoreError(StoreError::Kind::locked,
                     path_.string() + ": the store is in use by job '" + other.job + "' on host " +
                         other.host + " (process " + other.pid + ") since " + other.started +
                         ", which is alive. Wait for it, stop it, or choose another --out");
  }

  // False where somebody else was faster. The ticket is made by one process only, and only its
  // maker goes from this attempt to the next.
  bool take_over(const SeenLock& dead) {
    mine_.attempt = dead.text.attempt + 1;
    const std::filesystem::path ticket = path_.string() + ".take-" + std::to_string(mine_.attempt);
    if (!make_exclusively(ticket, mine_)) {
      // Its maker may have died right then.
      const auto other = look(ticket, mine_.token);
      if (other && other->age > options_.expires_after) ::unlink(ticket.c_str());
      std::this_thread::sleep_for(milliseconds(20));
      return false;
    }
    const auto now = look(path_, mine_.token);
    if (!now || now->text.token != dead.text.token || now->text.beat != dead.text.beat) {
      ::unlink(ticket.c_str());
      return false;
    }
    if (::rename(ticket.c_str(), path_.c_str()) != 0) fail(ticket, "cannot be renamed");
    return true;
  }

  void beat() noexcept {
    std::unique_lock lock(mutex_);
    LockText text = mine_;
    while (!wake_.wait_for(lock, options_.beat_every, [&] { return stop_; })) {
      ++text.beat;
      const std::string bytes = to_text(text);
      // Through our own descriptor: after a takeover this is a file without a name, and does no
      // harm.
      if (::pwrite(file_, bytes.data(), bytes.size(), 0) < 0) {
        std::fprintf(stderr, "%s: the heartbeat cannot be written: %s\n", path_.c_str(),
                     std::strerror(errno));
      }
    }
  }

  std::filesystem::path path_;
  StoreLockOptions options_;
  LockText mine_{};
  int file_ = -1;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::atomic<bool> released_ = false;
  std::thread thread_;
};

StoreLock::StoreLock(const std::filesystem::path& store, StoreLockOptions options)
    : impl_(std::make_unique<Impl>(store, std::move(options))) {}
StoreLock::~StoreLock() = default;
StoreLock::StoreLock(StoreLock&&) noexcept = default;

std::uint32_t StoreLock::attempt() const noexcept { return impl_->mine().attempt; }
const std::string& StoreLock::token() const noexcept { return impl_->mine().token; }
bool StoreLock::still_owner() const noexcept { return impl_->still_owner(); }
const std::filesystem::path& StoreLock::path() const noexcept { return impl_->path(); }
void StoreLock::release() noexcept { impl_->release(); }

StoreFence::StoreFence(const std::filesystem::path& store, std::string token)
    : path_(lock_path(store)), token_(std::move(token)) {}

bool StoreFence::still_owner() const noexcept {
  try {
    const auto read = read_file(path_);
    return read && parse(read->first).token == token_;
  } catch (...) {
    return false;
  }
}

}  // namespace bb
