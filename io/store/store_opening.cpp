#include <algorithm>
#include <utility>

#include "io/store/hdf5/agreement.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_creation.h"
#include "io/store/store_writer_impl.h"

namespace bb {

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
    const auto read = [&](Topologies& topologies, bool target) {
      const StoreTables::Topologies& from = target ? tables.targets : tables.ligands;
      topologies.offset = read_topology_offsets(file, tables, target);
      topologies.crc = from.crc.read_all<uint32_t>();
    };
    read(targets, true);
    read(ligands, false);
    read_statuses();
    check_index();
  });
  on_all_ranks(communicator, [&] {
    sync_ = std::make_unique<FileSync>(path, options.sync_seconds, options.sync_records);
  });
  check_topologies();
  on_all_ranks(communicator, [&] { check_results(); });
  uint64_t counts[2] = {report.checked, report.damaged};
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, counts, 2, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  report.checked = counts[0];
  report.damaged = counts[1];
  begin_attempt();
}

StoreWriter::Impl::~Impl() {
  // Only close() may close: it waits for all ranks, and some may be gone.
  file.abandon();
}

std::pair<uint64_t, uint64_t> StoreWriter::Impl::share() const {
  const uint64_t rows = header.dimensions.rows;
  const auto ranks = static_cast<uint64_t>(size_of(communicator));
  const uint64_t each = (rows + ranks - 1) / ranks;
  const uint64_t first = std::min(rows, static_cast<uint64_t>(rank_) * each);
  return {first, std::min(rows, first + each)};
}

void StoreWriter::Impl::read_statuses() {
  structure_status = tables.structure_status.read_all<Status>();
  affinity_status = tables.affinity_status.read_all<Status>();
  warning_kinds = tables.warning_kinds.read_all<WarningKinds>();
}

void StoreWriter::Impl::check_index() {
  const auto [first, end] = share();
  const auto stored = tables.index_crc.read_rows<uint32_t>(first, end - first);
  for (uint64_t row = first; row < end; ++row) {
    if (index_crc(header.dimensions.schema_version, index.place(row)) == stored[row - first] &&
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
  if (!header.dimensions.contents.structures) { return true; }
  return (place.target == no_topology || targets.has(place.target)) &&
         (place.ligand == no_topology || ligands.has(place.ligand));
}

void StoreWriter::Impl::begin_attempt() {
  // What was checked is on the disk before the attempt that vouches for it begins.
  on_all_ranks(communicator, [&] { sync_->sync(); });
  on_all_ranks(communicator, [&] {
    if (rank_ != 0) { return; }
    const uint32_t attempt = tables.attempt.read_all<uint32_t>().at(0) + 1;
    const std::vector<int32_t> unsynced(max_watermarks, 0);
    tables.synced.write(0, max_watermarks, unsynced.data());
    sync_->sync();
    tables.attempt.write(0, 1, &attempt);
    sync_->sync();
  });
  // No rank writes before all have read.
  on_all_ranks(communicator, [&] {
    report.attempt = tables.attempt.read_all<uint32_t>().at(0);
    read_statuses();
    find_lost_topologies();
  });
}

uint64_t StoreWriter::Impl::retry_failed() {
  uint64_t count = 0;
  on_all_ranks(communicator, [&] {
    const auto [first, end] = share();
    std::vector<Reset> resets;
    for (uint64_t row = first; row < end; ++row) {
      if (index.sizes.tokens[row] == 0) { continue; }
      for (const Stage stage : {Stage::affinity, Stage::structure}) {
        if (status(stage)[row] != Status::failed) { continue; }
        resets.push_back({.row = row, .stage = stage, .error = true});
      }
    }
    make_pending(resets);
    sync_->sync();
    count = resets.size();
  });
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UINT64_T, MPI_SUM, communicator),
            "MPI_Allreduce");
  on_all_ranks(communicator, [&] { read_statuses(); });
  return count;
}

}  // namespace bb
