#include "worker/preparation/target_cache.h"

#include <algorithm>

namespace bb {

TargetCache::TargetCache(std::shared_ptr<const ComponentLibrary> components, KnownFiles& known,
                         InputOptions options, const TargetOptions& target_options,
                         size_t most_targets, Check check)
    : components_(std::move(components)),
      known_(known),
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
  if (is_new) { promise.set_value(std::make_shared<const KeptTarget>(read(path))); }
  auto kept = result.get();
  if (InputRecording* const recording = InputRecording::current()) { recording->note(kept->files); }
  if (kept->problem) { std::rethrow_exception(kept->problem); }
  return kept;
}

KeptTarget TargetCache::read(const std::filesystem::path& path) const {
  const InputRecording recording(known_);
  KeptTarget out;
  try {
    out.draft = Target::read(path, options_);
    out.prepared = std::make_shared<const PreparedTarget>(out.draft->without_ligand(), components_,
                                                          target_options_);
    check_(out);
  } catch (...) { out.problem = std::current_exception(); }
  try {
    recording.check_unchanged();
  } catch (const InputError&) { out.problem = std::current_exception(); }
  out.files = recording.files();
  return out;
}

void TargetCache::forget() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
}

void TargetCache::make_room() {
  if (entries_.size() < most_targets_) { return; }
  entries_.erase(std::min_element(
      entries_.begin(), entries_.end(),
      [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; }));
}

}  // namespace bb
