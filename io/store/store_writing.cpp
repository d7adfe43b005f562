#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "io/files/printable.h"
#include "io/store/finite.h"
#include "io/store/hdf5/agreement.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_creation.h"
#include "io/store/store_writer_impl.h"

namespace bb {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

void require(bool condition, uint64_t row, const std::string& what) {
  if (!condition) {
    throw std::invalid_argument("Result of row " + std::to_string(row) + ": " + what);
  }
}

template <typename Values>
void require_size(const Values& values, uint64_t size, uint64_t row, const char* name) {
  if (values.size() == size) { return; }
  require(false, row,
          std::string(name) + " has " + std::to_string(values.size()) +
              " elements where the store has room for " + std::to_string(size));
}

void require_finite(std::span<const float> values, uint64_t row, const char* name) {
  require(all_finite(values), row, std::string(name) + " is not finite");
}

void require_finite_half(std::span<const uint16_t> values, uint64_t row, const char* name) {
  require(all_finite_halves(values), row, std::string(name) + " is not finite");
}

}  // namespace

void StoreWriter::Impl::require_pending(uint64_t row, Stage stage) const {
  if (row >= header.dimensions.rows) {
    throw std::logic_error("Row " + std::to_string(row) + " is not in the store");
  }
  const Status now = stage == Stage::structure ? structure_status[row] : affinity_status[row];
  if (now != Status::pending) {
    throw std::logic_error("The " + std::string(name_of(stage)) + " of row " + std::to_string(row) +
                           " is " + std::string(name_of(now)) + ", not pending");
  }
}

std::vector<int32_t> StoreWriter::Impl::make_marks(size_t count, uint32_t batch) const {
  std::vector<int32_t> marks(count, -1);
  marks[mark_batch] = static_cast<int32_t>(batch);
  marks[mark_rank] = rank_;
  marks[mark_attempt] = static_cast<int32_t>(report.attempt);
  marks[mark_epoch] = sync_->epoch();
  return marks;
}

void StoreWriter::Impl::write_marks(uint64_t row, Stage stage, std::vector<int32_t>& marks,
                                    uint32_t crc, Status now) {
  reached("payload");
  marks[mark_crc] = static_cast<int32_t>(crc);
  tables.marks(stage).write(row, 1, marks.data());
  reached("crc");
  tables.status(stage).write(row, 1, &now);
  status(stage)[row] = now;
  reached("status");
}

void StoreWriter::Impl::note_written() {
  sync_->record_written();
  const int32_t synced = sync_->synced();
  if (synced == watermark_ || rank_ >= static_cast<int>(max_watermarks)) { return; }
  tables.synced.write(static_cast<uint64_t>(rank_), 1, &synced);
  watermark_ = synced;
}

void StoreWriter::Impl::write_structure(uint64_t row, const StructureResult& result,
                                        const BatchShare& share) {
  require_pending(row, Stage::structure);
  const StoreContents& contents = header.dimensions.contents;
  const RowShape shape = index.shape(row, samples());
  const uint64_t n = shape.samples, tokens = shape.tokens;
  require(tokens > 0, row, "the row is not planned");

  std::vector<float> table;
  table.reserve(score_names.size() * n + 1);
  for (size_t i = 0; i < score_names.size(); ++i) {
    const std::span<const float> scores = result.*structure_scores[i];
    require_size(scores, n, row, score_names[i]);
    const bool may_be_nan = std::string_view(score_names[i]) == "complex_pde" && tokens == 1;
    if (!may_be_nan) { require_finite(scores, row, score_names[i]); }
    table.insert(table.end(), scores.begin(), scores.end());
  }
  table.push_back(share.seconds);

  const auto kept = [](bool is_kept, uint64_t size) { return is_kept ? size : 0; };
  const auto structures = [&](const std::vector<float>& values) {
    return contents.structures ? std::span(values) : std::span<const float>();
  };
  const std::span<const float> coordinates = structures(result.coordinates),
                               plddt = structures(result.plddt);
  require_size(result.pair_chains_iptm, n * shape.chains * shape.chains, row, "pair_chains_iptm");
  require_size(coordinates, kept(contents.structures, n * shape.atoms * 3), row, "coordinates");
  require_size(plddt, kept(contents.structures, n * tokens), row, "plddt");
  require_size(result.pae, kept(contents.pae, n * tokens * tokens), row, "pae");
  require_size(result.pde, kept(contents.pde, n * tokens * tokens), row, "pde");
  require_size(result.s, tokens * contents.s_channels, row, "s");
  require_size(result.z, tokens * tokens * contents.z_channels, row, "z");
  require_finite(result.pair_chains_iptm, row, "pair_chains_iptm");
  require_finite(coordinates, row, "coordinates");
  require_finite(plddt, row, "plddt");
  require_finite_half(result.pae, row, "pae");
  require_finite_half(result.pde, row, "pde");
  require_finite(result.s, row, "s");
  require_finite(result.z, row, "z");
  require(has_topology(shape.place), row, "its target or ligand topology is not written yet");

  std::vector<int32_t> marks = make_marks(mark_count + n, share.batch);
  std::vector<int32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    return result.confidence_score[static_cast<size_t>(a)] >
           result.confidence_score[static_cast<size_t>(b)];
  });
  for (size_t place = 0; place < n; ++place) {
    marks[mark_count + static_cast<size_t>(order[place])] = static_cast<int32_t>(place);
  }

  // While the values are still in the processor's caches.
  Crc crc = result_crc(index.row_crc[row], Stage::structure, table, marks);
  add_to(crc,
         {result.pair_chains_iptm, coordinates, plddt, result.pae, result.pde, result.s, result.z});

  const RowPlace& at = shape.place;
  if (contents.structures) {
    tables.coordinates.write(at.atom, n * shape.atoms, coordinates.data());
    tables.plddt.write(at.token, n * tokens, plddt.data());
  }
  if (contents.pae) { tables.pae.write(at.pair, result.pae.size(), result.pae.data()); }
  if (contents.pde) { tables.pde.write(at.pair, result.pde.size(), result.pde.data()); }
  if (contents.s_channels > 0) { tables.s.write(at.token / n, tokens, result.s.data()); }
  if (contents.z_channels > 0) { tables.z.write(at.pair / n, tokens * tokens, result.z.data()); }
  tables.pair_chains_iptm.write(at.chain_pair, result.pair_chains_iptm.size(),
                                result.pair_chains_iptm.data());
  tables.structure_scores.write(row, 1, table.data());

  write_marks(row, Stage::structure, marks, crc.value(), Status::done);
  note_written();
}

