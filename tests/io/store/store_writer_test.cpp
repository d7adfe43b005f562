#include "io/store/store_writer.h"

#include <cmath>
#include <limits>

#include <sys/resource.h>
#include <unistd.h>

#include "check_store.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

TEST(StoreWriter, WritesWhatTheReaderReadsBack) {
  const Folder folder;
  for (const bool everything : {false, true}) {
    const auto path = folder / (everything ? "all.h5" : "some.h5");
    const MadeUpOptions options{.rows = 33, .samples = 3, .everything = everything};
    const StoreLayout layout = write_store(path, options);
    const StoreCheck check = check_store(path, options);
    EXPECT_EQ(check.wrong, "");
    EXPECT_EQ(check.pending, 0U);
    EXPECT_EQ(check.done, 30U + 20U);
    EXPECT_EQ(check.failed, 3U + 2U);
    const VerifyReport report = verify_store(path);
    EXPECT_TRUE(report.ok()) << (report.bad.empty() ? "" : report.bad[0].problem)
                             << (report.problems.empty() ? "" : report.problems[0]);
    const StoreReader reader(path);
    EXPECT_EQ(reader.plan(), layout.plan);
    EXPECT_EQ(reader.contents(), layout.contents);
    EXPECT_EQ(reader.attributes().numerics, layout.attributes.numerics);
    EXPECT_EQ(reader.user_columns(), layout.user_columns);
    EXPECT_EQ(reader.text(3).id, "complex-3-é");
    EXPECT_EQ(reader.text(3).user_values, (std::vector<std::string>{"6", ""}));
    EXPECT_EQ(reader.ids(2, 2), (std::vector<std::string>{"complex-2", "complex-3-é"}));
    EXPECT_EQ(reader.error(7).code, ErrorCode::input);
    EXPECT_EQ(reader.error(7).message, "row 7: no SMILES. Give one");
    EXPECT_EQ(reader.counts(Stage::structure).done, 30U);
  }
}

TEST(StoreWriter, KeepsNoStructuresWhereNoneAreAsked) {
  const Folder folder;
  const MadeUpOptions options{.rows = 12, .structures = false};
  write_store(folder / "s.h5", options);
  EXPECT_EQ(check_store(folder / "s.h5", options).wrong, "");
  EXPECT_TRUE(StoreReader(folder / "s.h5").structure(0).result.coordinates.empty());
  EXPECT_TRUE(verify_store(folder / "s.h5").ok());
}

TEST(StoreWriter, PendingAndFailedRowsHaveNoNumbers) {
  const Folder folder;
  const StoreLayout layout = make_layout({.rows = 12});
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout);
  writer.write_failure(1, Stage::structure, ErrorCode::not_finite, "NaN");
  writer.close();
  const StoreReader reader(folder / "s.h5");
  for (const float value : reader.scores(0, 12).values) { EXPECT_TRUE(std::isnan(value)); }
  for (const float value : reader.affinities(0, 12).values) { EXPECT_TRUE(std::isnan(value)); }
  EXPECT_EQ(reader.affinity_status()[1], Status::failed);
  EXPECT_THROW(reader.structure(0), StoreError);
}

TEST(StoreWriter, CutsLongMessagesBetweenCharacters) {
  const Folder folder;
  const StoreLayout layout = make_layout({.rows = 4});
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout);
  std::string message = "x";
  for (int i = 0; i < 300; ++i) { message += "é"; }
  writer.write_failure(0, Stage::structure, ErrorCode::internal, message);
  writer.close();
  const std::string stored = StoreReader(folder / "s.h5").error(0).message;
  EXPECT_EQ(stored, "x" + message.substr(1, 508) + "…");
  EXPECT_EQ(stored.size(), 512U);
  EXPECT_TRUE(verify_store(folder / "s.h5").ok());
}

