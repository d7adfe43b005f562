#include "driver/row_table.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "driver/sha256.h"

namespace bb {

namespace {

// A row's bytes: fixed part, then its texts, each behind its length.
struct Fixed {
  uint64_t line = 0;
  uint64_t same_as = 0;
  uint32_t input = 0, target = 0;  // places among the paths
  LigandInput::Kind kind = LigandInput::Kind::smiles;
  bool ccd_is_list = false;
  bool has_same_as = false;
  int8_t affinity = -1;  // -1: nothing said
};

void put(std::string& out, const std::string& text) {
  const auto size = static_cast<uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out += text;
}

void put(std::string& out, const std::vector<std::string>& list) {
  const auto size = static_cast<uint32_t>(list.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  for (const std::string& text : list) put(out, text);
}

class Unpacker {
 public:
  explicit Unpacker(const char* at) : at_(at) {}
  template <class T>
  T fixed() {
    T value;
    std::memcpy(static_cast<void*>(&value), at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  std::string text() {
    const auto size = fixed<uint32_t>();
    std::string out(at_, size);
    at_ += size;
    return out;
  }
  std::vector<std::string> list() {
    std::vector<std::string> out(fixed<uint32_t>());
    for (std::string& one : out) one = text();
    return out;
  }

 private:
  const char* at_;
};

}  // namespace

RowTable::RowTable(InputList& list, uint64_t limit)
    : name_(list.name()), user_columns_(list.user_columns()) {
  path_index({});
  ManifestRow row;
  while ((limit == 0 || starts_.size() < limit) && list.next(row)) add(row);
  Sha256 hash;
  for (const std::string& column : user_columns_) hash.add(column + "\n");
  for (const std::filesystem::path& path : paths_) hash.add(path.filename().string() + "\n");
  hash.add(bytes_);
  hash_ = hash.hex();
}

uint32_t RowTable::path_index(const std::filesystem::path& path) {
  const auto [entry, is_new] =
      path_places_.try_emplace(path.string(), static_cast<uint32_t>(paths_.size()));
  if (is_new) paths_.push_back(path);
  return entry->second;
}

void RowTable::add(const ManifestRow& row) {
  Fixed fixed;
  std::memset(static_cast<void*>(&fixed), 0, sizeof fixed);  // what lies between is hashed too
  fixed.line = row.line;
  fixed.same_as = row.same_as.value_or(0);
  fixed.has_same_as = row.same_as.has_value();
  fixed.input = path_index(row.input);
  fixed.target = path_index(row.target);
  fixed.kind = row.ligand.kind;
  fixed.ccd_is_list = row.ligand.ccd_is_list;
  fixed.affinity = static_cast<int8_t>(row.affinity ? (*row.affinity ? 1 : 0) : -1);
  if (row.error) errors_.emplace(starts_.size(), *row.error);
  starts_.push_back(bytes_.size());
  bytes_.append(reinterpret_cast<const char*>(&fixed), sizeof fixed);
  put(bytes_, row.id);
  put(bytes_, row.ligand.text);
  put(bytes_, row.ligand.ccd);
  put(bytes_, row.user_values);
}

void RowTable::select(std::vector<uint64_t> rows) {
  if (!std::is_sorted(rows.begin(), rows.end()) ||
      (!rows.empty() && rows.back() >= starts_.size())) {
    throw std::invalid_argument("the selected rows are not rows of " + name_.string());
  }
  selected_ = std::move(rows);
  is_selection_ = true;
}

uint64_t RowTable::place_of(uint64_t listed) const {
  if (!is_selection_) return listed;
  const auto place = std::lower_bound(selected_.begin(), selected_.end(), listed);
  if (place == selected_.end() || *place != listed) {
    throw std::invalid_argument("row " + std::to_string(listed + 1) + " of " + name_.string() +
                                " is not selected, but one that is the same");
  }
  return static_cast<uint64_t>(place - selected_.begin());
}

ManifestRow RowTable::row(uint64_t place) const {
  const uint64_t index = is_selection_ ? selected_.at(place) : place;
  Unpacker from(bytes_.data() + starts_.at(index));
  const auto fixed = from.fixed<Fixed>();
  ManifestRow row;
  row.index = index;
  row.line = fixed.line;
  row.id = from.text();
  row.input = paths_[fixed.input];
  row.target = paths_[fixed.target];
  row.ligand.kind = fixed.kind;
  row.ligand.text = from.text();
  row.ligand.ccd = from.list();
  row.ligand.ccd_is_list = fixed.ccd_is_list;
  if (fixed.affinity >= 0) row.affinity = fixed.affinity == 1;
  row.user_values = from.list();
  if (fixed.has_same_as) row.same_as = place_of(fixed.same_as);
  const auto error = errors_.find(index);
  if (error != errors_.end()) row.error = error->second;
  return row;
}

}  // namespace bb