void StoreWriter::Impl::write_affinity(uint64_t row, const AffinityResult& result,
                                       const BatchShare& share) {
  require_pending(row, Stage::affinity);
  std::array<float, affinity_score_columns> table{};
  for (size_t i = 0; i < affinity_scores.size(); ++i) { table[i] = result.*affinity_scores[i]; }
  table.back() = share.seconds;
  require_finite(std::span(table).first(2), row, "affinity");
  require(structure_status[row] != Status::failed, row, "its structure failed");
  std::vector<int32_t> marks = make_marks(mark_count, share.batch);
  tables.affinity_scores.write(row, 1, table.data());
  const Crc crc = result_crc(index.row_crc[row], Stage::affinity, table, marks);
  write_marks(row, Stage::affinity, marks, crc.value(), Status::done);
  note_written();
}

void StoreWriter::Impl::fail_stage(uint64_t row, Stage stage, ErrorCode code,
                                   const std::string& message) {
  hdf5::Dataset& scores = tables.scores(stage);
  const std::vector<float> none(scores.row_bytes() / sizeof(float), nan);
  scores.write(row, 1, none.data());
  std::vector<int32_t> marks =
      make_marks(tables.marks(stage).row_bytes() / sizeof(int32_t), 0xFFFFFFFF);
  write_marks(row, stage, marks, failure_crc(index.row_crc[row], stage, code, message),
              Status::failed);
}

void StoreWriter::Impl::write_failure(uint64_t row, Stage stage, ErrorCode code,
                                      std::string_view message) {
  require_pending(row, stage);
  require(code != ErrorCode::none, row, "a failure without a code");
  const std::string text = cut_message(message);
  std::array<char, max_error_bytes> padded{};
  std::memcpy(padded.data(), text.data(), text.size());
  tables.error.write(row, 1, padded.data());
  tables.error_code.write(row, 1, &code);
  // Affinity first: a structure that failed never has an affinity that is pending.
  if (stage == Stage::structure && affinity_status[row] == Status::pending) {
    fail_stage(row, Stage::affinity, code, text);
  }
  fail_stage(row, stage, code, text);
  note_written();
}

void StoreWriter::Impl::write_warnings(uint64_t row, WarningKinds kinds,
                                       std::string_view warnings) {
  std::string text(warnings);
  if ((warning_kinds[row] & static_cast<WarningKinds>(WarningKind::text)) != 0) {
    text.append(text.empty() ? "" : "; ").append(cut_text_warning);
    kinds |= static_cast<WarningKinds>(WarningKind::text);
  }
  text = cut_text(printable(text), max_warning_bytes);
  std::array<char, max_warning_bytes> padded{};
  std::memcpy(padded.data(), text.data(), text.size());
  tables.warnings.write(row, 1, padded.data());
  tables.warning_kinds.write(row, 1, &kinds);
  warning_kinds[row] = kinds;
}

void StoreWriter::Impl::write_topology(bool target, uint32_t at, const Topology& topology) {
  Topologies& known = target ? targets : ligands;
  const std::string name =
      (target ? "Topology of target " : "Topology of ligand ") + std::to_string(at);
  if (at >= known.crc.size()) {
    throw std::invalid_argument(name + ": there is none in the store");
  }
  if (known.crc[at] != 0) { return; }
  std::vector<std::byte> bytes = encode(topology);
  const uint64_t first = known.offset[at], room = known.offset[at + 1] - first;
  if (bytes.size() > room) {
    throw std::invalid_argument(name + " takes " + std::to_string(bytes.size()) + " bytes where " +
                                std::to_string(room) + " were planned");
  }
  bytes.resize(room);
  StoreTables::Topologies& into = target ? tables.targets : tables.ligands;
  into.data.write(first, room, bytes.data());
  // Rows of earlier attempts vouch for it from now on.
  if (known.lost[at]) { sync_->sync(); }
  const uint32_t crc = topology_crc(bytes);
  into.crc.write(at, 1, &crc);
  known.crc[at] = crc;
  known.lost[at] = false;
}

void StoreWriter::Impl::close() {
  on_all_ranks(communicator, [&] {
    sync_->sync();
    if (rank_ < static_cast<int>(max_watermarks)) {
      const int32_t synced = sync_->synced();
      tables.synced.write(static_cast<uint64_t>(rank_), 1, &synced);
    }
  });
  tables = {};
  on_all_ranks(communicator, [&] { file.close(); });
  sync_.reset();
}

}  // namespace bb
