#include <algorithm>
#include <utility>

#include "io/store/agreement.h"
#include "io/store/store_creation.h"
#include "io/store/store_error.h"
#include "io/store/store_writer_impl.h"

namespace bb {
namespace {

constexpr std::uint64_t rows_at_once = 65536;

}  // namespace

StoreWriter::Impl::Impl(MPI_Comm communicator_in, std::filesystem::path path_in,
                        StoreWriterOptions options_in)
    : communicator(communicator_in),
      path(std::move(path_in)),
      options(std::move(options_in)),
      rank_(rank_of(communicator)) {
  on_all_ranks(communicator, [&] { file = hdf5::File::open(path, communicator); });
  on_all_ranks(communicator, [&] {
    header = read_header(file);
    tables = StoreTables(file, header.dimensions);
    index = read_index(tables);
    const auto read = [](Topologies& topologies, const StoreTables::Topologies& from) {
      topologies.offset = from.offset.read_all<std::uint64_t>();
      topologies.crc = from.crc.read_all<std::uint32_t>();
    };
    read(targets, tables.targets);
    read(ligands, tables.ligands);
    read_statuses();
    check_index();
  });
  on_all_ranks(communicator, [&] { check_results(); });
  std::uint64_t counts[2] = {report.checked, report.damaged};
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, counts, 2, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  report.checked = counts[0];
  report.damaged = counts[1];
  on_all_ranks(communicator, [&] { begin_attempt(); });
}

StoreWriter::Impl::~Impl() {
  // Only close() may close: it waits for all ranks, and some may be gone.
  file.abandon();
}

std::pair<std::uint64_t, std::uint64_t> StoreWriter::Impl::share() const {
  const std::uint64_t rows = header.dimensions.rows;
  const auto ranks = static_cast<std::uint64_t>(size_of(communicator));
  const std::uint64_t each = (rows + ranks - 1) / ranks;
  const std::uint64_t first = std::min(rows, static_cast<std::uint64_t>(rank_) * each);
  return {first, std::min(rows, first + each)};
}

void StoreWriter::Impl::read_statuses() {
  structure_status = tables.structure_status.read_all<Status>();
  affinity_status = tables.affinity_status.read_all<Status>();
}

void StoreWriter::Impl::check_index() {
  const auto [first, end] = share();
  const auto stored = tables.index_crc.read_rows<std::uint32_t>(first, end - first);
  for (std::uint64_t row = first; row < end; ++row) {
    if (index_crc(index.place(row)) == stored[row - first] &&
        fits(tables, header.dimensions.contents, index.shape(row, samples())) &&
        is_valid(structure_status[row]) && is_valid(affinity_status[row])) {
      continue;
    }
    throw StoreError(
        StoreError::Kind::corrupt,
        path.string() + ": the entry of row " + std::to_string(row) +
            " is damaged, so no run continues this store. 'boltz-batch verify' names all "
            "that is damaged, and 'verify --repair' sets what it can back to pending");
  }
}

bool StoreWriter::Impl::has_topology(const RowPlace& place) const {
  if (!header.dimensions.contents.structures) return true;
  return (place.target == no_topology || targets.has(place.target)) &&
         (place.ligand == no_topology || ligands.has(place.ligand));
}

bool StoreWriter::Impl::is_whole(std::uint64_t row, Stage stage) const {
  const Status status = stage == Stage::structure ? structure_status[row] : affinity_status[row];
  const RowShape shape = index.shape(row, samples());
  const std::uint32_t crc = index.row_crc[row];
  if (status == Status::failed) {
    const auto marks = tables.marks(stage).read_rows<std::int32_t>(row, 1);
    const auto code = tables.error_code.read_rows<ErrorCode>(row, 1);
    const auto bytes = tables.error.read_rows<char>(row, 1);
    return static_cast<std::uint32_t>(marks[mark_crc]) ==
           failure_crc(crc, stage, code[0], field(bytes.data(), bytes.size()));
  }
  if (stage == Stage::affinity) {
    const AffinityBytes bytes = read_affinity(tables, row);
    return static_cast<std::uint32_t>(bytes.marks[mark_crc]) == bytes.crc(crc);
  }
  if (!has_topology(shape.place)) return false;
  const auto topology_is_whole = [](const StoreTables::Topologies& from, const Topologies& known,
                                    std::uint32_t at) {
    if (at >= known.crc.size()) return true;
    const std::uint64_t first = known.offset[at];
    const auto bytes = from.data.read_rows<std::byte>(first, known.offset[at + 1] - first);
    return topology_crc(bytes) == known.crc[at];
  };
  if (header.dimensions.contents.structures &&
      !(topology_is_whole(tables.targets, targets, shape.place.target) &&
        topology_is_whole(tables.ligands, ligands, shape.place.ligand))) {
    return false;
  }
  const StructureBytes bytes = read_structure(tables, header.dimensions.contents, shape);
  return static_cast<std::uint32_t>(bytes.marks[mark_crc]) == bytes.crc(crc);
}

void StoreWriter::Impl::check_results() {
  const auto attempt = static_cast<std::int32_t>(tables.attempt.read_all<std::uint32_t>().at(0));
  const auto synced = tables.synced.read_all<std::int32_t>();
  const auto [first, end] = share();
  for (const Stage stage : {Stage::structure, Stage::affinity}) {
    const hdf5::Dataset& marks_table = tables.marks(stage);
    const std::size_t width = marks_table.shape()[1];
    for (std::uint64_t from = first; from < end; from += rows_at_once) {
      const std::uint64_t count = std::min(rows_at_once, end - from);
      const auto marks = marks_table.read_rows<std::int32_t>(from, count);
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t row = from + i;
        const Status now = status(stage)[row];
        if (now != Status::done && now != Status::failed) continue;
        if (index.sizes.tokens[row] == 0) continue;  // failed since creation, which was synced
        if (stage == Stage::affinity && now == Status::failed &&
            structure_status[row] == Status::pending) {
          // Killed between the two halves of one failure.
          set_pending(tables, stage, index.shape(row, samples()));
          clear_error(tables, row);
          continue;
        }
        const std::int32_t* mark = marks.data() + i * width;
        const bool ranked =
            mark[mark_rank] >= 0 && mark[mark_rank] < static_cast<std::int32_t>(max_watermarks);
        const bool on_disk =
            ranked && mark[mark_attempt] > 0 &&
            (mark[mark_attempt] < attempt ||
             (mark[mark_attempt] == attempt &&
              mark[mark_epoch] < synced[static_cast<std::size_t>(mark[mark_rank])]));
        if (on_disk) continue;
        ++report.checked;
        if (is_whole(row, stage)) continue;
        ++report.damaged;
        set_pending(tables, stage, index.shape(row, samples()));
        if (now == Status::failed) clear_error(tables, row);
        status(stage)[row] = Status::pending;
      }
    }
  }
}

