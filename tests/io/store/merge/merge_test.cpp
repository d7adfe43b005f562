#include "io/store/merge/merge.h"

#include <algorithm>
#include <cmath>

#include "check_store.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

using Paths = std::vector<std::filesystem::path>;

std::string all_problems(const VerifyReport& report) {
  std::string text;
  for (const std::string& problem : report.problems) { text += problem + "\n"; }
  for (const BadRow& bad : report.bad) { text += bad.id + ": " + bad.problem + "\n"; }
  return text;
}

Paths write_shards(const Folder& folder, MadeUpOptions options,
                   const std::function<bool(uint64_t)>& leave_out = {}) {
  Paths paths;
  for (options.shard = 0; options.shard < options.shards; ++options.shard) {
    paths.push_back(folder / ("shard-" + std::to_string(options.shard + 1) + ".h5"));
    write_store(paths.back(), options, leave_out);
  }
  return paths;
}

TEST(Merge, ShardsReadAsOneStoreInTheManifestsOrder) {
  for (const bool everything : {false, true}) {
    const Folder folder;
    const MadeUpOptions options{.rows = 61, .everything = everything, .shards = 4};
    const Paths shards = write_shards(folder, options);
    const auto out = folder / "all.h5";
    const MergeReport report = merge_stores(out, shards);
    EXPECT_EQ(report.rows, 61U);
    EXPECT_EQ(report.stores, 4U);
    EXPECT_TRUE(report.missing.empty());
    const StoreCheck check = check_store(out, options);
    EXPECT_EQ(check.wrong, "");
    EXPECT_EQ(check.pending, 0U);
    EXPECT_EQ(check.done, 55U + 37U);
    const VerifyReport verified = verify_store(out);
    EXPECT_TRUE(verified.ok()) << all_problems(verified);
    EXPECT_EQ(verified.results, 61U + 41U);
    const StoreReader reader(out);
    EXPECT_EQ(reader.plan(), make_layout({.rows = 61}).plan);
    for (uint64_t row = 0; row < 61; ++row) { EXPECT_EQ(reader.sizes().manifest_row[row], row); }
    EXPECT_EQ(reader.text(17).id, "complex-17");
    EXPECT_EQ(reader.error(7).message, "row 7: no SMILES. Give one");
    EXPECT_EQ(reader.error(8).message, "");
  }
}

TEST(Merge, NumbersCopiesAnewAndKeepsWarnings) {
  const Folder folder;
  const MadeUpOptions options{.rows = 40, .shards = 3, .copies = true};
  const Paths shards = write_shards(folder, options);
  merge_stores(folder / "all.h5", shards);
  const StoreReader master(folder / "all.h5");
  const std::vector<uint32_t> same_as = master.same_as();
  uint64_t copies = 0;
  for (const auto& shard : shards) {
    const StoreReader store(shard);
    const std::vector<uint32_t> own = store.same_as();
    const auto& rows = store.sizes().manifest_row;
    for (uint64_t i = 0; i < store.rows(); ++i) {
      EXPECT_EQ(same_as[rows[i]], own[i] == no_row ? no_row : rows[own[i]]) << rows[i];
      copies += own[i] != no_row;
      EXPECT_EQ(master.text(rows[i]).smiles_written, store.text(i).smiles_written);
      EXPECT_EQ(master.warnings(rows[i]), store.warnings(i));
    }
  }
  EXPECT_GT(copies, 15U);
  EXPECT_EQ(master.warnings(4), "the MSA of row 4");
  EXPECT_EQ(master.warning_kinds()[4], static_cast<WarningKinds>(WarningKind::msa));
  const VerifyReport verified = verify_store(folder / "all.h5");
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
}

TEST(Merge, MovesWithItsFolder) {
  const Folder folder;
  const MadeUpOptions options{.rows = 20, .shards = 2};
  std::filesystem::create_directories(folder / "here/shards%b");
  const Paths shards = write_shards(folder, options);
  Paths moved;
  for (const auto& shard : shards) {
    moved.push_back(folder / "here/shards%b" / shard.filename());
    std::filesystem::rename(shard, moved.back());
  }
  merge_stores(folder / "here/all.h5", moved);
  std::filesystem::rename(folder / "here", folder / "there");
  EXPECT_EQ(check_store(folder / "there/all.h5", options).wrong, "");
  const VerifyReport verified = verify_store(folder / "there/all.h5");
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
}

