// What a node that crashes, a disk that fails and a killed repair may leave.
#include <array>
#include <cmath>

#include <hdf5.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_store.h"
#include "io/store/hdf5/direct_file.h"
#include "io/store/store_header.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

uint64_t place_of(const std::filesystem::path& path, const std::string& dataset) {
  const hdf5::File file = hdf5::File::open(path, hdf5::File::Access::read);
  return file.dataset(dataset).file_offset().value();
}

uint64_t place_of_topology(const std::filesystem::path& path, const std::string& kind,
                           uint64_t index) {
  const hdf5::File file = hdf5::File::open(path, hdf5::File::Access::read);
  const auto offsets = file.dataset("/topology/" + kind + "_offset").read_all<uint64_t>();
  return file.dataset("/topology/" + kind + "_data").file_offset().value() + offsets[index];
}

// All rows written, and none known to be on the disk.
StoreLayout write_unsynced(const std::filesystem::path& path, const MadeUpOptions& options) {
  const StoreLayout layout = make_layout(options);
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout, {.sync_seconds = 0});
  for (uint64_t row = 0; row < layout.sizes.rows(); ++row) {
    if (layout.sizes.tokens[row] > 0) { write_row(writer, layout, row); }
  }
  return layout;  // as if killed: not closed
}

void expect_complete(const std::filesystem::path& path, const MadeUpOptions& options) {
  const VerifyReport report = verify_store(path);
  EXPECT_TRUE(report.ok()) << (report.problems.empty() ? "" : report.problems[0])
                           << (report.bad.empty() ? "" : report.bad[0].problem);
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_EQ(check_store(path, options).pending, 0U);
}

TEST(Recovery, LostTopologiesAreMadeAgainAndTheirRowsStay) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = write_unsynced(path, options);
  flip(path, place_of_topology(path, "target", 1) + 30, 0xFF);
  flip(path, place_of_topology(path, "ligand", layout.sizes.ligand[4]) + 30, 0xFF);

  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.resume_report().damaged, 0U);
  EXPECT_FALSE(writer.has_target(1));
  const auto lost = writer.lost_topologies();
  ASSERT_EQ(lost.size(), 2U);
  for (const LostTopology& one : lost) {
    const uint32_t index = one.target ? layout.sizes.target[one.row] : layout.sizes.ligand[one.row];
    EXPECT_EQ(index, one.index);
    if (one.target) { writer.write_target(index, make_topology(true, index)); }
    if (!one.target) {
      writer.write_ligand(index, make_topology(false, static_cast<uint32_t>(one.row)));
    }
  }
  EXPECT_EQ(writer.reset_rows_without_topology(), 0U);
  EXPECT_TRUE(writer.lost_topologies().empty());
  writer.close();
  expect_complete(path, options);
}

TEST(Recovery, RowsWhoseTopologyCannotBeMadeAgainAreComputedAgain) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = write_unsynced(path, options);
  flip(path, place_of_topology(path, "ligand", layout.sizes.ligand[4]) + 30, 0xFF);
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.reset_rows_without_topology(), 1U);
  EXPECT_EQ(writer.structure_status()[4], Status::pending);
  write_row(writer, layout, 4);
  writer.close();
  expect_complete(path, options);
}

TEST(Recovery, ARepairSetsOnlyTheTopologyAside) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = write_store(path, options);
  flip(path, place_of_topology(path, "target", 2) + 30, 0xFF);
  const VerifyReport report = verify_store(path, true);
  EXPECT_EQ(report.bad_targets, std::vector<uint32_t>{2});
  EXPECT_EQ(report.repaired, 0U);
  ASSERT_FALSE(report.bad.empty());
  EXPECT_TRUE(report.bad[0].only_topology);
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  ASSERT_EQ(writer.lost_topologies().size(), 1U);
  writer.write_target(2, make_topology(true, 2));
  EXPECT_EQ(writer.reset_rows_without_topology(), 0U);
  writer.close();
  expect_complete(path, options);
}

