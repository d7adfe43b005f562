#include "io/store/store_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "io/store/hdf5/store_error.h"
#include "io/store/source_check.h"
#include "io/store/store_header.h"
#include "io/store/store_tables.h"

namespace bb {

class StoreReader::Impl {
 public:
  explicit Impl(const std::filesystem::path& path)
      : file(hdf5::File::open(path, hdf5::File::Access::read)),
        header(read_header(file)),
        tables(file, header.dimensions) {}

  StoreError corrupt(uint64_t row, const std::string& what) const {
    if (header.is_master()) {
      const auto store = file.dataset("/complexes/store").read_rows<uint32_t>(row, 1)[0];
      const std::string problem =
          store < header.sources.size() ? source_problem(file.path(), header, store) : "";
      return {StoreError::Kind::corrupt,
              file.path().string() + ": row " + std::to_string(row) + ": " + what + ". " +
                  (problem.empty() ? "'boltz-batch verify' of it and of its stores says more"
                                   : problem)};
    }
    return {StoreError::Kind::corrupt,
            file.path().string() + ": row " + std::to_string(row) + ": " + what +
                ". 'boltz-batch verify --repair' sets damaged results back to pending"};
  }
  void require_row(uint64_t row) const {
    if (row < header.dimensions.rows) { return; }
    throw StoreError(file.path().string() + ": there is no row " + std::to_string(row) +
                     ": it has " + std::to_string(header.dimensions.rows));
  }
  void require_done(uint64_t row, Stage stage) const {
    const auto status = tables.status(stage).read_rows<Status>(row, 1)[0];
    if (status == Status::done) { return; }
    throw StoreError(file.path().string() + ": the " + std::string(name_of(stage)) + " of row " +
                     std::to_string(row) + " is " + std::string(name_of(status)) + ", not done");
  }

  // The row's own entry, checked.
  RowShape shape(uint64_t row) const {
    require_row(row);
    const auto u32 = [&](const hdf5::Dataset& from) { return from.read_rows<uint32_t>(row, 1)[0]; };
    const auto u64 = [&](const hdf5::Dataset& from) {
      return from ? from.read_rows<uint64_t>(row, 1)[0] : 0;
    };
    const RowShape shape{
        .row = row,
        .samples = header.dimensions.contents.samples,
        .tokens = u32(tables.tokens),
        .atoms = u32(tables.atoms),
        .chains = u32(tables.chains),
        .place = {.row = row,
                  .atom = u64(tables.atom_offset),
                  .token = u64(tables.token_offset),
                  .pair = u64(tables.pair_offset),
                  .chain_pair = u64(tables.pair_chains_offset),
                  .target = u32(tables.target),
                  .ligand = u32(tables.ligand),
                  .same_as = tables.same_as ? u32(tables.same_as) : no_row,
                  .row_crc = u32(tables.row_crc),
                  .input_set = tables.input_set ? u32(tables.input_set) : no_inputs}};
    const uint32_t version = header.dimensions.schema_version;
    std::vector<std::string> words;
    for (const hdf5::Dataset* const column : tables.row_texts()) {
      words.push_back(cell(*column, row));
    }
    std::vector<std::string_view> texts(words.begin(), words.end());
    const uint64_t digest = u64(tables.input_digest);
    if (tables.input_digest) { texts.push_back(bytes_of_digest(digest)); }
    const auto since_second = [&](const hdf5::Dataset& from) { return from ? u32(from) : 0; };
    const uint32_t crc =
        bb::row_crc(version, texts,
                    {.manifest_row = u64(tables.manifest_row),
                     .tokens = static_cast<uint32_t>(shape.tokens),
                     .atoms = static_cast<uint32_t>(shape.atoms),
                     .chains = static_cast<uint32_t>(shape.chains),
                     .wants_affinity = tables.wants_affinity.read_rows<uint8_t>(row, 1)[0],
                     .msa_rows = since_second(tables.msa_rows),
                     .paired_rows = since_second(tables.paired_rows)});
    if (crc != shape.place.row_crc ||
        bb::index_crc(version, shape.place) != u32(tables.index_crc) ||
        !fits(tables, header.dimensions.contents, shape)) {
      throw corrupt(row, "its entry (id, sizes, offsets) is damaged");
    }
    return shape;
  }

  static std::string cell(const hdf5::Dataset& texts, uint64_t row) {
    const auto bytes = texts.read_rows<char>(row, 1);
    return std::string(field(bytes.data(), bytes.size()));
  }

  RowText text(uint64_t row) const {
    require_row(row);
    RowText text{.id = cell(tables.id, row), .smiles = cell(tables.smiles, row)};
    if (tables.smiles_written) { text.smiles_written = cell(tables.smiles_written, row); }
    for (const hdf5::Dataset& column : tables.user) {
      text.user_values.push_back(cell(column, row));
    }
    return text;
  }

