#include "io/store/lock/store_lock.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "io/store/hdf5/store_error.h"
#include "io/store/lock/lock_file.h"
#include "io/store/lock/store_path.h"

namespace bb {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) { c = ' '; }
  }
  return text.substr(0, 120);
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

std::string seconds(milliseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.0f s",
                std::max(0.0, static_cast<double>(time.count()) / 1000));
  return text.data();
}

// Of what anybody may have written.
std::string owner_of(const LockText& lock) {
  if (lock.token.empty()) { return "nobody that it names"; }
  return "job '" + one_line(lock.job) + "' on host " + one_line(lock.host) + " (process " +
         one_line(lock.pid) + ")";
}

}  // namespace

class StoreLock::Impl {
 public:
  Impl(const std::filesystem::path& store, StoreLockOptions options)
      : path_(lock_path(real_store_path(store))), options_(std::move(options)) {
    mine_.token = random_token();
    mine_.host = host_name();
    mine_.pid = std::to_string(::getpid());
    mine_.job = options_.job.empty() ? "pid " + mine_.pid : one_line(options_.job);
    mine_.started = time_now();
    acquire();
    file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file_ < 0) { fail(path_, "cannot be opened"); }
    thread_ = std::thread([this] { beat(); });
  }

  ~Impl() { release(); }

  void release() noexcept {
    if (!thread_.joinable()) { return; }
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
    if (still_owner()) { ::unlink(path_.c_str()); }
    ::close(file_);
    released_ = true;
  }

  bool still_owner() const noexcept {
    if (released_) { return false; }
    try {
      const auto read = read_lock(path_);
      return read && read->first.token == mine_.token;
    } catch (...) { return false; }
  }

  const LockText& mine() const noexcept { return mine_; }
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  [[noreturn]] static void fail(const std::filesystem::path& path, const char* what) {
    throw StoreError(path.string() + ": " + what + ": " + std::strerror(errno) +
                     ". Is the folder there, and may you write to it?");
  }

  void acquire() {
    for (;;) {
      const auto seen = look_at_lock(path_, mine_.token);
      if (!seen) {
        mine_.attempt = 1;
        if (make_lock(path_, mine_)) { return; }
        pause(milliseconds(1));
        continue;
      }
      wait_until_dead(*seen);
      if (take_over(*seen)) { return; }
    }
  }

  void pause(milliseconds time) const {
    if (options_.stop && options_.stop()) {
      throw StoreError(StoreError::Kind::stopped,
                       path_.string() +
                           ": stopped by a signal while waiting for the store's lock; "
                           "the same command starts over");
    }
    std::this_thread::sleep_for(time);
  }

  // Returns once the lock did not beat for expires_after: by its age, or, where the clock was set
  // back and it seems to be of the future, since it was first seen.
  void wait_until_dead(const SeenLock& first) const {
    const auto poll = std::max(std::min<milliseconds>(options_.beat_every / 4, milliseconds(250)),
                               milliseconds(1));
    const auto seen_since = Clock::now();
    milliseconds age = first.age;
    bool said = false;
    while (age < options_.expires_after && Clock::now() - seen_since < options_.expires_after) {
      // One that lives has beaten by then, and is refused.
      if (!said && Clock::now() - seen_since >= options_.beat_every + 2 * poll) {
        say_waiting(first, age, seen_since);
        said = true;
      }
      pause(poll);
      const auto now = look_at_lock(path_, mine_.token);
      if (!now || now->text.token != first.text.token) {
        return;  // gone, or taken: look again
      }
      if (now->text.beat != first.text.beat) { refuse(now->text); }
      age = now->age;
    }
  }

  void say_waiting(const SeenLock& lock, milliseconds age, Clock::time_point seen_since) const {
    if (!options_.say) { return; }
    const auto watched = std::chrono::duration_cast<milliseconds>(Clock::now() - seen_since);
    std::string why = "which has given no sign of life for " + seconds(age);
    if (age < watched) {
      why = "which gives no sign of life (its time is " + seconds(watched - age) +
            " ahead of this file system's clock: was that set back?)";
    }
    const milliseconds left = options_.expires_after - std::max(age, watched);
    options_.say(path_.string() + ": waiting for the lock of " + owner_of(lock.text) + ", " + why +
                 "; it is believed dead in " + seconds(left));
  }

  [[noreturn]] void refuse(const LockText& other) const {
    throw StoreError(StoreError::Kind::locked,
                     path_.string() + ": the store is in use by " + owner_of(other) + " since " +
                         one_line(other.started) +
                         ", which is alive. Wait for it, stop it, or choose another --out");
  }

  // False where somebody else was faster. The ticket is made by one process only, and only its
  // maker goes from this attempt to the next.
  bool take_over(const SeenLock& dead) {
    mine_.attempt = dead.text.attempt + 1;
    const std::filesystem::path ticket = path_.string() + ".take-" + std::to_string(mine_.attempt);
    if (!make_lock(ticket, mine_)) {
      // Its maker may have died right then.
      const auto other = look_at_lock(ticket, mine_.token);
      if (other && is_dead(*other)) { ::unlink(ticket.c_str()); }
      pause(milliseconds(20));
      return false;
    }
    const auto now = look_at_lock(path_, mine_.token);
    if (!now || now->text.token != dead.text.token || now->text.beat != dead.text.beat) {
      ::unlink(ticket.c_str());
      return false;
    }
    if (::rename(ticket.c_str(), path_.c_str()) != 0) {
      const int error = errno;
      ::unlink(ticket.c_str());
      errno = error;
      fail(ticket, "cannot be renamed");
    }
    return true;
  }

  // Whether a ticket is left over; one of the future is seen for expires_after before it is.
  bool is_dead(const SeenLock& ticket) {
    if (ticket.age > options_.expires_after) { return true; }
    if (ticket.text.token != ticket_token_) {
      ticket_token_ = ticket.text.token;
      ticket_seen_ = Clock::now();
    }
    return Clock::now() - ticket_seen_ > options_.expires_after;
  }

  void beat() noexcept {
    std::unique_lock lock(mutex_);
    LockText text = mine_;
    bool told = false;
    while (!wake_.wait_for(lock, options_.beat_every, [&] { return stop_; })) {
      ++text.beat;
      // Through our own descriptor: after a takeover this is a file without a name, and does no
      // harm.
      const int error = rewrite_lock(file_, text);
      if (error != 0 && !told) {
        std::fprintf(stderr, "boltz-batch: %s: the heartbeat cannot be written: %s\n",
                     path_.c_str(), std::strerror(error));
      }
      told = error != 0;
    }
  }

  std::filesystem::path path_;
  StoreLockOptions options_;
  LockText mine_{};
  int file_ = -1;
  std::string ticket_token_ = "none seen";
  Clock::time_point ticket_seen_{};
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

uint32_t StoreLock::attempt() const noexcept { return impl_->mine().attempt; }
const std::string& StoreLock::token() const noexcept { return impl_->mine().token; }
bool StoreLock::still_owner() const noexcept { return impl_->still_owner(); }
const std::filesystem::path& StoreLock::path() const noexcept { return impl_->path(); }
void StoreLock::release() noexcept { impl_->release(); }

StoreFence::StoreFence(const std::filesystem::path& store, std::string token)
    : path_(lock_path(real_store_path(store))), token_(std::move(token)) {}

std::string StoreFence::problem() const noexcept {
  try {
    const auto read = read_lock(path_);
    if (!read) {
      return path_.string() +
             ": this run's lock is gone: somebody removed it, so another job may use the store";
    }
    if (read->first.token == token_) { return ""; }
    return path_.string() + ": another job has taken this store over: " + owner_of(read->first);
  } catch (const std::exception& error) { return error.what(); }
}

}  // namespace bb