TEST(Merge, RowsOfAMissingShardArePending) {
  const Folder folder;
  const MadeUpOptions options{.rows = 40, .shards = 4};
  Paths shards = write_shards(folder, options);
  const uint64_t absent = StoreReader(shards[2]).rows();
  std::filesystem::remove(shards[2]);
  const auto out = folder / "all.h5";
  const MergeReport report = merge_stores(out, shards);
  ASSERT_EQ(report.missing.size(), 1U);
  EXPECT_EQ(report.missing[0], "shard 3 of 4, " + std::to_string(absent) + " rows");
  const StoreReader reader(out);
  EXPECT_EQ(reader.rows(), 40U);
  EXPECT_EQ(reader.counts(Stage::structure).pending, absent);
  EXPECT_EQ(check_store(out, options).wrong, "");
  const VerifyReport verified = verify_store(out);
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
  // Where it is not even named.
  shards.erase(shards.begin() + 2);
  EXPECT_EQ(merge_stores(out, shards, {.replace = true}).missing, report.missing);
}

TEST(Merge, ScreensFollowOneAnother) {
  const Folder folder;
  const Paths shards = write_shards(folder, {.rows = 30, .shards = 2});
  write_store(folder / "more.h5", {.rows = 12, .name = "a longer name"});
  // Nobody asked for affinities there.
  StoreLayout third = make_layout({.rows = 5, .name = "third"});
  third.attributes.affinity_checkpoint_sha256.clear();
  StoreWriter::create(MPI_COMM_WORLD, folder / "third.h5", third).close();
  const auto out = folder / "all.h5";
  const MergeReport report =
      merge_stores(out, Paths{folder / "more.h5", shards[1], shards[0], folder / "third.h5"});
  EXPECT_EQ(report.rows, 47U);
  EXPECT_EQ(check_store(out, {.rows = 47}).wrong, "");
  const StoreReader reader(out);
  EXPECT_EQ(reader.text(5).id, "a longer name-5");
  EXPECT_EQ(reader.text(12 + 5).id, "complex-5");
  EXPECT_TRUE(reader.plan().members.empty());
  const VerifyReport verified = verify_store(out);
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
}

TEST(Merge, ShowsARunningStoreAsItWas) {
  const Folder folder;
  const MadeUpOptions options{.rows = 20};
  const auto path = folder / "s.h5", out = folder / "all.h5";
  const StoreLayout layout = make_layout(options);
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
  for (uint64_t row = 0; row < 10; ++row) {
    if (layout.sizes.tokens[row] != 0) { write_row(writer, layout, row); }
  }
  // Another process, since HDF5 opens no file for reading and for writing in one.
  const std::string command = std::string(BB_STORE_SHARDS) + " merge '" + out.string() + "' '" +
                              path.string() + "' > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  for (uint64_t row = 10; row < 20; ++row) {
    if (layout.sizes.tokens[row] != 0) { write_row(writer, layout, row); }
  }
  writer.close();
  EXPECT_EQ(StoreReader(out).counts(Stage::structure).done, 9U);
  EXPECT_EQ(check_store(out, options).wrong, "");
  const VerifyReport verified = verify_store(out);
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
  merge_stores(out, Paths{path}, {.replace = true});
  EXPECT_EQ(StoreReader(out).counts(Stage::structure).done, 18U);
  EXPECT_TRUE(verify_store(path).ok());
}