  Topology topology(const StoreTables::Topologies& from, const char* kind, uint32_t index) const {
    const auto name = std::string("the ") + kind + " " + std::to_string(index);
    if (index >= from.crc.rows()) {
      throw StoreError(file.path().string() + ": there is no topology of " + name);
    }
    const auto offset = from.offset.read_rows<uint64_t>(index, 2);
    const auto crc = from.crc.read_rows<uint32_t>(index, 1)[0];
    if (crc == 0) { throw StoreError(file.path().string() + ": " + name + " is not written yet"); }
    if (offset[0] > offset[1] || offset[1] > from.data.rows()) {
      throw StoreError(StoreError::Kind::corrupt,
                       file.path().string() + ": " + name + " is damaged");
    }
    const auto bytes = from.data.read_rows<std::byte>(offset[0], offset[1] - offset[0]);
    if (topology_crc(bytes) != crc) {
      throw StoreError(StoreError::Kind::corrupt,
                       file.path().string() + ": " + name + " is damaged");
    }
    return decode_topology(bytes);
  }

  hdf5::File file;
  StoreHeader header;
  StoreTables tables;
  mutable std::optional<RowSizes> sizes;
};

StoreReader::StoreReader(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;
StoreReader::~StoreReader() = default;

const std::filesystem::path& StoreReader::path() const noexcept { return impl_->file.path(); }
const StoreContents& StoreReader::contents() const noexcept {
  return impl_->header.dimensions.contents;
}
const StoreAttributes& StoreReader::attributes() const noexcept { return impl_->header.attributes; }
const std::vector<std::string>& StoreReader::user_columns() const noexcept {
  return impl_->header.dimensions.user_columns;
}
uint64_t StoreReader::rows() const noexcept { return impl_->header.dimensions.rows; }
uint32_t StoreReader::schema_version() const noexcept {
  return impl_->header.dimensions.schema_version;
}

const RowSizes& StoreReader::sizes() const {
  if (!impl_->sizes) {
    RowSizes sizes = read_index(impl_->tables).sizes;
    sizes.manifest_row = impl_->tables.manifest_row.read_all<uint64_t>();
    impl_->sizes = std::move(sizes);
  }
  return *impl_->sizes;
}

std::vector<std::filesystem::path> StoreReader::sources() const {
  std::vector<std::filesystem::path> out;
  for (const StoreSource& source : impl_->header.sources) {
    out.push_back(path().parent_path() / source.file);
  }
  return out;
}

std::string StoreReader::other_settings(const StoreContents& contents,
                                        const StoreAttributes& attributes) const {
  auto found = setting_differences(this->attributes(), this->contents(), attributes, contents);
  std::erase_if(found, [](const SettingDifference& one) {
    return one.name == affinity_checkpoint_setting && (one.first.empty() || one.second.empty());
  });
  return describe(found, "the store", "this run");
}

bool StoreReader::has_inputs() const noexcept {
  return impl_->header.dimensions.inputs.has_value();
}
InputTable StoreReader::inputs() const {
  return has_inputs() ? read_inputs(impl_->file) : InputTable();
}
std::vector<uint64_t> StoreReader::input_digests(uint64_t first, uint64_t count) const {
  return impl_->tables.input_digest.read_rows<uint64_t>(first, count);
}
std::vector<uint32_t> StoreReader::input_sets(uint64_t first, uint64_t count) const {
  return impl_->tables.input_set.read_rows<uint32_t>(first, count);
}

std::vector<ErrorCode> StoreReader::error_codes() const {
  return impl_->tables.error_code.read_all<ErrorCode>();
}

std::vector<Status> StoreReader::structure_status() const {
  return impl_->tables.structure_status.read_all<Status>();
}
std::vector<Status> StoreReader::affinity_status() const {
  return impl_->tables.affinity_status.read_all<Status>();
}

StageCounts StoreReader::counts(Stage stage) const {
  StageCounts counts;
  for (const Status status : impl_->tables.status(stage).read_all<Status>()) {
    switch (status) {
      case Status::pending:
        ++counts.pending;
        break;
      case Status::done:
        ++counts.done;
        break;
      case Status::failed:
        ++counts.failed;
        break;
      case Status::not_wanted:
        ++counts.not_wanted;
        break;
      default:
        ++counts.invalid;
    }
  }
  return counts;
}

RowText StoreReader::text(uint64_t row) const { return impl_->text(row); }

RowError StoreReader::error(uint64_t row) const {
  impl_->require_row(row);
  const auto bytes = impl_->tables.error.read_rows<char>(row, 1);
  return {.code = impl_->tables.error_code.read_rows<ErrorCode>(row, 1)[0],
          .message = std::string(field(bytes.data(), bytes.size()))};
}

std::vector<uint32_t> StoreReader::same_as() const {
  if (!impl_->tables.same_as) { return std::vector<uint32_t>(rows(), no_row); }
  return impl_->tables.same_as.read_all<uint32_t>();
}

std::vector<WarningKinds> StoreReader::warning_kinds() const {
  if (!impl_->tables.warning_kinds) { return std::vector<WarningKinds>(rows(), 0); }
  return impl_->tables.warning_kinds.read_all<WarningKinds>();
}

std::string StoreReader::warnings(uint64_t row) const {
  impl_->require_row(row);
  return impl_->tables.warnings ? Impl::cell(impl_->tables.warnings, row) : std::string();
}

std::vector<std::string> StoreReader::ids(uint64_t first, uint64_t count) const {
  const size_t width = impl_->tables.id.row_bytes();
  const auto bytes = impl_->tables.id.read_rows<char>(first, count);
  std::vector<std::string> ids;
  ids.reserve(count);
  for (size_t i = 0; i < count; ++i) { ids.emplace_back(field(bytes.data() + i * width, width)); }
  return ids;
}

ScoreTable StoreReader::scores(uint64_t first, uint64_t count) const {
  return {.values = impl_->tables.structure_scores.read_rows<float>(first, count),
          .columns = {score_names.begin(), score_names.end()},
          .samples = contents().samples};
}

ScoreTable StoreReader::affinities(uint64_t first, uint64_t count) const {
  return {.values = impl_->tables.affinity_scores.read_rows<float>(first, count),
          .columns = {affinity_names.begin(), affinity_names.end()},
          .samples = 1};
}

RowTimes StoreReader::times(uint64_t first, uint64_t count) const {
  const auto scores = impl_->tables.structure_scores.read_rows<float>(first, count);
  const auto affinities = impl_->tables.affinity_scores.read_rows<float>(first, count);
  const auto marks = impl_->tables.structure_marks.read_rows<int32_t>(first, count);
  const size_t structure_width = scores.size() / std::max<size_t>(count, 1);
  const size_t affinity_width = affinities.size() / std::max<size_t>(count, 1);
  const size_t marks_width = marks.size() / std::max<size_t>(count, 1);
  RowTimes out;
  for (size_t row = 0; row < count; ++row) {
    out.structure_seconds.push_back(scores[(row + 1) * structure_width - 1]);
    out.affinity_seconds.push_back(affinities[(row + 1) * affinity_width - 1]);
    out.rank.push_back(static_cast<uint32_t>(marks[row * marks_width + mark_rank]));
  }
  out.store = impl_->header.is_master()
                  ? impl_->file.dataset("/complexes/store").read_rows<uint32_t>(first, count)
                  : std::vector<uint32_t>(count, 0);
  return out;
}

StoredStructure StoreReader::structure(uint64_t row) const {
  const RowShape shape = impl_->shape(row);
  impl_->require_done(row, Stage::structure);
  StructureBytes bytes = read_structure(impl_->tables, contents(), shape);
  if (static_cast<uint32_t>(bytes.marks[mark_crc]) != bytes.crc(shape.place.row_crc)) {
    throw impl_->corrupt(row, "the checksum of its structure does not agree");
  }
  const auto samples = static_cast<ptrdiff_t>(shape.samples);
  StoredStructure out;
  out.result = std::move(bytes.values);
  auto score = bytes.scores.begin();
  for (auto scores : structure_scores) {
    (out.result.*scores).assign(score, score + samples);
    score += samples;
  }
  out.sample_rank = {bytes.marks.begin() + mark_count, bytes.marks.end()};
  out.share = {.batch = static_cast<uint32_t>(bytes.marks[mark_batch]),
               .seconds = bytes.scores.back()};
  out.rank = bytes.marks[mark_rank];
  out.attempt = bytes.marks[mark_attempt];
  return out;
}

StoredAffinity StoreReader::affinity(uint64_t row) const {
  const RowShape shape = impl_->shape(row);
  impl_->require_done(row, Stage::affinity);
  const AffinityBytes bytes = read_affinity(impl_->tables, row);
  if (static_cast<uint32_t>(bytes.marks[mark_crc]) != bytes.crc(shape.place.row_crc)) {
    throw impl_->corrupt(row, "the checksum of its affinity does not agree");
  }
  StoredAffinity out{.share = {.batch = static_cast<uint32_t>(bytes.marks[mark_batch]),
                               .seconds = bytes.scores.back()},
                     .rank = bytes.marks[mark_rank],
                     .attempt = bytes.marks[mark_attempt]};
  for (size_t i = 0; i < affinity_scores.size(); ++i) {
    out.result.*affinity_scores[i] = bytes.scores[i];
  }
  return out;
}

Topology StoreReader::target(uint32_t index) const {
  return impl_->topology(impl_->tables.targets, "target", index);
}
Topology StoreReader::ligand(uint32_t index) const {
  return impl_->topology(impl_->tables.ligands, "ligand", index);
}

StoredPlan StoreReader::plan() const { return read_plan(impl_->file, impl_->tables); }

}  // namespace bb