TEST(StoreWriter, RefusesResultsThatAreNone) {
  const Folder folder;
  const StoreLayout layout = make_layout({.rows = 9});
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout);
  const RowSizes& sizes = layout.sizes;
  MadeUpStructure made =
      make_structure(layout.contents, 2, sizes.tokens[2], sizes.atoms[2], sizes.chains[2]);
  EXPECT_THROW(writer.write_structure(2, made.result, made.share),
               std::invalid_argument);  // no topology yet
  writer.write_target(2, make_topology(true, 2));
  writer.write_ligand(2, make_topology(false, 2));
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::vector<float>* values :
       {&made.result.coordinates, &made.result.plddt, &made.result.iptm}) {
    for (const float bad : {nan, std::numeric_limits<float>::infinity()}) {
      const float good = std::exchange(values->back(), bad);
      EXPECT_THROW(writer.write_structure(2, made.result, made.share), std::invalid_argument);
      values->back() = good;
    }
  }
  made.result.plddt.push_back(0.5F);
  EXPECT_THROW(writer.write_structure(2, made.result, made.share), std::invalid_argument);
  made.result.plddt.pop_back();
  EXPECT_EQ(writer.structure_status()[2], Status::pending);
  writer.write_structure(2, made.result, made.share);
  EXPECT_THROW(writer.write_structure(2, made.result, made.share),
               std::logic_error);  // done already
  MadeUpAffinity affinity = make_affinity(0);
  affinity.result.pred_value = nan;
  EXPECT_THROW(writer.write_affinity(0, affinity.result, affinity.share), std::invalid_argument);
  EXPECT_THROW(writer.write_structure(7, made.result, made.share),
               std::logic_error);  // an error in its input
  EXPECT_THROW(writer.write_target(0, make_topology(true, 2)), std::invalid_argument);  // too large
  writer.close();
  EXPECT_EQ(StoreReader(folder / "s.h5").counts(Stage::structure).done, 1U);
}

TEST(StoreWriter, RefusesLayoutsThatContradictThemselves) {
  const Folder folder;
  const auto refuses = [&](const std::function<void(StoreLayout&)>& change) {
    StoreLayout layout = make_layout({.rows = 12});
    change(layout);
    EXPECT_THROW(StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout),
                 std::invalid_argument);
  };
  refuses([](StoreLayout& l) { l.sizes.atoms.pop_back(); });
  refuses([](StoreLayout& l) { l.block.rows = 11; });
  refuses([](StoreLayout& l) { l.plan.members.push_back(l.plan.members[0]); });
  refuses([](StoreLayout& l) { l.plan.members.pop_back(); });
  refuses([](StoreLayout& l) { l.plan.members[0] = 7; });
  refuses([](StoreLayout& l) { l.sizes.tokens[7] = 5; });
  refuses([](StoreLayout& l) { l.sizes.target[0] = 99; });
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StoreWriter, SaysWhereItCannotWrite) {
  const Folder folder;
  const StoreLayout layout = make_layout({.rows = 12});
  expect_store_error(StoreError::Kind::other, {"/nowhere/s.h5", "nowhere"},
                     [&] { StoreWriter::create(MPI_COMM_WORLD, folder / "nowhere/s.h5", layout); });
  write_store(folder / "s.h5", {.rows = 12});
  expect_store_error(StoreError::Kind::exists, {"s.h5"},
                     [&] { StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout); });
}

