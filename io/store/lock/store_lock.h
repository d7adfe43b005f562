#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace bb {

/// How long a lock is believed after its last heartbeat, and how often it beats.
struct StoreLockOptions {
  std::chrono::milliseconds expires_after{15000};
  std::chrono::milliseconds beat_every{3000};
  std::string job{};  ///< e.g. Slurm's job id; empty: "pid N"
  /// Told, once, what is waited for: whose lock, and how long.
  std::function<void(const std::string&)> say{};
  /// Asked while waiting: true ends the wait.
  std::function<bool()> stop{};
};

/// Keeps a second job out of a store: a file beside it ("results.h5.lock") that says host, job,
/// attempt, process and start, and beats. One process of a job holds it; the others ask a
/// StoreFence. Uses no file locks, which cluster file systems do not all have: only exclusive
/// creation and rename. Ages are told by the file system's clock; where that was set back, by how
/// long the lock was seen not to beat. A store that is named by a symbolic link has the lock of the
/// store that it leads to.
class StoreLock {
 public:
  /// Takes the lock; one of a dead job once it expired, waiting for that if need be, no longer than
  /// expires_after. Throws StoreError: locked, within beat_every and a little, naming host, job and
  /// time of the live one; stopped; other where the folder cannot be written, or a lock is there
  /// that cannot be read.
  StoreLock(const std::filesystem::path& store, StoreLockOptions options = {});
  ~StoreLock();  ///< releases
  StoreLock(StoreLock&&) noexcept;
  StoreLock& operator=(StoreLock&&) = delete;

  uint32_t attempt() const noexcept;          ///< 1, or one more than that of the job that died
  const std::string& token() const noexcept;  ///< for the StoreFence of other ranks
  bool still_owner() const noexcept;          ///< false once a successor took over
  const std::filesystem::path& path() const noexcept;

  /// Removes the file, if it is still ours.
  void release() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A rank's look at its job's lock, before each batch: one small read.
class StoreFence {
 public:
  StoreFence(const std::filesystem::path& store, std::string token);

  bool still_owner() const noexcept { return problem().empty(); }
  /// Why this job may not write any more: the lock is another job's, is gone, or cannot be read.
  /// Empty: it may.
  std::string problem() const noexcept;

 private:
  std::filesystem::path path_;
  std::string token_;
};

}  // namespace bb
