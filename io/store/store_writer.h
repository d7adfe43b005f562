#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <mpi.h>

#include "io/store/layout.h"
#include "io/store/stored_result.h"
#include "io/store/topology.h"

namespace bb {

/// Before MPI starts, in a program that writes stores: HDF5 then does not clean up when MPI ends,
/// where it would wait for other ranks, and die of files that the disk did not take.
void prepare_store_library();

struct StoreWriterOptions {
  /// Results are given to the disk (fdatasync) every so many seconds or records of a rank, by a
  /// thread of its own; a resumed run checks those written after. 0: never for this reason.
  double sync_seconds = 10;
  uint64_t sync_records = 0;
  /// Called at named points between two writes, for tests that kill the process there:
  /// "create:skeleton", "create:rows", "create:rename", "payload", "crc", "status".
  std::function<void(std::string_view)> failpoint{};
  /// Asked now and then while a store is made: true ends that, with StoreError (stopped), and
  /// nothing is left of it.
  std::function<bool()> stop{};
};

struct ResumeReport {
  uint64_t checked = 0;  ///< results that the last run had not yet given to the disk
  uint64_t damaged = 0;  ///< of those, set back to pending
  uint32_t attempt = 1;  ///< 1 for a new store
};

/// A topology that is not whole, and a row that is done and needs it.
struct LostTopology {
  bool target = false;  ///< or a ligand's
  uint32_t index = 0;
  uint64_t row = 0;
};

/// Writes one store from all ranks of a communicator. Making, opening, retry_failed() and close()
/// are collective and fail on all ranks alike; everything else is independent: no rank waits for
/// another. One thread at a time. Every failure throws StoreError; a full disk with Kind::no_space,
/// the file and the bytes needed, after which the file is whole and readable.
class StoreWriter {
 public:
  /// Makes the file under another name, complete with all that is known before the run, then
  /// renames it. Throws StoreError: exists; no_space, before anything is written, where the disk
  /// has less than the whole run needs; other where the folder cannot be written.
  /// std::invalid_argument for a layout that contradicts itself. `layout.block` differs between
  /// ranks, all else is equal.
  static StoreWriter create(MPI_Comm communicator, const std::filesystem::path& path,
                            const StoreLayout& layout, const StoreWriterOptions& options = {});

  /// What resume() checks first, and changes nothing. Collective. Throws StoreError as that does.
  static void check_settings(MPI_Comm communicator, const std::filesystem::path& path,
                             const StoreContents& contents, const StoreAttributes& attributes);

  /// Continues a store. Throws StoreError: missing, corrupt, mismatch (naming what differs and both
  /// values). Checks what was written since the last watermark, topologies too: damaged rows become
  /// pending, damaged topologies "not written".
  static StoreWriter resume(MPI_Comm communicator, const std::filesystem::path& path,
                            const StoreContents& contents, const StoreAttributes& attributes,
                            const StoreWriterOptions& options = {});

  StoreWriter(StoreWriter&&) noexcept;
  StoreWriter& operator=(StoreWriter&&) noexcept;
  /// Without close() the file is left as it is: whole, but not given to the disk.
  ~StoreWriter();

  const ResumeReport& resume_report() const noexcept;
  uint64_t rows() const noexcept;
  const RowSizes& sizes() const noexcept;  ///< as the store has them
  StoredPlan read_plan() const;            ///< checked
  const std::filesystem::path& path() const noexcept;

  /// Status of each row when the store was opened, updated by what this rank wrote since.
  std::span<const Status> structure_status() const noexcept;
  std::span<const Status> affinity_status() const noexcept;

  /// Failed stages of rows that have tokens become pending again; their number.
  uint64_t retry_failed();

  /// Topologies that are to be made again though their rows are done: lost with a node, or set
  /// aside by a repair. The same on all ranks.
  std::vector<LostTopology> lost_topologies() const;
  /// Collective, after as many of them as possible were written: rows whose topology is still lost
  /// become pending; their number.
  uint64_t reset_rows_without_topology();

  /// Whether the store's name still leads to it: it was not removed, renamed or replaced.
  bool is_in_place() const noexcept;

  /// Of target or ligand `index`; before the first result that needs it. Does nothing where this
  /// rank knows it to be written. Throws std::invalid_argument for one of more bytes than planned.
  void write_target(uint32_t index, const Topology& topology);
  void write_ligand(uint32_t index, const Topology& topology);
  bool has_target(uint32_t index) const noexcept;
  bool has_ligand(uint32_t index) const noexcept;

  /// Payload, checksum, then status. std::invalid_argument: sizes that differ from the layout's, a
  /// value that is not finite (complex_pde of one token is NaN), a topology not yet written;
  /// std::logic_error: the row is not pending. Coordinates and plddt are left out where the store
  /// keeps no structures.
  void write_structure(uint64_t row, const StructureResult& result, const BatchShare& share);
  void write_affinity(uint64_t row, const AffinityResult& result, const BatchShare& share);

  /// A failed structure fails the affinity that was wanted with it.
  void write_failure(uint64_t row, Stage stage, ErrorCode code, std::string_view message);

  /// In place of those that the row has, but for that of a text that was cut; cut at
  /// max_warning_bytes.
  void write_warnings(uint64_t row, WarningKinds kinds, std::string_view warnings);

  /// Gives everything to the disk and closes; after it only the destructor may be called.
  void close();

 private:
  class Impl;
  explicit StoreWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Bytes that a store of this layout takes, for --dry-run. Collective: rows' text is counted over
/// all ranks.
uint64_t store_bytes(MPI_Comm communicator, const StoreLayout& layout);

}  // namespace bb