TEST(StoreWriter, ChecksTheSpaceBeforeItBegins) {
  const Folder folder;
  // 2 million rows of 8,000 atoms and 5 samples: about 1 TB of holes that no disk here has.
  StoreLayout layout =
      make_layout({.rows = 2000000, .samples = 500, .tokens = 1000, .atoms = 80000});
  EXPECT_GT(store_bytes(MPI_COMM_WORLD, layout), uint64_t{1} << 40);
  expect_store_error(StoreError::Kind::no_space, {"s.h5", "needs", "free"},
                     [&] { StoreWriter::create(MPI_COMM_WORLD, folder / "s.h5", layout); });
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StoreWriter, SurvivesAFullDiskAndGoesOn) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 12};
  const StoreLayout layout = make_layout(options);
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
  write_row(writer, layout, 11);  // the plan's first
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  struct rlimit limit = before;
  limit.rlim_cur = 1000;  // bytes: fails as a full disk does
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  expect_store_error(StoreError::Kind::no_space, {"s.h5", "bytes", "continues"},
                     [&] { write_row(writer, layout, 2); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(writer.structure_status()[2], Status::pending);
  EXPECT_EQ(check_store(path, options).wrong, "");
  write_row(writer, layout, 2);
  writer.close();
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_EQ(StoreReader(path).counts(Stage::structure).done, 2U);
  EXPECT_TRUE(verify_store(path).ok());
}

// Resuming
// ------------------------------------------------------------------------------------------

TEST(Resume, ContinuesWhereItStopped) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 25};
  const StoreLayout layout = write_store(path, options, [](uint64_t row) { return row % 2 == 0; });
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.resume_report().attempt, 2U);
  EXPECT_EQ(writer.resume_report().checked, 0U);  // close() gave all to the disk
  EXPECT_EQ(writer.read_plan(), layout.plan);
  EXPECT_TRUE(writer.has_ligand(1));
  EXPECT_FALSE(writer.has_ligand(2));
  uint64_t pending = 0;
  for (uint64_t row = 0; row < 25; ++row) {
    if (writer.structure_status()[row] != Status::pending) { continue; }
    write_row(writer, layout, row);
    ++pending;
  }
  EXPECT_EQ(pending, 13U);
  writer.close();
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_EQ(check_store(path, options).pending, 0U);
  EXPECT_EQ(StoreReader(path).structure(0).attempt, 2);
  EXPECT_EQ(StoreReader(path).structure(1).attempt, 1);
  EXPECT_TRUE(verify_store(path).ok());
}

TEST(Resume, ChecksWhatTheDiskMayHaveLost) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 20};
  const StoreLayout layout = make_layout(options);
  {
    StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout, {.sync_seconds = 0});
    for (uint64_t row = 0; row < 20; ++row) {
      if (layout.sizes.tokens[row] > 0) { write_row(writer, layout, row); }
    }
    // As if killed: not closed.
  }
  const MadeUpStructure made = make_structure(layout.contents, 4, layout.sizes.tokens[4],
                                              layout.sizes.atoms[4], layout.sizes.chains[4]);
  // As if the page of row 4's plddt had not reached the disk.
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const std::string needle(reinterpret_cast<const char*>(made.result.plddt.data()), 16);
  const size_t at = bytes.find(needle);
  ASSERT_NE(at, std::string::npos);
  flip(path, at, 0xFF);

  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_GT(writer.resume_report().checked, 20U);
  EXPECT_EQ(writer.resume_report().damaged, 1U);
  EXPECT_EQ(writer.structure_status()[4], Status::pending);
  writer.write_structure(4, made.result, made.share);
  writer.close();
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_TRUE(verify_store(path).ok());
}

TEST(Resume, WatermarkSparesTheCheck) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 60};
  const StoreLayout layout = make_layout(options);
  {
    StoreWriter writer =
        StoreWriter::create(MPI_COMM_WORLD, path, layout, {.sync_seconds = 0, .sync_records = 5});
    for (uint64_t row = 0; row < 60; ++row) {
      if (layout.sizes.tokens[row] > 0) { write_row(writer, layout, row); }
      ::usleep(2000);  // for the syncing thread
    }
  }
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_GT(writer.resume_report().checked, 0U);
  EXPECT_LT(writer.resume_report().checked, 60U);
  writer.close();
}

TEST(Resume, RetriesFailedRowsOnlyWhenAsked) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 15};
  const StoreLayout layout = make_layout(options);
  {
    StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
    writer.write_failure(0, Stage::structure, ErrorCode::out_of_memory, "too large");
    write_row(writer, layout, 2);
    writer.write_target(1, make_topology(true, 1));
    writer.close();
  }
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  EXPECT_EQ(writer.structure_status()[0], Status::failed);
  EXPECT_EQ(writer.retry_failed(), 2U);  // structure and affinity of row 0; row 7 has no tokens
  EXPECT_EQ(writer.structure_status()[0], Status::pending);
  EXPECT_EQ(writer.affinity_status()[0], Status::pending);
  EXPECT_EQ(writer.structure_status()[7], Status::failed);
  write_row(writer, layout, 0);
  writer.close();
  EXPECT_EQ(StoreReader(path).error(0).message, "");
  EXPECT_TRUE(verify_store(path).ok());
}

