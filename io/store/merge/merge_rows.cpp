#include "io/store/merge/merge_rows.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "io/store/stop.h"

namespace bb {
namespace {

constexpr uint64_t hole_bytes = 4096;
constexpr uint32_t no_store = 0xFFFFFFFF;

constexpr const char* structure_status = "/complexes/structure_status";
constexpr const char* affinity_status = "/complexes/affinity_status";
constexpr const char* error_text = "/complexes/error";
constexpr const char* warning_text = "/complexes/warnings";
constexpr const char* manifest_row = "/complexes/manifest_row";
constexpr const char* store_index = "/complexes/store";
constexpr const char* input_set = "/complexes/input_set";

// Read apart, or not there.
bool is_read_plainly(const std::string& name) {
  return name != structure_status && name != affinity_status && name != error_text &&
         name != warning_text && name != store_index;
}

void fill(std::vector<std::byte>& bytes, uint32_t word) {
  for (size_t at = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
    std::memcpy(bytes.data() + at, &word, sizeof word);
  }
}

}  // namespace

MergeRows::MergeRows(const hdf5::File& master, const StoreDimensions& dimensions,
                     const std::vector<MergeSource>& sources, const MergePlaces& places)
    : dimensions_(dimensions),
      sources_(sources),
      places_(places),
      tables_(sources.size()),
      texts_(row_text_names(dimensions)) {
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (!is_per_row(spec.name)) { continue; }
    master_[spec.name] = master.dataset(spec.name);
    block_[spec.name];
    if (spec.name == store_index) { continue; }
    for (const MergeSource& source : sources) {
      tables_[source.index][spec.name] = source.dataset(spec.name);
    }
  }
  for (const std::string& name : texts_) { text_bytes_.push_back(master_.at(name).row_bytes()); }
  affinity_ = std::any_of(sources.begin(), sources.end(), [](const MergeSource& source) {
    return !source.header().attributes.affinity_checkpoint_sha256.empty();
  });
}

void MergeRows::copy(const std::function<bool()>& stop) {
  for (uint64_t first = 0; first < dimensions_.rows; first += rows_at_once) {
    stop_if_told(stop, sources_.front().path());
    copy_block(first, std::min(rows_at_once, dimensions_.rows - first));
  }
}

void MergeRows::copy_block(uint64_t first, uint64_t count) {
  clear(first, count);
  const uint64_t before = places_.before_closing(first),
                 before_end = places_.before_closing(first + count - 1) + 1;
  for (const MergeSource& source : sources_) {
    const auto [from, end] = source.rows_within(before, before_end - before);
    Piece piece{.source = &source, .first = from, .at = {}};
    for (uint64_t row = from; row < end; ++row) {
      const uint64_t place = places_.of(source, row);
      piece.at.push_back(place == MergePlaces::nowhere ? place : place - first);
    }
    if (piece.count() > 0) { copy_piece(piece); }
  }
  const auto& others = places_.stand_ins();
  auto other = std::lower_bound(
      others.begin(), others.end(), first,
      [](const MergePlaces::StandIn& one, uint64_t row) { return one.place < row; });
  for (; other != others.end() && other->place < first + count; ++other) {
    copy_piece(
        {.source = &sources_[other->source], .first = other->row, .at = {other->place - first}});
  }
  drop_unfinished(count);
  seal(first, count);
  write(first, count);
}

void MergeRows::copy_piece(const Piece& piece) {
  // Before its numbers, and affinity before structure, which is done first.
  read(piece, affinity_status);
  read(piece, structure_status);
  for (const auto& [name, bytes] : block_) {
    if (is_read_plainly(name)) { read(piece, name); }
  }
  read_errors(piece);
  read_warnings(piece);
  drop_changed(piece);
  check_entries(piece);
  move(piece);
}

void MergeRows::find_columns() {
  columns_ = {.manifest = column<uint64_t>(manifest_row),
              .atom = column<uint64_t>("/structures/atom_offset"),
              .token = column<uint64_t>("/structures/token_offset"),
              .pair = column<uint64_t>("/structures/pair_offset"),
              .chain_pair = column<uint64_t>("/scores/pair_chains_offset"),
              .tokens = column<uint32_t>("/complexes/tokens"),
              .atoms = column<uint32_t>("/complexes/atoms"),
              .chains = column<uint32_t>("/complexes/chains"),
              .target = column<uint32_t>("/complexes/target"),
              .ligand = column<uint32_t>("/complexes/ligand"),
              .same_as = column<uint32_t>("/complexes/same_as"),
              .msa_rows = column<uint32_t>("/complexes/msa_rows"),
              .paired_rows = column<uint32_t>("/complexes/paired_rows"),
              .row_crc = column<uint32_t>("/complexes/row_crc"),
              .index_crc = column<uint32_t>("/complexes/index_crc"),
              .store = column<uint32_t>(store_index),
              .wants_affinity = column<uint8_t>("/complexes/wants_affinity"),
              .warning_kinds = column<WarningKinds>("/complexes/warning_kinds"),
              .structure = column<Status>(structure_status),
              .affinity = column<Status>(affinity_status),
              .code = column<ErrorCode>("/complexes/error_code"),
              .input_digest = column<uint64_t>("/complexes/input_digest"),
              .input_set = column<uint32_t>(input_set),
              .error = column<char>(error_text),
              .warnings = column<char>(warning_text)};
  for (const std::string& name : texts_) { columns_.texts.push_back(column<char>(name)); }
}

