#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <mutex>

#include "io/files/input_recording.h"
#include "io/input/lists/complex_loader.h"
#include "worker/features/prepared_target.h"

namespace bb {

/// What is kept of a target: how to add a ligand to it, and all that no ligand changes.
struct KeptTarget {
  std::optional<Target> draft{};
  std::shared_ptr<const PreparedTarget> prepared{};
  std::vector<uint32_t> files{};  // that it was read from
  std::exception_ptr problem{};   // in place of draft and prepared
};

/// The targets last used, each read once, good or bad. For several threads.
class TargetCache {
 public:
  /// Called with each target that is read; throws InputError for one that cannot be used.
  using Check = std::function<void(const KeptTarget&)>;

  TargetCache(std::shared_ptr<const ComponentLibrary> components, KnownFiles& known,
              InputOptions options, const TargetOptions& target_options, size_t most_targets,
              Check check);

  /// Throws the same InputError each time for a file that is bad. The current InputRecording notes
  /// what it was read from. A target lives while somebody holds it.
  std::shared_ptr<const KeptTarget> get(const std::filesystem::path& path);

  /// Each is read again when it is next asked for.
  void forget();

 private:
  using Result = std::shared_future<std::shared_ptr<const KeptTarget>>;
  struct Entry {
    Result result;
    uint64_t last_use = 0;
  };

  KeptTarget read(const std::filesystem::path& path) const;
  void make_room();

  const std::shared_ptr<const ComponentLibrary> components_;
  KnownFiles& known_;
  const InputOptions options_;
  const TargetOptions target_options_;
  const size_t most_targets_;
  const Check check_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Entry> entries_;
  uint64_t uses_ = 0;
};

}  // namespace bb