TEST(Recovery, DamagedTopologyOffsetsAreNamed) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const StoreLayout layout = write_store(path, {.rows = 20});
  for (const std::string kind : {"target", "ligand"}) {
    const std::string name = "/topology/" + kind + "_offset";
    const uint64_t at = place_of(path, name) + 8;
    flip(path, at, 8);
    const VerifyReport report = verify_store(path);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_NE(report.problems[0].find(name), std::string::npos) << report.problems[0];
    EXPECT_TRUE(report.bad.empty());
    expect_store_error(StoreError::Kind::corrupt, {name}, [&] {
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
    });
    flip(path, at, 8);
  }
  EXPECT_TRUE(verify_store(path).ok());
}

TEST(Recovery, APendingRowHasNoNumbersAfterAStatusWasLost) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = write_unsynced(path, options);
  flip(path, place_of(path, "/complexes/structure_status") + 3, 0x55);
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.structure_status()[3], Status::pending);
  EXPECT_TRUE(std::isnan(StoreReader(path).scores(3, 1).values[0]));
  write_row(writer, layout, 3);
  writer.close();
  expect_complete(path, options);
}

TEST(Recovery, ARowThatDidNotFailHasNoError) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = make_layout(options);
  {
    StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout, {.sync_seconds = 0});
    writer.write_failure(3, Stage::structure, ErrorCode::out_of_memory, "too large");
  }
  // As if of the failure only the error had reached the disk.
  flip(path, place_of(path, "/complexes/structure_status") + 3, 0xAA);
  flip(path, place_of(path, "/complexes/affinity_status") + 3, 0xAA);
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.structure_status()[3], Status::pending);
  EXPECT_EQ(StoreReader(path).error(3).message, "");
  EXPECT_EQ(StoreReader(path).error(7).code, ErrorCode::input);
}

TEST(Recovery, ASignalEndsTheMakingOfAStore) {
  const Folder folder;
  expect_store_error(StoreError::Kind::stopped, {"signal"}, [&] {
    StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", make_layout({.rows = 20}),
                        {.stop = [] { return true; }});
  });
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

char write_mark(const std::filesystem::path& path) {
  std::array<char, 12> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return begin[11];
}

// As a program does that opens the file for writing and is killed.
void open_for_writing_and_die(const std::filesystem::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    ::_exit(file >= 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
}

TEST(Recovery, AStoreThatHdf5HasMarkedAsOpenForWritingIsSound) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = write_store(path, options);
  open_for_writing_and_die(path);
  ASSERT_NE(write_mark(path), 0);
  expect_complete(path, options);
  StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes).close();
  EXPECT_EQ(write_mark(path), 0);
  expect_complete(path, options);
}

TEST(Recovery, RunsAndRepairsLeaveHdf5sOwnBytesAlone) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const StoreLayout layout = write_store(path, {.rows = 20});
  const auto resumed =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(write_mark(path), 0);
}

TEST(DirectFile, AFileThatWasCutIsAnErrorAndNoSignal) {
  const Folder folder;
  const auto path = folder / "file";
  std::ofstream(path) << std::string(1 << 20, 'x');
  const DirectFile file(path);
  if (!file.prepare_copy(0, 1 << 20)) {
    GTEST_SKIP() << "this file system is not written by memory";
  }
  file.copy(512, "abc", 3);
  std::filesystem::resize_file(path, 0);
  for (int i = 0; i < 2; ++i) {
    expect_store_error(StoreError::Kind::other, {path.string(), "512", "cut short"},
                       [&] { file.copy(512, "abc", 3); });
  }
}

TEST(DirectFile, KnowsWhetherItsNameLeadsToItStill) {
  const Folder folder;
  const auto path = folder / "file";
  std::ofstream(path) << "x";
  const DirectFile file(path);
  EXPECT_TRUE(file.is_in_place());
  std::filesystem::rename(path, folder / "other");
  EXPECT_FALSE(file.is_in_place());
  std::ofstream(path) << "x";
  EXPECT_FALSE(file.is_in_place());
  std::filesystem::rename(folder / "other", path);
  EXPECT_TRUE(file.is_in_place());
}

}  // namespace
}  // namespace bb::test
