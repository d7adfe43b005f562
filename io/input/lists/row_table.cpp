#include "io/input/lists/row_table.h"

#include <algorithm>
#include <stdexcept>

#include "io/files/sha256.h"
#include "io/input/lists/row_digest.h"

namespace bb {

namespace {

// A row's bytes: flags, numbers, then its texts, each behind its length. Numbers take a byte for
// seven of their bits: most are small.
enum Flag : unsigned char {
  ccd_is_list = 1,
  says_affinity = 4,
  wants_affinity = 8,
};

constexpr size_t block_bytes = size_t{1} << 20U;

void put(std::string& out, uint64_t number) {
  for (; number >= 0x80; number >>= 7U) { out += static_cast<char>(number | 0x80U); }
  out += static_cast<char>(number);
}

void put(std::string& out, const std::string& text) {
  put(out, uint64_t{text.size()});
  out += text;
}

void put(std::string& out, const std::vector<std::string>& list) {
  put(out, uint64_t{list.size()});
  for (const std::string& text : list) { put(out, text); }
}

class Unpacker {
 public:
  explicit Unpacker(const char* at) : at_(at) {}
  unsigned char byte() { return static_cast<unsigned char>(*at_++); }
  uint64_t number() {
    uint64_t out = 0;
    for (unsigned shift = 0;; shift += 7) {
      const unsigned char one = byte();
      out |= uint64_t{one & 0x7FU} << shift;
      if (one < 0x80) { return out; }
    }
  }
  std::string text() {
    const uint64_t size = number();
    std::string out(at_, size);
    at_ += size;
    return out;
  }
  std::vector<std::string> list() {
    std::vector<std::string> out(number());
    for (std::string& one : out) { one = text(); }
    return out;
  }

 private:
  const char* at_;
};

}  // namespace

RowTable::RowTable(InputList& list, uint64_t limit)
    : name_(list.name()), user_columns_(list.user_columns()) {
  path_index({});
  Sha256 hash;
  ManifestRow row;
  while ((limit == 0 || starts_.size() < limit) && list.next(row)) {
    add(row);
    const uint64_t digest = row_digest(row);
    hash.add({reinterpret_cast<const char*>(&digest), sizeof digest});
  }
  for (const std::string& column : user_columns_) { hash.add(column + "\n"); }
  hash_ = hash.hex();
}

uint32_t RowTable::path_index(const std::filesystem::path& path) {
  const auto [entry, is_new] =
      path_places_.try_emplace(path.string(), static_cast<uint32_t>(paths_.size()));
  if (is_new) { paths_.push_back(path); }
  return entry->second;
}

void RowTable::add(const ManifestRow& row) {
  std::string packed;
  unsigned flags = 0;
  if (row.ligand.ccd_is_list) { flags |= ccd_is_list; }
  if (row.affinity) { flags |= says_affinity; }
  if (row.affinity.value_or(false)) { flags |= wants_affinity; }
  packed += static_cast<char>(flags);
  packed += static_cast<char>(row.ligand.kind);
  put(packed, row.line);
  put(packed, uint64_t{path_index(row.input)});
  put(packed, uint64_t{path_index(row.target)});
  put(packed, row.id);
  put(packed, row.ligand.text);
  put(packed, row.ligand.ccd);
  put(packed, row.user_values);
  if (row.error) { errors_.emplace(starts_.size(), *row.error); }
  if (blocks_.empty() || blocks_.back().size() + packed.size() > blocks_.back().capacity()) {
    blocks_.emplace_back().reserve(std::max(block_bytes, packed.size()));
  }
  starts_.push_back({.block = static_cast<uint32_t>(blocks_.size() - 1),
                     .offset = static_cast<uint32_t>(blocks_.back().size())});
  blocks_.back() += packed;
}

void RowTable::select(std::vector<uint64_t> rows) {
  if (!std::is_sorted(rows.begin(), rows.end()) ||
      (!rows.empty() && rows.back() >= starts_.size())) {
    throw std::invalid_argument("the selected rows are not rows of " + name_.string());
  }
  selected_ = std::move(rows);
  is_selection_ = true;
}

ManifestRow RowTable::row(uint64_t place) const {
  const uint64_t index = is_selection_ ? selected_.at(place) : place;
  const Start& start = starts_.at(index);
  Unpacker from(blocks_[start.block].data() + start.offset);
  const unsigned flags = from.byte();
  const auto kind = static_cast<LigandInput::Kind>(from.byte());
  ManifestRow row;
  row.index = index;
  row.line = from.number();
  row.input = paths_[from.number()];
  row.target = paths_[from.number()];
  row.id = from.text();
  row.ligand.kind = kind;
  row.ligand.text = from.text();
  row.ligand.ccd = from.list();
  row.ligand.ccd_is_list = (flags & ccd_is_list) != 0;
  if ((flags & says_affinity) != 0) { row.affinity = (flags & wants_affinity) != 0; }
  row.user_values = from.list();
  const auto error = errors_.find(index);
  if (error != errors_.end()) { row.error = error->second; }
  return row;
}

}  // namespace bb