TEST(Merge, RefusesWhatDoesNotBelongTogether) {
  const Folder folder;
  const MadeUpOptions options{.rows = 12, .name = "one"};
  write_store(folder / "one.h5", options);
  const auto out = folder / "all.h5";
  const auto with = [&](const char* name, const std::function<void(StoreLayout&)>& change) {
    StoreLayout layout = make_layout({.rows = 12, .name = "two"});
    change(layout);
    StoreWriter::create(MPI_COMM_WORLD, folder / name, layout).close();
    return Paths{folder / "one.h5", folder / name};
  };
  const auto refused = [&](StoreError::Kind kind, std::initializer_list<std::string> words,
                           const Paths& stores) {
    expect_store_error(kind, words, [&] { merge_stores(out, stores); });
    EXPECT_FALSE(std::filesystem::exists(folder / "all.h5.merging"));
  };
  using Kind = StoreError::Kind;
  refused(Kind::mismatch, {"checkpoint", "one.h5 has 'c0ffee'", "a.h5 has 'dead'"},
          with("a.h5", [](StoreLayout& l) { l.attributes.checkpoint_sha256 = "dead"; }));
  refused(Kind::mismatch, {"recycling_steps", "'3'", "'4'", "precision", "'high'"},
          with("b.h5", [](StoreLayout& l) {
            l.attributes.numerics["recycling_steps"] = "4";
            l.attributes.precision = "high";
          }));
  refused(Kind::mismatch, {"columns of the manifest", "note", "notes"},
          with("c.h5", [](StoreLayout& l) { l.user_columns[1] = "notes"; }));
  refused(Kind::missing, {"gone.h5"}, {folder / "one.h5", folder / "gone.h5"});
  refused(Kind::mismatch, {"all.h5", "one of the stores"}, {folder / "one.h5", out});
  std::filesystem::copy_file(folder / "one.h5", folder / "copy.h5");
  refused(Kind::mismatch, {"11 ids ('one-0', ", "…", "one.h5", "copy.h5", "--newest"},
          {folder / "one.h5", folder / "copy.h5"});
  const Paths shards = write_shards(folder, {.rows = 20, .shards = 2});
  std::filesystem::copy_file(shards[0], folder / "twin.h5");
  refused(Kind::mismatch, {"twin.h5", "shard 1 of 2"}, {shards[0], shards[1], folder / "twin.h5"});
  EXPECT_FALSE(std::filesystem::exists(out));

  merge_stores(out, Paths{folder / "one.h5"});
  refused(Kind::exists, {"all.h5", "--force"}, {folder / "one.h5"});
  merge_stores(out, Paths{folder / "one.h5"}, {.replace = true});
  expect_store_error(Kind::exists, {"results of its own"},
                     [&] { merge_stores(shards[0], Paths{folder / "one.h5"}, {.replace = true}); });
  expect_store_error(Kind::mismatch, {"is a master already"},
                     [&] { merge_stores(folder / "x.h5", Paths{out}); });
  const StoreLayout layout = make_layout(options);
  expect_store_error(Kind::mismatch, {"all.h5", "is a master", "one.h5"}, [&] {
    StoreWriter::resume(MPI_COMM_WORLD, out, layout.contents, layout.attributes);
  });
  expect_store_error(Kind::other, {"is a master", "one.h5"}, [&] {
    flip(out, std::filesystem::file_size(out) / 2, 0);  // nothing: sound masters need no repair
    std::filesystem::rename(folder / "one.h5", folder / "away.h5");
    verify_store(out, true);
  });
}

TEST(Merge, ARowThatIsDoneStandsInForOneThatIsNot) {
  const Folder folder;
  // Failed, pending and done rows, as shards with rows of another screen before them.
  write_store(folder / "other.h5", {.rows = 9, .name = "other"});
  const auto is_late = [](uint64_t row) { return row % 4 == 1; };
  Paths shards;
  for (uint32_t shard = 0; shard < 2; ++shard) {
    const MadeUpOptions options{.rows = 40, .shard = shard, .shards = 2};
    const auto manifest = make_layout(options).sizes.manifest_row;
    shards.push_back(folder / ("part-" + std::to_string(shard) + ".h5"));
    write_store(shards.back(), options, [&](uint64_t row) { return is_late(manifest[row]); });
  }
  // The same rows once more, of which others are pending, and with those that had an error mended.
  write_store(folder / "rest.h5", {.rows = 40, .tokens = 12, .atoms = 49},
              [&](uint64_t row) { return !is_late(row) && row % 10 != 7; });
  const auto out = folder / "all.h5";
  const MergeReport report =
      merge_stores(out, Paths{folder / "other.h5", shards[0], shards[1], folder / "rest.h5"});
  EXPECT_EQ(report.rows, 49U);
  EXPECT_EQ(report.replaced, 40U);
  const StoreReader reader(out);
  const auto stands_in = [&](uint64_t row) { return is_late(row) || row % 10 == 7; };
  for (uint64_t row = 0; row < 40; ++row) {
    EXPECT_EQ(reader.text(9 + row).id, "complex-" + std::to_string(row) + (row == 3 ? "-é" : ""));
    EXPECT_EQ(reader.sizes().manifest_row[9 + row], row);
    EXPECT_EQ(reader.structure_status()[9 + row], Status::done) << row;
    // Only there it has twelve tokens for certain; results are read through the master.
    if (stands_in(row)) { EXPECT_EQ(reader.sizes().tokens[9 + row], 12U); }
    EXPECT_EQ(reader.structure(9 + row).result.coordinates.size(),
              size_t{2} * 3 * reader.sizes().atoms[9 + row]);
  }
  const VerifyReport verified = verify_store(out);
  EXPECT_TRUE(verified.ok()) << all_problems(verified);
  // What the other order shows is the same.
  merge_stores(folder / "turned.h5",
               Paths{folder / "rest.h5", shards[1], shards[0], folder / "other.h5"});
  const StoreReader turned(folder / "turned.h5");
  EXPECT_EQ(turned.rows(), 49U);
  EXPECT_EQ(turned.counts(Stage::structure).done, 40U + 8U);
  const VerifyReport verified_too = verify_store(folder / "turned.h5");
  EXPECT_TRUE(verified_too.ok()) << all_problems(verified_too);
}

