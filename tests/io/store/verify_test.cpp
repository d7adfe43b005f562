#include "io/store/verify.h"

#include <algorithm>
#include <random>

#include "check_store.h"
#include "io/store/store_reader.h"
#include "support.h"

namespace bb::test {
namespace {

struct Region {
  uint64_t first = 0, size = 0;
};

// Where the bytes of a piece of data lie in the file.
Region find(const std::string& bytes, const void* data, size_t size) {
  const std::string needle(static_cast<const char*>(data), size);
  const size_t at = bytes.find(needle);
  EXPECT_NE(at, std::string::npos);
  return {at, size};
}

std::string read_whole(const std::filesystem::path& path) {
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

// Whether anything noticed: the verification, or the reader of a row.
std::string noticed(const std::filesystem::path& path) {
  try {
    const VerifyReport report = verify_store(path);
    if (!report.bad.empty()) { return report.bad[0].problem; }
    if (!report.problems.empty()) { return report.problems[0]; }
    return "";
  } catch (const StoreError& error) { return error.what(); }
}

TEST(Verify, NoticesFlipsInPayloadIndexAndPlan) {
  const Folder folder;
  const auto good = folder / "good.h5", bad = folder / "bad.h5";
  const MadeUpOptions options{.rows = 24, .everything = true};
  const StoreLayout layout = write_store(good, options);
  const std::string bytes = read_whole(good);
  std::vector<Region> regions;
  for (const uint64_t row : {0, 5, 13}) {
    const MadeUpStructure made = make_structure(layout.contents, row, layout.sizes.tokens[row],
                                                layout.sizes.atoms[row], layout.sizes.chains[row]);
    regions.push_back(
        find(bytes, made.result.coordinates.data(), made.result.coordinates.size() * 4));
    regions.push_back(find(bytes, made.result.plddt.data(), made.result.plddt.size() * 4));
    regions.push_back(find(bytes, made.result.pae.data(), made.result.pae.size() * 2));
    regions.push_back(find(bytes, made.result.z.data(), made.result.z.size() * 4));
    regions.push_back(
        find(bytes, made.result.confidence_score.data(), made.result.confidence_score.size() * 4));
    regions.push_back(
        find(bytes, made.result.pair_chains_iptm.data(), made.result.pair_chains_iptm.size() * 4));
  }
  regions.push_back(find(bytes, layout.sizes.tokens.data(), layout.sizes.tokens.size() * 4));
  regions.push_back(find(bytes, layout.sizes.atoms.data(), layout.sizes.atoms.size() * 4));
  regions.push_back(find(bytes, layout.plan.members.data(), layout.plan.members.size() * 4));
  regions.push_back(find(bytes, layout.plan.batches.data(), layout.plan.batches.size() * 4));
  regions.push_back(find(bytes, "complex-10", 10));
  regions.push_back(find(bytes, "row 7: no SMILES", 16));
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const Region& region = regions[static_cast<size_t>(i) % regions.size()];
    const uint64_t at = region.first + random() % region.size;
    std::filesystem::copy_file(good, bad, std::filesystem::copy_options::overwrite_existing);
    flip(bad, at, static_cast<unsigned char>(1U << (random() % 8)));
    EXPECT_NE(noticed(bad), "") << "byte " << at;
  }
}

TEST(Verify, RepairSetsTheBadRowPendingAndTheNextRunMendsIt) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const MadeUpOptions options{.rows = 24};
  const StoreLayout layout = write_store(path, options);
  const MadeUpStructure made = make_structure(layout.contents, 5, layout.sizes.tokens[5],
                                              layout.sizes.atoms[5], layout.sizes.chains[5]);
  const Region region =
      find(read_whole(path), made.result.coordinates.data(), made.result.coordinates.size() * 4);
  flip(path, region.first + 17, 0x10);
  EXPECT_THROW(StoreReader(path).structure(5), StoreError);

  const VerifyReport report = verify_store(path, true);
  ASSERT_EQ(report.bad.size(), 1U);
  EXPECT_EQ(report.bad[0].row, 5U);
  EXPECT_EQ(report.bad[0].id, "complex-5");
  EXPECT_EQ(report.repaired, 1U);
  EXPECT_TRUE(verify_store(path).ok());
  EXPECT_EQ(StoreReader(path).structure_status()[5], Status::pending);

  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  writer.write_structure(5, made.result, made.share);
  writer.close();
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_EQ(check_store(path, options).pending, 0U);
}

TEST(Verify, ResumeRefusesADamagedIndexNamingTheRow) {
  const Folder folder;
  const auto path = folder / "s.h5";
  const StoreLayout layout = write_store(path, {.rows = 24});
  const Region region = find(read_whole(path), layout.sizes.atoms.data(), 24 * 4);
  flip(path, region.first + 4 * 6, 1);
  expect_store_error(StoreError::Kind::corrupt, {"row 6", "verify"}, [&] {
    StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
    StoreReader(path).structure(6);
  });
  const VerifyReport report = verify_store(path);
  ASSERT_FALSE(report.bad.empty());
  EXPECT_FALSE(report.bad[0].repairable);
}

}  // namespace
}  // namespace bb::test
