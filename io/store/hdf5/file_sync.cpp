#include "io/store/hdf5/file_sync.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "io/files/interrupted.h"
#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  const auto kind = error == ENOSPC ? StoreError::Kind::no_space : StoreError::Kind::other;
  throw StoreError(kind, path.string() + ": the disk did not take what was written: " +
                             std::strerror(error) + ". The same command continues the store");
}

}  // namespace

FileSync::FileSync(const std::filesystem::path& path, double seconds, uint64_t records)
    : path_(path), interval_(seconds), records_(records) {
  file_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) {
    throw StoreError(path.string() + ": cannot be opened for writing: " + std::strerror(errno));
  }
  thread_ = std::thread([this] { run(); });
}

FileSync::~FileSync() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
  ::close(file_);
}

void FileSync::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stop_ || wanted_ > synced_; });
    if (stop_) { return; }
    const int32_t wanted = wanted_;
    lock.unlock();
    const int error = without_interruption([&] { return ::fdatasync(file_); }) == 0 ? 0 : errno;
    lock.lock();
    if (error != 0) {
      error_ = error;
      stop_ = true;
      changed_.notify_all();
      return;
    }
    synced_ = wanted;
    changed_.notify_all();
  }
}

void FileSync::record_written() {
  if (const int error = error_) { fail(path_, error); }
  ++since_;
  const auto now = std::chrono::steady_clock::now();
  const bool due =
      (interval_.count() > 0 && now - last_ >= interval_) || (records_ > 0 && since_ >= records_);
  if (!due) { return; }
  const std::lock_guard lock(mutex_);
  if (wanted_ > synced_) { return; }
  wanted_ = ++epoch_;
  since_ = 0;
  last_ = now;
  changed_.notify_all();
}

int32_t FileSync::synced() {
  const std::lock_guard lock(mutex_);
  return synced_;
}

void FileSync::sync() {
  std::unique_lock lock(mutex_);
  wanted_ = ++epoch_;
  since_ = 0;
  last_ = std::chrono::steady_clock::now();
  changed_.notify_all();
  changed_.wait(lock, [&] { return error_ != 0 || synced_ >= wanted_; });
  if (error_ != 0) { fail(path_, error_); }
}

}  // namespace bb
