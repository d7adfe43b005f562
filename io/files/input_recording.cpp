#include "io/files/input_recording.h"

#include <algorithm>

#include "io/files/input_error.h"

namespace bb {
namespace {

thread_local InputRecording* innermost = nullptr;

}  // namespace

InputRecording::InputRecording(KnownFiles& known) : known_(known), outer_(innermost) {
  recent_.fill(UINT32_MAX);
  innermost = this;
}

InputRecording::~InputRecording() {
  innermost = outer_;
  if (outer_ == nullptr) { return; }
  outer_->note(files_);
  outer_->changed_.insert(outer_->changed_.end(), changed_.begin(), changed_.end());
}

InputRecording* InputRecording::current() noexcept { return innermost; }

void InputRecording::add(const InputFile& file) {
  const KnownFiles::Seen seen = known_.add(file);
  note(seen.index, seen.is_same);
}

void InputRecording::note(uint32_t index, bool is_same) {
  if (!is_same) { changed_.push_back(index); }
  uint32_t& recent = recent_[index % recent_.size()];
  if (recent == index) { return; }
  recent = index;
  if (std::find(files_.begin(), files_.end(), index) == files_.end()) { files_.push_back(index); }
}

void InputRecording::note(std::span<const uint32_t> indices) {
  for (const uint32_t index : indices) { note(index); }
}

void InputRecording::check_unchanged() const {
  if (changed_.empty()) { return; }
  const InputFile file = known_.at(changed_.front());
  throw InputError({.file = file.path},
                   std::string(name_of(file.role)) + " was changed while the run was going",
                   "Put it back as it was and start the run again with --retry-failed; or compute "
                   "the rows that read it as it is now with --rows-from");
}

void FileRecorder::finish() {
  file_.digest = digest_.digest();
  file_.lines = lines_.finish();
  recording_.add(file_);
}

void FileRecorder::finish_absent() {
  file_.is_absent = true;
  recording_.add(file_);
}

}  // namespace bb
