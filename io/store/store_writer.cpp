#include "io/store/store_writer.h"

#include <utility>

#include "io/store/hdf5/agreement.h"
#include "io/store/hdf5/hdf5_error.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/hdf5/superblock.h"
#include "io/store/store_creation.h"
#include "io/store/store_writer_impl.h"

namespace bb {

void prepare_store_library() { hdf5::prepare_library(); }

StoreWriter::StoreWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreWriter::StoreWriter(StoreWriter&&) noexcept = default;
StoreWriter& StoreWriter::operator=(StoreWriter&&) noexcept = default;
StoreWriter::~StoreWriter() = default;

StoreWriter StoreWriter::create(MPI_Comm communicator, const std::filesystem::path& path,
                                const StoreLayout& layout, const StoreWriterOptions& options) {
  create_store(communicator, path, layout, options);
  return StoreWriter(std::make_unique<Impl>(communicator, path, options));
}

void StoreWriter::check_settings(MPI_Comm communicator, const std::filesystem::path& path,
                                 const StoreContents& contents, const StoreAttributes& attributes) {
  on_all_ranks(communicator, [&] {
    if (rank_of(communicator) != 0) { return; }
    clear_write_mark(path);
    const hdf5::File file = hdf5::File::open(path, hdf5::File::Access::read);
    const StoreHeader header = read_header(file);
    if (header.is_master()) {
      throw StoreError(StoreError::Kind::mismatch,
                       path.string() + ": is a master, made by 'boltz-batch merge' of " +
                           std::to_string(header.sources.size()) +
                           " stores (the first: " + header.sources[0].file +
                           "), and has no results of its own. Continue those, then merge them "
                           "again; or choose another name for this run's store");
    }
    if (header.dimensions.schema_version != store_schema_version) {
      throw StoreError(
          StoreError::Kind::mismatch,
          path.string() + ": was made by an older boltz-batch (store schema " +
              std::to_string(header.dimensions.schema_version) + ", now " +
              std::to_string(store_schema_version) +
              "), which keyed random numbers by each row's id; now they are keyed by what the "
              "complex is, so rows computed from here on would not be drawn as those in it. Finish "
              "it with the version that made it, or choose another name for this run's store");
    }
    const std::string different = differences(header, contents, attributes);
    if (!different.empty()) {
      throw StoreError(StoreError::Kind::mismatch,
                       path.string() + ": was made by another run (" + different +
                           "). Use the same, or choose another name for this run's store");
    }
  });
}

StoreWriter StoreWriter::resume(MPI_Comm communicator, const std::filesystem::path& path,
                                const StoreContents& contents, const StoreAttributes& attributes,
                                const StoreWriterOptions& options) {
  check_settings(communicator, path, contents, attributes);
  return StoreWriter(std::make_unique<Impl>(communicator, path, options));
}

const ResumeReport& StoreWriter::resume_report() const noexcept { return impl_->report; }
uint64_t StoreWriter::rows() const noexcept { return impl_->header.dimensions.rows; }
const RowSizes& StoreWriter::sizes() const noexcept { return impl_->index.sizes; }
const std::filesystem::path& StoreWriter::path() const noexcept { return impl_->path; }
StoredPlan StoreWriter::read_plan() const { return bb::read_plan(impl_->file, impl_->tables); }

std::span<const Status> StoreWriter::structure_status() const noexcept {
  return impl_->structure_status;
}
std::span<const Status> StoreWriter::affinity_status() const noexcept {
  return impl_->affinity_status;
}

uint64_t StoreWriter::retry_failed() { return impl_->retry_failed(); }
std::vector<LostTopology> StoreWriter::lost_topologies() const { return impl_->lost_topologies(); }
uint64_t StoreWriter::reset_rows_without_topology() { return impl_->reset_rows_without_topology(); }
bool StoreWriter::is_in_place() const noexcept { return impl_->is_in_place(); }

bool StoreWriter::has_target(uint32_t index) const noexcept { return impl_->targets.has(index); }
bool StoreWriter::has_ligand(uint32_t index) const noexcept { return impl_->ligands.has(index); }
void StoreWriter::write_target(uint32_t index, const Topology& topology) {
  impl_->write_topology(true, index, topology);
}
void StoreWriter::write_ligand(uint32_t index, const Topology& topology) {
  impl_->write_topology(false, index, topology);
}

void StoreWriter::write_structure(uint64_t row, const StructureResult& result,
                                  const BatchShare& share) {
  impl_->write_structure(row, result, share);
}
void StoreWriter::write_affinity(uint64_t row, const AffinityResult& result,
                                 const BatchShare& share) {
  impl_->write_affinity(row, result, share);
}
void StoreWriter::write_failure(uint64_t row, Stage stage, ErrorCode code,
                                std::string_view message) {
  impl_->write_failure(row, stage, code, message);
}

void StoreWriter::write_warnings(uint64_t row, WarningKinds kinds, std::string_view warnings) {
  impl_->write_warnings(row, kinds, warnings);
}

void StoreWriter::close() { impl_->close(); }

uint64_t store_bytes(MPI_Comm communicator, const StoreLayout& layout) {
  RowOffsets offsets;
  return bytes_of(measure(communicator, layout, offsets));
}

}  // namespace bb
