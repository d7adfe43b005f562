#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

namespace bb {

/// Gives a file's written bytes to the disk now and then, without holding up who writes it.
///
/// Records carry the epoch in which they were written. At a good moment, between two records, the
/// writer begins a new epoch; a thread then syncs the file, after which the disk has all records of
/// the epochs before.
class FileSync {
 public:
  /// Throws StoreError where the file cannot be opened.
  FileSync(const std::filesystem::path& path, double seconds, uint64_t records);
  ~FileSync();
  FileSync(const FileSync&) = delete;
  FileSync& operator=(const FileSync&) = delete;

  int32_t epoch() const noexcept { return epoch_; }

  /// After each record: begins a sync where one is due and none is under way. Throws StoreError as
  /// soon as an earlier one has failed.
  void record_written();

  /// Epochs that are on the disk: those below.
  int32_t synced();

  /// Now, and waits.
  void sync();

 private:
  void run();

  std::filesystem::path path_;
  int file_ = -1;
  std::chrono::duration<double> interval_;
  uint64_t records_ = 0;
  uint64_t since_ = 0;
  int32_t epoch_ = 0;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();

  std::mutex mutex_;
  std::condition_variable changed_;
  int32_t wanted_ = 0;  // guarded, as what follows
  int32_t synced_ = 0;
  std::atomic<int> error_ = 0;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace bb