TEST(Create, KeepsWhatRowsWereReadFrom) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const StoreLayout layout = make_layout({.rows = 12});
  StoreWriter::create(MPI_COMM_WORLD, path, layout).close();
  const StoreReader reader(path);
  ASSERT_TRUE(reader.has_inputs());
  const InputTable inputs = reader.inputs();
  ASSERT_EQ(inputs.files(), 4U);
  for (size_t i = 0; i < 4; ++i) { EXPECT_EQ(inputs.path[i], layout.inputs->path[i]); }
  EXPECT_EQ(inputs.digest, layout.inputs->digest);
  EXPECT_EQ(inputs.checks, layout.inputs->checks);
  EXPECT_EQ(inputs.set_files, layout.inputs->set_files);
  EXPECT_EQ(reader.input_digests(0, 12), layout.block.input_digest);
  EXPECT_EQ(reader.input_sets(2, 10), std::vector<uint32_t>(layout.block.input_set.begin() + 2,
                                                            layout.block.input_set.end()));
}

TEST(Resume, RefusesAnotherRunsStoreNamingTheDifference) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const StoreLayout layout = write_store(path, {.rows = 12});
  const auto refuses = [&](std::initializer_list<std::string> parts,
                           const std::function<void(StoreContents&, StoreAttributes&)>& change) {
    StoreContents contents = layout.contents;
    StoreAttributes attributes = layout.attributes;
    change(contents, attributes);
    expect_store_error(StoreError::Kind::mismatch, parts,
                       [&] { StoreWriter::resume(MPI_COMM_WORLD, path, contents, attributes); });
  };
  refuses({"checkpoint", "c0ffee", "tea"}, [](auto&, auto& a) { a.checkpoint_sha256 = "tea"; });
  refuses({"affinity checkpoint", "nothing"},
          [](auto&, auto& a) { a.affinity_checkpoint_sha256 = ""; });
  refuses({"precision", "bfloat16"}, [](auto&, auto& a) { a.precision = "bfloat16"; });
  refuses({"RDKit version"}, [](auto&, auto& a) { a.rdkit_version = "2025.03.1"; });
  refuses({"seed", "'42'", "'43'"}, [](auto&, auto& a) { a.seed = 43; });
  refuses({"recycling_steps", "'3'", "'10'"},
          [](auto&, auto& a) { a.numerics["recycling_steps"] = "10"; });
  refuses({"step_scale", "nothing", "'1.5'"},
          [](auto&, auto& a) { a.numerics["step_scale"] = "1.5"; });
  refuses({"samples", "'2'", "'5'"}, [](auto& c, auto&) { c.samples = 5; });
  refuses({"pae kept"}, [](auto& c, auto&) { c.pae = true; });
  StoreAttributes only_words = layout.attributes;
  only_words.options = "{}";
  only_words.program = "boltz-batch 0.2.0";
  StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, only_words).close();
}

TEST(Resume, RefusesWhatIsNoStore) {
  const Folder folder;
  const StoreLayout layout = write_store(folder / "s.h5", {.rows = 12});
  const auto resume = [&](const char* name) {
    StoreWriter::resume(MPI_COMM_WORLD, folder / name, layout.contents, layout.attributes);
  };
  expect_store_error(StoreError::Kind::missing, {"none.h5"}, [&] { resume("none.h5"); });
  std::ofstream(folder / "text.h5") << "id,smiles\n";
  expect_store_error(StoreError::Kind::corrupt, {"text.h5"}, [&] { resume("text.h5"); });
  const auto size = std::filesystem::file_size(folder / "s.h5");
  for (const uint64_t left : {size - 1, size / 2, uint64_t{100}}) {
    std::filesystem::copy_file(folder / "s.h5", folder / "cut.h5",
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(folder / "cut.h5", left);
    expect_store_error(StoreError::Kind::corrupt, {"cut.h5"}, [&] { resume("cut.h5"); });
    expect_store_error(StoreError::Kind::corrupt, {"cut.h5"},
                       [&] { StoreReader reader(folder / "cut.h5"); });
  }
}

}  // namespace
}  // namespace bb::test