void StoreWriter::Impl::begin_attempt() {
  sync_ = std::make_unique<FileSync>(path, options.sync_seconds, options.sync_records);
  // What was checked is on the disk before the attempt that vouches for it begins.
  on_all_ranks(communicator, [&] { sync_->sync(); });
  if (rank_ == 0) {
    std::uint32_t attempt = tables.attempt.read_all<std::uint32_t>().at(0) + 1;
    const std::vector<std::int32_t> unsynced(max_watermarks, 0);
    tables.synced.write(0, max_watermarks, unsynced.data());
    sync_->sync();
    tables.attempt.write(0, 1, &attempt);
    sync_->sync();
  }
  check_mpi(MPI_Barrier(communicator), "MPI_Barrier");
  report.attempt = tables.attempt.read_all<std::uint32_t>().at(0);
  read_statuses();
  targets.crc = tables.targets.crc.read_all<std::uint32_t>();
  ligands.crc = tables.ligands.crc.read_all<std::uint32_t>();
  // No rank writes before all have read.
  check_mpi(MPI_Barrier(communicator), "MPI_Barrier");
}

std::uint64_t StoreWriter::Impl::retry_failed() {
  std::uint64_t count = 0;
  on_all_ranks(communicator, [&] {
    const auto [first, end] = share();
    for (std::uint64_t row = first; row < end; ++row) {
      if (index.sizes.tokens[row] == 0) continue;
      bool any = false;
      for (const Stage stage : {Stage::affinity, Stage::structure}) {
        if (status(stage)[row] != Status::failed) continue;
        set_pending(tables, stage, index.shape(row, samples()));
        ++count;
        any = true;
      }
      if (!any) continue;
      clear_error(tables, row);
    }
    sync_->sync();
  });
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  read_statuses();
  check_mpi(MPI_Barrier(communicator), "MPI_Barrier");
  return count;
}

}  // namespace bb