// As rows of no store are.
void MergeRows::clear(uint64_t first, uint64_t count) {
  for (auto& [name, bytes] : block_) {
    bytes.assign(count * master_[name].row_bytes(), std::byte{0});
  }
  find_columns();
  for (const char* name :
       {"/complexes/target", "/complexes/ligand", "/complexes/same_as", store_index, input_set}) {
    const auto found = block_.find(name);
    if (found != block_.end()) { fill(found->second, no_store); }
  }
  uint64_t group = 0;  // first row of the manifest that this row is of
  const std::string missing = "Its shard was not there when the stores were merged";
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t place = places_.before_closing(first + i);
    for (const MergeSource& source : sources_) {
      if (source.first_row() <= place) { group = std::max(group, source.first_row()); }
    }
    columns_.manifest[i] = place - group;
    columns_.wants_affinity[i] = affinity_ ? 1 : 0;
    columns_.affinity[i] = affinity_ ? Status::pending : Status::not_wanted;
    std::memcpy(columns_.error + i * max_error_bytes, missing.data(), missing.size());
  }
}

void MergeRows::read(const Piece& piece, const std::string& name) {
  const hdf5::Dataset& from = tables_[piece.source->index].at(name);
  const size_t theirs = from.row_bytes(), ours = master_.at(name).row_bytes();
  std::vector<std::byte>& into = block_.at(name);
  const auto bytes = from.read_rows<std::byte>(piece.first, piece.count());
  piece.for_each([&](uint64_t row, uint64_t at) {
    std::memcpy(into.data() + at * ours, bytes.data() + (row - piece.first) * theirs,
                std::min(theirs, ours));
  });
}

void MergeRows::read_errors(const Piece& piece) {
  const hdf5::Dataset& from = tables_[piece.source->index].at(error_text);
  piece.for_each([&](uint64_t row, uint64_t at) {
    char* const into = columns_.error + at * max_error_bytes;
    const bool failed =
        columns_.structure[at] == Status::failed || columns_.affinity[at] == Status::failed;
    if (failed) {
      from.read(row, 1, into);
    } else {
      std::memset(into, 0, max_error_bytes);
      columns_.code[at] = ErrorCode::none;
    }
  });
}

// Few rows have any: the others' are holes, which are not read.
void MergeRows::read_warnings(const Piece& piece) {
  if (columns_.warnings == nullptr) { return; }
  const hdf5::Dataset& from = tables_[piece.source->index].at(warning_text);
  piece.for_each([&](uint64_t row, uint64_t at) {
    if (columns_.warning_kinds[at] == 0) { return; }
    from.read(row, 1, columns_.warnings + at * max_warning_bytes);
  });
}

// A run may write the store meanwhile, and may have set rows back to pending.
void MergeRows::drop_changed(const Piece& piece) {
  for (const char* name : {structure_status, affinity_status}) {
    const auto now =
        tables_[piece.source->index].at(name).read_rows<Status>(piece.first, piece.count());
    Status* const seen_before = column<Status>(name);
    piece.for_each([&](uint64_t row, uint64_t at) {
      if (seen_before[at] != now[row - piece.first]) { seen_before[at] = Status::pending; }
    });
  }
}

std::string_view MergeRows::text(size_t which, uint64_t at) const {
  const size_t width = text_bytes_[which];
  return field(columns_.texts[which] + at * width, width);
}

uint32_t MergeRows::row_crc(uint64_t at) {
  std::vector<std::string_view> texts;
  for (size_t i = 0; i < texts_.size(); ++i) { texts.push_back(text(i, at)); }
  if (columns_.input_digest != nullptr) {
    texts.push_back(bytes_of_digest(columns_.input_digest[at]));
  }
  const auto number = [&](const uint32_t* of) { return of != nullptr ? of[at] : 0; };
  return bb::row_crc(dimensions_.schema_version, texts,
                     {.manifest_row = columns_.manifest[at],
                      .tokens = columns_.tokens[at],
                      .atoms = columns_.atoms[at],
                      .chains = columns_.chains[at],
                      .wants_affinity = columns_.wants_affinity[at],
                      .msa_rows = number(columns_.msa_rows),
                      .paired_rows = number(columns_.paired_rows)});
}

