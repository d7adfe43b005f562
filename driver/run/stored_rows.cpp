#include "driver/run/stored_rows.h"

#include "driver/ranks/together.h"
#include "io/store/store_reader.h"

namespace bb {

namespace {

bool are_all(const std::vector<uint64_t>& rows, uint64_t listed) {
  return rows.size() == listed &&
         (rows.empty() || (rows.front() == 0 && rows.back() + 1 == listed));
}

StoredRows read(const std::filesystem::path& path) {
  const StoreReader store(path);
  const RowSizes& sizes = store.sizes();
  const std::vector<ErrorCode> codes = store.error_codes();
  StoredRows out{.has_affinity = !store.attributes().affinity_checkpoint_sha256.empty(),
                 .listed = store.plan().rows};
  for (uint64_t row = 0; row < sizes.rows(); ++row) {
    if (sizes.tokens[row] > 0) { continue; }
    out.without_place.push_back(row);
    if (codes[row] == ErrorCode::crash) { out.crashed.push_back(row); }
  }
  const bool all = !store.sources().empty() || are_all(sizes.manifest_row, out.listed);
  if (!all) { out.selected = sizes.manifest_row; }
  return out;
}

}  // namespace

StoredRows read_stored_rows(const MpiSession& mpi, const std::filesystem::path& path) {
  return on_leader(mpi, [&] { return read(path); });
}

}  // namespace bb
