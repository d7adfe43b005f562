#include "io/input/lists/row_table.h"

#include <algorithm>
#include <stdexcept>

#include "io/files/byte_stream.h"
#include "io/files/sha256.h"
#include "io/input/lists/row_digest.h"

namespace bb {

namespace {

// A row's bytes: flags, numbers, then its texts, each behind its length.
enum Flag : unsigned char {
  ccd_is_list = 1,
  says_affinity = 4,
  wants_affinity = 8,
};

constexpr size_t block_bytes = size_t{1} << 20U;

void put(ByteWriter& out, const std::string& text) {
  out.short_number(text.size());
  out.text(text);
}

void put(ByteWriter& out, const std::vector<std::string>& list) {
  out.short_number(list.size());
  for (const std::string& text : list) { put(out, text); }
}

std::string text_of(ByteReader& from) { return from.text(from.short_number()); }

std::vector<std::string> list_of(ByteReader& from) {
  std::vector<std::string> out(from.count(from.short_number(), 1));
  for (std::string& one : out) { one = text_of(from); }
  return out;
}

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
  ByteWriter packed;
  unsigned flags = 0;
  if (row.ligand.ccd_is_list) { flags |= ccd_is_list; }
  if (row.affinity) { flags |= says_affinity; }
  if (row.affinity.value_or(false)) { flags |= wants_affinity; }
  packed.number(static_cast<uint8_t>(flags));
  packed.number(static_cast<uint8_t>(row.ligand.kind));
  packed.short_number(row.line);
  packed.short_number(path_index(row.input));
  packed.short_number(path_index(row.target));
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
  blocks_.back() += packed.written_text();
}

void RowTable::select(std::vector<RowId> rows) {
  if (!std::is_sorted(rows.begin(), rows.end()) ||
      (!rows.empty() && rows.back().value() >= starts_.size())) {
    throw std::invalid_argument("the selected rows are not rows of " + name_.string());
  }
  selected_ = std::move(rows);
  is_selection_ = true;
}

RowId RowTable::listed_as(PlaceId place) const {
  return is_selection_ ? selected_.at(place.value()) : RowId(place.value());
}

std::optional<PlaceId> RowTable::place_of(RowId row) const {
  if (!is_selection_) {
    return row.value() < size() ? std::optional(PlaceId(row.value())) : std::nullopt;
  }
  const auto found = std::ranges::lower_bound(selected_, row);
  if (found == selected_.end() || *found != row) { return std::nullopt; }
  return PlaceId(static_cast<uint64_t>(found - selected_.begin()));
}

ManifestRow RowTable::row(PlaceId place) const {
  const uint64_t index = listed_as(place).value();
  const Start& start = starts_.at(index);
  ByteReader from{std::string_view(blocks_[start.block]).substr(start.offset)};
  const unsigned flags = from.number<uint8_t>();
  const auto kind = static_cast<LigandInput::Kind>(from.number<uint8_t>());
  ManifestRow row;
  row.index = index;
  row.line = from.short_number();
  row.input = paths_[from.short_number()];
  row.target = paths_[from.short_number()];
  row.id = text_of(from);
  row.ligand.kind = kind;
  row.ligand.text = text_of(from);
  row.ligand.ccd = list_of(from);
  row.ligand.ccd_is_list = (flags & ccd_is_list) != 0;
  if ((flags & says_affinity) != 0) { row.affinity = (flags & wants_affinity) != 0; }
  row.user_values = list_of(from);
  const auto error = errors_.find(index);
  if (error != errors_.end()) { row.error = error->second; }
  return row;
}

}  // namespace bb
