#include "driver/run/stored_rows.h"

#include <cstring>
#include <string>

#include "driver/ranks/together.h"
#include "io/store/store_reader.h"

namespace bb {

namespace {

void put(std::string& out, const std::vector<uint64_t>& numbers) {
  const uint64_t size = numbers.size();
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out.append(reinterpret_cast<const char*>(numbers.data()), size * sizeof(uint64_t));
}

std::vector<uint64_t> take(std::string_view& from) {
  uint64_t size = 0;
  std::memcpy(&size, from.data(), sizeof size);
  from.remove_prefix(sizeof size);
  std::vector<uint64_t> numbers(size);
  std::memcpy(numbers.data(), from.data(), size * sizeof(uint64_t));
  from.remove_prefix(size * sizeof(uint64_t));
  return numbers;
}

bool are_all(const std::vector<uint64_t>& rows, uint64_t listed) {
  return rows.size() == listed &&
         (rows.empty() || (rows.front() == 0 && rows.back() + 1 == listed));
}

std::string read(const std::filesystem::path& path) {
  const StoreReader store(path);
  const RowSizes& sizes = store.sizes();
  const uint64_t listed = store.plan().rows;
  const std::vector<ErrorCode> codes = store.error_codes();
  std::vector<uint64_t> without_place, crashed;
  for (uint64_t row = 0; row < sizes.rows(); ++row) {
    if (sizes.tokens[row] > 0) { continue; }
    without_place.push_back(row);
    if (codes[row] == ErrorCode::crash) { crashed.push_back(row); }
  }
  std::string out;
  put(out, {store.attributes().affinity_checkpoint_sha256.empty() ? uint64_t{0} : 1, listed});
  const bool all = !store.sources().empty() || are_all(sizes.manifest_row, listed);
  put(out, all ? std::vector<uint64_t>() : sizes.manifest_row);
  put(out, without_place);
  put(out, crashed);
  return out;
}

}  // namespace

StoredRows read_stored_rows(const MpiSession& mpi, const std::filesystem::path& path) {
  const std::string text = on_leader(mpi, [&] { return read(path); });
  std::string_view left = text;
  const std::vector<uint64_t> numbers = take(left);
  StoredRows out{.has_affinity = numbers.at(0) != 0, .listed = numbers.at(1)};
  out.selected = take(left);
  out.without_place = take(left);
  out.crashed = take(left);
  return out;
}

}  // namespace bb
