#include "worker/target_cache.h"

#include <algorithm>

namespace bb {

TargetCache::TargetCache(std::shared_ptr<const ComponentLibrary> components, InputOptions options,
                         const TargetOptions& target_options, size_t most_targets, Check check)
    : components_(std::move(components)),
      options_(options),
      target_options_(target_options),
      most_targets_(std::max<size_t>(most_targets, 1)),
      check_(std::move(check)) {}

std::shared_ptr<const KeptTarget> TargetCache::get(const std::filesystem::path& path) {
  std::promise<std::shared_ptr<const KeptTarget>> promise;
  Result result;
  bool is_new = false;
  {
    const std::scoped_lock lock(mutex_);
    auto entry = entries_.find(path);
    is_new = entry == entries_.end();
    if (is_new) {
      make_room();
      entry = entries_.emplace(path, Entry{promise.get_future().share()}).first;
    }
    entry->second.last_use = ++uses_;
    result = entry->second.result;
  }
  if (is_new) {
    try {
      promise.set_value(read(path));
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }
  return result.get();
}

std::shared_ptr<const KeptTarget> TargetCache::read(const std::filesystem::path& path) const {
  Target draft = Target::read(path, options_);
  auto prepared =
      std::make_shared<const PreparedTarget>(draft.without_ligand(), components_, target_options_);
  auto kept = std::make_shared<const KeptTarget>(KeptTarget{std::move(draft), std::move(prepared)});
  check_(*kept);
  return kept;
}

void TargetCache::make_room() {
  if (entries_.size() < most_targets_) return;
  entries_.erase(std::min_element(
      entries_.begin(), entries_.end(),
      [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; }));
}

}  // namespace bb
