#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace bb {

/// What a lock says of the job that has it.
struct LockText {
  uint32_t attempt = 0;
  std::string token{}, host{}, job{}, pid{}, started{};
  uint64_t beat = 0;
};

struct SeenLock {
  LockText text{};
  std::chrono::milliseconds age{0};  ///< since it was written, by the file system's clock
};

/// "results.h5.lock"; `store` as real_store_path() gives it.
std::filesystem::path lock_path(const std::filesystem::path& store);

/// The text and the time of its last writing, in milliseconds; nothing where there is no such file.
/// Throws StoreError for what is there and cannot be read, or is no file: that is not waited for.
std::optional<std::pair<LockText, int64_t>> read_lock(const std::filesystem::path& path);

/// The same, with its age; `token` is a part of no other process's names.
std::optional<SeenLock> look_at_lock(const std::filesystem::path& path, const std::string& token);

/// True if this process made it. Throws StoreError.
bool make_lock(const std::filesystem::path& path, const LockText& lock);

/// Writes it anew in place, which needs no space on the disk. 0, or an error of errno.
int rewrite_lock(int file, const LockText& lock) noexcept;

}  // namespace bb
