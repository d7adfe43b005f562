#include "io/store/merge/merge_source.h"

#include <algorithm>
#include <functional>

#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

StoreHeader header_of_store(const hdf5::File& file) {
  StoreHeader header = read_header(file);
  if (header.is_master()) {
    throw StoreError(StoreError::Kind::mismatch,
                     file.path().string() + ": is a master already. Give its stores instead (" +
                         header.sources[0].file + ", …)");
  }
  return header;
}

}  // namespace

MergeSource::MergeSource(const std::filesystem::path& path)
    : file_(hdf5::File::open(path, hdf5::File::Access::read)),
      header_(header_of_store(file_)),
      tables_(file_, header_.dimensions) {
  if (!is_shard()) { return; }
  manifest_ = tables_.manifest_row.read_all<uint64_t>();
  if (!std::is_sorted(manifest_.begin(), manifest_.end(), std::less_equal<>())) {
    throw StoreError(StoreError::Kind::corrupt,
                     path.string() + ": /complexes/manifest_row is damaged");
  }
}

std::pair<uint64_t, uint64_t> MergeSource::rows_within(uint64_t first, uint64_t count) const {
  const uint64_t end = first + count;
  const auto place = [&](uint64_t row) -> uint64_t {
    if (row <= first_row_) { return 0; }
    if (manifest_.empty()) { return std::min(row - first_row_, dimensions().rows); }
    return static_cast<uint64_t>(
        std::lower_bound(manifest_.begin(), manifest_.end(), row - first_row_) - manifest_.begin());
  };
  return {place(first), place(end)};
}

}  // namespace bb
