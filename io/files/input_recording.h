#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/files/known_files.h"

namespace bb {

/// Notes what its thread reads for a complex, from its making to its end: every file that
/// ByteSource opens, every component that a library gives. Recordings nest; what an inner one has
/// noted, the outer one has too.
class InputRecording {
 public:
  explicit InputRecording(KnownFiles& known);
  ~InputRecording();
  InputRecording(const InputRecording&) = delete;
  InputRecording& operator=(const InputRecording&) = delete;

  /// This thread's innermost; nullptr: nothing is recorded.
  static InputRecording* current() noexcept;

  KnownFiles& known() const noexcept { return known_; }

  void add(const InputFile& file);
  /// One that is known; and whether it is as it was.
  void note(uint32_t index, bool is_same = true);
  void note(std::span<const uint32_t> indices);

  /// What was read, each once, in the order of reading.
  const std::vector<uint32_t>& files() const noexcept { return files_; }

  /// Throws InputError where a file is not what it was when it was first read.
  void check_unchanged() const;

 private:
  KnownFiles& known_;
  InputRecording* const outer_;
  std::vector<uint32_t> files_;
  std::array<uint32_t, 64> recent_;  // for the components of each residue; no file: UINT32_MAX
  std::vector<uint32_t> changed_;
};

/// What is read of one file, for the recording that is current when it is opened; ends before that.
class FileRecorder {
 public:
  FileRecorder(InputRecording& recording, InputRole role, std::string path)
      : recording_(recording), file_{.role = role, .path = std::move(path)} {}

  void add(std::string_view bytes) {
    digest_.add(bytes);
    lines_.add(bytes);
  }
  /// At its end.
  void finish();
  /// It could not be opened.
  void finish_absent();

 private:
  InputRecording& recording_;
  InputFile file_;
  DigestBuilder digest_;
  LineCheckBuilder lines_;
};

}  // namespace bb
