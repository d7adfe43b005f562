// What a resumed run does with what the last one may have lost.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "io/store/hdf5/agreement.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_writer_impl.h"

namespace bb {
namespace {

constexpr uint64_t rows_checked_at_once = 65536;

bool all_nan(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isnan(value); });
}

}  // namespace

bool StoreWriter::Impl::is_whole(uint64_t row, Stage stage) const {
  const Status status = stage == Stage::structure ? structure_status[row] : affinity_status[row];
  const RowShape shape = index.shape(row, samples());
  const uint32_t crc = index.row_crc[row];
  if (status == Status::failed) {
    const auto marks = tables.marks(stage).read_rows<int32_t>(row, 1);
    const auto code = tables.error_code.read_rows<ErrorCode>(row, 1);
    const auto bytes = tables.error.read_rows<char>(row, 1);
    return static_cast<uint32_t>(marks[mark_crc]) ==
               failure_crc(crc, stage, code[0], field(bytes.data(), bytes.size())) &&
           all_nan(tables.scores(stage).read_rows<float>(row, 1));
  }
  if (stage == Stage::affinity) {
    const AffinityBytes bytes = read_affinity(tables, row);
    return static_cast<uint32_t>(bytes.marks[mark_crc]) == bytes.crc(crc);
  }
  const StructureBytes bytes = read_structure(tables, header.dimensions.contents, shape);
  return static_cast<uint32_t>(bytes.marks[mark_crc]) == bytes.crc(crc);
}

/// Of this rank's share: visit(row, its marks, whether the disk has for certain what they are of).
template <typename Visit>
void StoreWriter::Impl::visit_marks(Stage stage, const Visit& visit) const {
  const auto attempt = static_cast<int32_t>(tables.attempt.read_all<uint32_t>().at(0));
  const auto synced = tables.synced.read_all<int32_t>();
  const auto [first, end] = share();
  const hdf5::Dataset& table = tables.marks(stage);
  const size_t width = table.shape()[1];
  for (uint64_t from = first; from < end; from += rows_checked_at_once) {
    const uint64_t count = std::min(rows_checked_at_once, end - from);
    const auto marks = table.read_rows<int32_t>(from, count);
    for (uint64_t i = 0; i < count; ++i) {
      const int32_t* mark = marks.data() + i * width;
      const bool ranked =
          mark[mark_rank] >= 0 && mark[mark_rank] < static_cast<int32_t>(max_watermarks);
      const bool on_disk = ranked && mark[mark_attempt] > 0 &&
                           (mark[mark_attempt] < attempt ||
                            (mark[mark_attempt] == attempt &&
                             mark[mark_epoch] < synced[static_cast<size_t>(mark[mark_rank])]));
      visit(from + i, mark, on_disk);
    }
  }
}

/// Collective. A topology was written before the rows that need it, so a row that the disk has for
/// certain vouches for its own; all others are read.
void StoreWriter::Impl::check_topologies() {
  if (!header.dimensions.contents.structures) { return; }
  std::vector<uint8_t> vouched_targets(targets.crc.size(), 0);
  std::vector<uint8_t> vouched_ligands(ligands.crc.size(), 0);
  on_all_ranks(communicator, [&] {
    visit_marks(Stage::structure, [&](uint64_t row, const int32_t*, bool on_disk) {
      if (!on_disk || structure_status[row] != Status::done) { return; }
      const RowPlace place = index.place(row);
      if (place.target < vouched_targets.size()) { vouched_targets[place.target] = 1; }
      if (place.ligand < vouched_ligands.size()) { vouched_ligands[place.ligand] = 1; }
    });
  });
  check_topologies(targets, tables.targets, std::move(vouched_targets));
  check_topologies(ligands, tables.ligands, std::move(vouched_ligands));
}

void StoreWriter::Impl::check_topologies(Topologies& known, StoreTables::Topologies& stored,
                                         std::vector<uint8_t> vouched) {
  const auto merge = [&](std::vector<uint8_t>& flags) {
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, flags.data(), static_cast<int>(flags.size()), MPI_UINT8_T,
                            MPI_BOR, communicator),
              "MPI_Allreduce");
  };
  merge(vouched);
  std::vector<uint8_t> bad(vouched.size(), 0);
  on_all_ranks(communicator, [&] {
    const auto ranks = static_cast<size_t>(size_of(communicator));
    for (auto i = static_cast<size_t>(rank_); i < bad.size(); i += ranks) {
      if (known.crc[i] == 0 || vouched[i] != 0) { continue; }
      const uint64_t first = known.offset[i];
      const auto bytes = stored.data.read_rows<std::byte>(first, known.offset[i + 1] - first);
      if (topology_crc(bytes) == known.crc[i]) { continue; }
      const uint32_t none = 0;
      stored.crc.write(i, 1, &none);
      bad[i] = 1;
    }
  });
  merge(bad);
  for (size_t i = 0; i < bad.size(); ++i) {
    if (bad[i] != 0) { known.crc[i] = 0; }
  }
}