TEST(Merge, OfRowsDoneTwiceTheNewestIsShownWhereThatIsAskedFor) {
  const Folder folder;
  const auto write = [&](const char* name, uint64_t made, uint32_t tokens) {
    StoreLayout layout = make_layout({.rows = 12, .tokens = tokens, .atoms = 4 * tokens + 1});
    layout.attributes.made = made;
    StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, folder / name, layout);
    for (uint64_t row = 0; row < 12; ++row) { write_row(writer, layout, row); }
    writer.close();
  };
  write("new.h5", 2000, 10);
  write("old.h5", 1000, 11);
  const Paths stores{folder / "new.h5", folder / "old.h5"};
  expect_store_error(StoreError::Kind::mismatch, {"12 ids", "'complex-0'", "--newest"},
                     [&] { merge_stores(folder / "all.h5", stores); });
  EXPECT_EQ(merge_stores(folder / "all.h5", stores, {.newest = true}).rows, 12U);
  const StoreReader reader(folder / "all.h5");
  EXPECT_EQ(reader.sizes().tokens, std::vector<uint32_t>(12, 10));
  EXPECT_TRUE(verify_store(folder / "all.h5").ok());
  // The inputs of both are there, and each row names its own.
  EXPECT_EQ(reader.inputs().sets(), 6U);
  EXPECT_EQ(reader.input_sets(0, 3), (std::vector<uint32_t>{0, 1, 2}));
  merge_stores(folder / "turned.h5", Paths{stores[1], stores[0]}, {.newest = true});
  const StoreReader turned(folder / "turned.h5");
  EXPECT_EQ(turned.sizes().tokens, std::vector<uint32_t>(12, 10));
  EXPECT_EQ(turned.input_sets(0, 3), (std::vector<uint32_t>{3, 4, 5}));
  EXPECT_EQ(turned.inputs().path[turned.inputs().files_of(4)[0]], "target1.yaml");
}

TEST(Merge, ShardsAreOfTheSameInputs) {
  const Folder folder;
  const MadeUpOptions options{.rows = 20, .shards = 2};
  Paths shards = write_shards(folder, options);
  StoreLayout layout = make_layout({.rows = 20, .shard = 1, .shards = 2});
  layout.attributes.input_hash = "5678";
  ++layout.inputs->digest[3];
  StoreWriter::create(MPI_COMM_WORLD, folder / "other.h5", layout).close();
  expect_store_error(
      StoreError::Kind::mismatch, {"different inputs", "target1.yaml", "other.h5"},
      [&] { merge_stores(folder / "all.h5", Paths{shards[0], folder / "other.h5"}); });
}

TEST(Merge, VerifyNamesAStoreThatIsGoneOrDamaged) {
  const Folder folder;
  const MadeUpOptions options{.rows = 40, .shards = 2};
  const Paths shards = write_shards(folder, options);
  const auto out = folder / "all.h5";
  merge_stores(out, shards);

  // A number of a payload, changed in its store.
  const uint64_t row = 11;
  const auto coordinates = StoreReader(out).structure(row).result.coordinates;
  bool found = false;
  for (const auto& shard : shards) {
    std::string bytes(std::filesystem::file_size(shard), '\0');
    std::ifstream(shard, std::ios::binary)
        .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const std::string needle(reinterpret_cast<const char*>(coordinates.data()),
                             coordinates.size() * sizeof(float));
    const size_t at = bytes.find(needle);
    if (at == std::string::npos) { continue; }
    found = true;
    flip(shard, at + 9, 0x20);
    const VerifyReport report = verify_store(out);
    ASSERT_EQ(report.bad.size(), 1U) << all_problems(report);
    EXPECT_EQ(report.bad[0].row, row);
    EXPECT_THROW(StoreReader(out).structure(row), StoreError);
    flip(shard, at + 9, 0x20);
  }
  ASSERT_TRUE(found);
  EXPECT_TRUE(verify_store(out).ok());

  std::filesystem::remove(shards[1]);
  const VerifyReport report = verify_store(out);
  ASSERT_EQ(report.problems.size(), 1U) << all_problems(report);
  EXPECT_NE(report.problems[0].find("shard-2.h5 is missing"), std::string::npos);
  EXPECT_TRUE(report.bad.empty()) << all_problems(report);
  // Nothing of it is believed; scores are the master's own and stay.
  const StoreReader without(out);
  uint64_t refused = 0;
  for (uint64_t i = 0; i < 40; ++i) {
    if (without.structure_status()[i] != Status::done) { continue; }
    try {
      without.structure(i);
    } catch (const StoreError& error) {
      ++refused;
      EXPECT_NE(std::string(error.what()).find("shard-2.h5 is missing"), std::string::npos);
    }
  }
  EXPECT_GT(refused, 10U);
  EXPECT_LT(refused, 30U);
}

}  // namespace
}  // namespace bb::test
