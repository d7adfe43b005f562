#pragma once

#include "io/store/hdf5/file_sync.h"
#include "io/store/store_header.h"
#include "io/store/store_tables.h"
#include "io/store/store_writer.h"

namespace bb {

class StoreWriter::Impl {
 public:
  /// Collective: opens, checks, begins a new attempt.
  Impl(MPI_Comm communicator, std::filesystem::path path, StoreWriterOptions options);
  ~Impl();

  void write_structure(uint64_t row, const StructureResult& result, const BatchShare& share);
  void write_affinity(uint64_t row, const AffinityResult& result, const BatchShare& share);
  void write_failure(uint64_t row, Stage stage, ErrorCode code, std::string_view message);
  void write_warnings(uint64_t row, WarningKinds kinds, std::string_view warnings);
  void write_topology(bool target, uint32_t index, const Topology& topology);
  uint64_t retry_failed();
  std::vector<LostTopology> lost_topologies() const;
  uint64_t reset_rows_without_topology();
  bool is_in_place() const noexcept { return file.is_in_place(); }
  void close();

  struct Topologies {
    std::vector<uint64_t> offset{};  ///< (count + 1)
    std::vector<uint32_t> crc{};     ///< (count) 0: not written, as far as this rank knows
    std::vector<bool> lost{};        ///< (count) not written, and a row that is done needs it
    bool has(uint32_t index) const noexcept { return index < crc.size() && crc[index] != 0; }
  };

  MPI_Comm communicator;
  std::filesystem::path path;
  StoreWriterOptions options;
  hdf5::File file{};
  StoreHeader header{};
  StoreTables tables{};
  StoreIndex index{};
  Topologies targets{}, ligands{};
  std::vector<Status> structure_status{}, affinity_status{};
  std::vector<WarningKinds> warning_kinds{};  ///< (rows)
  ResumeReport report{};

 private:
  uint32_t samples() const noexcept { return header.dimensions.contents.samples; }
  /// A stage that is, or is to be, pending, and has things to be cleared.
  struct Reset {
    uint64_t row = 0;
    Stage stage = Stage::structure;
    bool error = false;  ///< the row's error too
  };

  /// This rank's share of the rows.
  std::pair<uint64_t, uint64_t> share() const;
  void check_index();
  void check_topologies();
  void check_topologies(Topologies& known, StoreTables::Topologies& stored,
                        std::vector<uint8_t> vouched);
  void check_results();
  template <typename Visit>
  void visit_marks(Stage stage, const Visit& visit) const;
  bool is_whole(uint64_t row, Stage stage) const;
  bool has_topology(const RowPlace& place) const;
  void find_lost_topologies();
  void make_pending(const std::vector<Reset>& resets);
  void begin_attempt();
  void read_statuses();

  std::vector<Status>& status(Stage stage) noexcept {
    return stage == Stage::structure ? structure_status : affinity_status;
  }
  void require_pending(uint64_t row, Stage stage) const;
  std::vector<int32_t> make_marks(size_t count, uint32_t batch) const;
  void write_marks(uint64_t row, Stage stage, std::vector<int32_t>& marks, uint32_t crc,
                   Status status);
  void fail_stage(uint64_t row, Stage stage, ErrorCode code, const std::string& message);
  void note_written();
  void reached(std::string_view point) const {
    if (options.failpoint) { options.failpoint(point); }
  }

  int rank_ = 0;
  std::unique_ptr<FileSync> sync_{};
  int32_t watermark_ = 0;
};

}  // namespace bb