void StoreWriter::Impl::check_results() {
  std::vector<Reset> resets, unfinished;
  for (const Stage stage : {Stage::structure, Stage::affinity}) {
    visit_marks(stage, [&](uint64_t row, const int32_t* mark, bool on_disk) {
      const Status now = status(stage)[row];
      if (index.sizes.tokens[row] == 0) {
        return;  // failed since creation, which was synced
      }
      if (now == Status::pending && mark[mark_attempt] > 0) {
        // Killed before its status, or the disk has not its status.
        unfinished.push_back({.row = row, .stage = stage});
      }
      if (now != Status::done && now != Status::failed) { return; }
      Reset reset{.row = row, .stage = stage, .error = now == Status::failed};
      if (stage == Stage::affinity && now == Status::failed &&
          structure_status[row] == Status::pending) {
        resets.push_back(reset);  // killed between the two halves of one failure
        status(stage)[row] = Status::pending;
        return;
      }
      if (on_disk) { return; }
      ++report.checked;
      if (is_whole(row, stage)) { return; }
      ++report.damaged;
      resets.push_back(reset);
      status(stage)[row] = Status::pending;
    });
  }
  make_pending(resets);
  if (!unfinished.empty()) { sync_->sync(); }
  for (const Reset& one : unfinished) {
    clear_result(tables, one.stage, index.shape(one.row, samples()));
  }
  // An error is the row's, of whichever stage failed.
  const auto [first, end] = share();
  const auto codes = tables.error_code.read_rows<ErrorCode>(first, end - first);
  for (uint64_t row = first; row < end; ++row) {
    if (codes[row - first] == ErrorCode::none || structure_status[row] == Status::failed ||
        affinity_status[row] == Status::failed) {
      continue;
    }
    clear_error(tables, row);
  }
}

void StoreWriter::Impl::make_pending(const std::vector<Reset>& resets) {
  if (resets.empty()) { return; }
  for (const Reset& one : resets) { set_pending(tables, one.stage, one.row); }
  sync_->sync();
  for (const Reset& one : resets) {
    clear_result(tables, one.stage, index.shape(one.row, samples()));
    if (one.error) { clear_error(tables, one.row); }
  }
}

void StoreWriter::Impl::find_lost_topologies() {
  const auto begin = [](Topologies& known, const StoreTables::Topologies& stored) {
    known.crc = stored.crc.read_all<uint32_t>();
    known.lost.assign(known.crc.size(), false);
  };
  begin(targets, tables.targets);
  begin(ligands, tables.ligands);
  for (uint64_t row = 0; row < structure_status.size(); ++row) {
    if (structure_status[row] != Status::done) { continue; }
    const RowPlace place = index.place(row);
    const auto note = [](Topologies& known, uint32_t at) {
      if (at < known.crc.size() && known.crc[at] == 0) { known.lost[at] = true; }
    };
    note(targets, place.target);
    note(ligands, place.ligand);
  }
}

std::vector<LostTopology> StoreWriter::Impl::lost_topologies() const {
  std::vector<LostTopology> lost;
  auto left_targets = targets.lost, left_ligands = ligands.lost;
  for (uint64_t row = 0; row < structure_status.size(); ++row) {
    if (structure_status[row] != Status::done) { continue; }
    const auto take = [&](std::vector<bool>& left, uint32_t at, bool target) {
      if (at >= left.size() || !left[at]) { return; }
      left[at] = false;
      lost.push_back({.target = target, .index = at, .row = row});
    };
    take(left_targets, index.sizes.target[row], true);
    take(left_ligands, index.sizes.ligand[row], false);
  }
  return lost;
}

uint64_t StoreWriter::Impl::reset_rows_without_topology() {
  uint64_t count = 0;
  on_all_ranks(communicator, [&] { sync_->sync(); });
  on_all_ranks(communicator, [&] {
    find_lost_topologies();
    const auto [first, end] = share();
    std::vector<Reset> resets;
    for (uint64_t row = first; row < end; ++row) {
      if (structure_status[row] != Status::done || has_topology(index.place(row))) { continue; }
      resets.push_back({.row = row, .stage = Stage::structure});
    }
    make_pending(resets);
    sync_->sync();
    count = resets.size();
  });
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  if (count == 0) { return 0; }
  on_all_ranks(communicator, [&] {
    read_statuses();
    find_lost_topologies();
  });
  return count;
}

}  // namespace bb
