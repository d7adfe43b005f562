#include "io/checkpoint/checkpoint.h"

#include <string_view>
#include <utility>

#include "io/checkpoint/safetensors.h"
#include "io/checkpoint/torch_checkpoint.h"
#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

// What a file is if it is neither of the formats we read: the usual accidents, by their first
// bytes.
CheckpointError unknown_format(const std::string& path, std::string_view head) {
  if (head.starts_with("\x80\x02") || head.starts_with("\x80\x04")) {
    return {path, "this is a bare pickle, as torch.save wrote it before PyTorch 1.6",
            "Load and save it once with a current PyTorch, or use the file as published"};
  }
  if (head.starts_with("version https://git-lfs")) {
    return {path, "this is a Git LFS pointer, not the file itself", "Run git lfs pull"};
  }
  if (head.starts_with("<")) {
    return {path, "this is a web page, not a checkpoint",
            "The download failed or needs a login: open the file to see why"};
  }
  if (head.starts_with("\x1f\x8b")) {
    return {path, "this is gzip-compressed", "Unpack it with gunzip"};
  }
  return {path, "this is neither a PyTorch checkpoint (a zip) nor a safetensors file",
          download_again};
}

}  // namespace

Checkpoint read_checkpoint(std::shared_ptr<const MappedFile> file, Verification verification) {
  const auto bytes = file->bytes();
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                              bytes.size() < 64 ? bytes.size() : 64);
  if (head.starts_with("PK")) { return read_torch_checkpoint(std::move(file), verification); }
  if (looks_like_safetensors(bytes)) { return read_safetensors(std::move(file)); }
  throw unknown_format(file->name(), head);
}

Checkpoint read_checkpoint(const std::filesystem::path& path, Verification verification) {
  return read_checkpoint(MappedFile::open(path), verification);
}

}  // namespace bb