uint32_t MergeRows::index_crc(uint64_t row, uint64_t at) {
  const auto offset = [&](const uint64_t* of) { return of != nullptr ? of[at] : 0; };
  return bb::index_crc(
      dimensions_.schema_version,
      {.row = row,
       .atom = offset(columns_.atom),
       .token = offset(columns_.token),
       .pair = offset(columns_.pair),
       .chain_pair = offset(columns_.chain_pair),
       .target = columns_.target[at],
       .ligand = columns_.ligand[at],
       .same_as = columns_.same_as != nullptr ? columns_.same_as[at] : no_row,
       .row_crc = columns_.row_crc[at],
       .input_set = columns_.input_set != nullptr ? columns_.input_set[at] : no_inputs});
}

void MergeRows::check_entries(const Piece& piece) {
  piece.for_each([&](uint64_t row, uint64_t at) {
    if (row_crc(at) == columns_.row_crc[at] && index_crc(row, at) == columns_.index_crc[at]) {
      return;
    }
    throw StoreError(StoreError::Kind::corrupt,
                     piece.source->path().string() + ": the entry of row " + std::to_string(row) +
                         " is damaged. 'boltz-batch verify' names all that is damaged");
  });
}

void MergeRows::move(const Piece& piece) {
  const MergeSource::Base& base = piece.source->base;
  const auto add = [](uint64_t* offset, uint64_t at, uint64_t by) {
    if (offset != nullptr) { offset[at] += by; }
  };
  const auto shift = [](uint32_t& index, uint64_t by) {
    if (index != no_topology) { index += static_cast<uint32_t>(by); }
  };
  piece.for_each([&](uint64_t, uint64_t at) {
    columns_.store[at] = piece.source->index;
    shift(columns_.target[at], base.target);
    shift(columns_.ligand[at], base.ligand);
    if (columns_.input_set != nullptr) { shift(columns_.input_set[at], base.input_set); }
    if (columns_.same_as != nullptr && columns_.same_as[at] != no_row) {
      const uint64_t place = places_.of(*piece.source, columns_.same_as[at]);
      columns_.same_as[at] = place == MergePlaces::nowhere ? no_row : static_cast<uint32_t>(place);
    }
    if (columns_.tokens[at] == 0) {
      return;  // has no place
    }
    add(columns_.atom, at, base.atom);
    add(columns_.token, at, base.token);
    add(columns_.pair, at, base.pair);
    add(columns_.chain_pair, at, base.chain_pair);
  });
}

// What was being written while it was read.
void MergeRows::drop_unfinished(uint64_t count) {
  constexpr uint32_t nan = 0x7FC00000, none = 0xFFFFFFFF;
  const auto blank = [&](const std::string& name, const Status* status, uint32_t word) {
    const size_t words = master_.at(name).row_bytes() / sizeof word;
    uint32_t* const from = column<uint32_t>(name);
    for (uint64_t at = 0; at < count; ++at) {
      if (status[at] == Status::done || status[at] == Status::failed) { continue; }
      std::fill_n(from + at * words, words, word);
    }
  };
  blank("/records/structure_scores", columns_.structure, nan);
  blank("/records/structure_marks", columns_.structure, none);
  blank("/records/affinity_scores", columns_.affinity, nan);
  blank("/records/affinity_marks", columns_.affinity, none);
}

void MergeRows::seal(uint64_t first, uint64_t count) {
  for (uint64_t at = 0; at < count; ++at) {
    if (columns_.store[at] == no_store) { columns_.row_crc[at] = row_crc(at); }
    columns_.index_crc[at] = index_crc(first + at, at);
  }
}

// Zeros are left out: a hole reads as zeros, and most rows have no error.
void MergeRows::write(uint64_t first, uint64_t count) {
  for (auto& [name, bytes] : block_) {
    const size_t width = master_.at(name).row_bytes();
    const uint64_t rows_of_hole = std::max<uint64_t>(1, hole_bytes / width);
    const auto is_hole = [&](uint64_t at) {
      const auto* begin = bytes.data() + at * width;
      const auto* end = bytes.data() + std::min(count, at + rows_of_hole) * width;
      return std::all_of(begin, end, [](std::byte byte) { return byte == std::byte{0}; });
    };
    for (uint64_t at = 0; at < count;) {
      uint64_t end = at;
      while (end < count && !is_hole(end)) { end += rows_of_hole; }
      end = std::min(end, count);
      if (end > at) { master_[name].write(first + at, end - at, bytes.data() + at * width); }
      at = end + rows_of_hole;
    }
  }
}

}  // namespace bb
