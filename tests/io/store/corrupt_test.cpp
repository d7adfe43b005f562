// Bytes that change anywhere in a file: each is noticed, or changes no number of a row that is
// done.
#include <cstdio>
#include <map>
#include <random>

#include <unistd.h>

#include "check_store.h"
#include "io/store/lock/store_lock.h"
#include "io/store/merge/merge.h"
#include "io/store/store_header.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

constexpr int flips = 200;

/// A part of the file that holds one dataset; what lies between them is HDF5's own.
struct Region {
  uint64_t first = 0, end = 0;
  std::string name{};
};

std::vector<Region> regions(const std::filesystem::path& path) {
  const hdf5::File file = hdf5::File::open(path, hdf5::File::Access::read);
  std::vector<Region> all;
  const StoreDimensions dimensions = read_header(file).dimensions;
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (is_shown(spec, dimensions)) { continue; }
    const auto offset = file.dataset(spec.name).file_offset();
    if (offset) {
      all.push_back({.first = *offset, .end = *offset + spec.bytes(), .name = spec.name});
    }
  }
  return all;
}

std::string region_of(const std::vector<Region>& all, uint64_t at) {
  for (const Region& region : all) {
    if (at < region.first || at >= region.end) { continue; }
    return region.name.ends_with("status") ? region.name
                                           : region.name.substr(0, region.name.find('/', 1));
  }
  return "HDF5's own";
}

std::string read_whole(const std::filesystem::path& path) {
  std::string bytes(std::filesystem::file_size(path), '\0');
  std::ifstream(path, std::ios::binary)
      .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

enum class Seen { refused, named, harmless };

Seen look(const std::filesystem::path& path) {
  try {
    return verify_store(path).ok() ? Seen::harmless : Seen::named;
  } catch (const StoreError&) { return Seen::refused; }
}

// Texts that a reader takes for a row's: all of them, done or not.
std::string texts(const StoreReader& reader) {
  std::string all;
  for (uint64_t row = 0; row < reader.rows(); ++row) {
    const RowText text = reader.text(row);
    all += text.id + "\n" + text.smiles + "\n";
    for (const std::string& value : text.user_values) { all += value + "\n"; }
  }
  return all;
}

/// Half of the flips in bytes that are not zero, and one in each dataset: small ones are missed
/// otherwise.
std::vector<uint64_t> places(const std::string& bytes, const std::vector<Region>& all,
                             std::mt19937& random) {
  std::vector<uint64_t> at;
  for (const Region& region : all) {
    at.push_back(region.first + random() % (region.end - region.first));
  }
  while (at.size() < flips) {
    uint64_t place = random() % bytes.size();
    while (at.size() % 2 == 0 && bytes[place] == '\0') { place = random() % bytes.size(); }
    at.push_back(place);
  }
  return at;
}

void flip_everywhere(const std::filesystem::path& good, const MadeUpOptions& options,
                     unsigned seed) {
  const auto bad = good.parent_path() / "bad.h5";
  const std::string bytes = read_whole(good);
  const std::vector<Region> all = regions(good);
  const std::string good_texts = texts(StoreReader(good));
  const StoreCheck sound = check_store(good, options);
  ASSERT_EQ(sound.wrong, "");
  std::mt19937 random(seed);
  std::map<std::string, std::map<Seen, int>> counts;
  for (const uint64_t at : places(bytes, all, random)) {
    std::filesystem::copy_file(good, bad, std::filesystem::copy_options::overwrite_existing);
    flip(bad, at, static_cast<unsigned char>(1 + random() % 255));
    const std::string where = region_of(all, at);
    const Seen seen = look(bad);
    ++counts[where][seen];
    if (seen != Seen::harmless) { continue; }
    EXPECT_NE(where, "HDF5's own") << "byte " << at;
    // Nobody says a word, so every number of a row that is done is what was made up.
    const StoreCheck check = check_store(bad, options);
    EXPECT_EQ(check.wrong, "") << "byte " << at << " of " << where;
    EXPECT_LE(check.done, sound.done) << "byte " << at << " of " << where;
    EXPECT_EQ(texts(StoreReader(bad)), good_texts) << "byte " << at << " of " << where;
  }
  int noticed = 0;
  std::printf("%-32s %8s %8s %8s\n", "where", "refused", "named", "harmless");
  for (auto& [where, count] : counts) {
    std::printf("%-32s %8d %8d %8d\n", where.c_str(), count[Seen::refused], count[Seen::named],
                count[Seen::harmless]);
    noticed += count[Seen::refused] + count[Seen::named];
  }
  EXPECT_GT(noticed, flips / 2);
  EXPECT_GT(counts["HDF5's own"][Seen::refused], 10);
}

TEST(Corrupt, NoFlipAnywhereGivesAWrongNumber) {
  const Folder folder;
  const MadeUpOptions options{.rows = 24, .everything = true};
  write_store(folder / "good.h5", options);
  flip_everywhere(folder / "good.h5", options, 11);
}

TEST(Corrupt, NoFlipAnywhereOfAHalfDoneStoreGivesAWrongNumber) {
  const Folder folder;
  const MadeUpOptions options{.rows = 40};
  write_store(folder / "good.h5", options, [](uint64_t row) { return row % 3 == 0; });
  flip_everywhere(folder / "good.h5", options, 12);
}

TEST(Corrupt, NoFlipAnywhereOfAMasterGivesAWrongNumber) {
  const Folder folder;
  MadeUpOptions options{.rows = 24, .shards = 2};
  std::vector<std::filesystem::path> shards;
  for (options.shard = 0; options.shard < 2; ++options.shard) {
    shards.push_back(folder / ("shard-" + std::to_string(options.shard) + ".h5"));
    write_store(shards.back(), options);
  }
  merge_stores(folder / "good.h5", shards);
  // 12: HDF5 itself dies of some of these flips once it has opened a virtual dataset.
  for (const unsigned seed : {12u, 13u}) { flip_everywhere(folder / "good.h5", options, seed); }
}

/// What may not be written, for root too: it becomes nobody meanwhile.
class ReadOnly {
 public:
  ReadOnly(const std::filesystem::path& folder, std::filesystem::path path)
      : path_(std::move(path)) {
    using std::filesystem::perms;
    std::filesystem::permissions(folder, perms::owner_all | perms::group_exec | perms::group_read |
                                             perms::others_exec | perms::others_read);
    before_ = std::filesystem::status(path_).permissions();
    std::filesystem::permissions(path_,
                                 perms::owner_write | perms::group_write | perms::others_write,
                                 std::filesystem::perm_options::remove);
    if (::geteuid() == 0 && ::seteuid(65534) != 0) { throw std::runtime_error("seteuid"); }
  }
  ~ReadOnly() {
    if (::getuid() == 0 && ::seteuid(0) != 0) { std::abort(); }
    std::error_code ignored;
    std::filesystem::permissions(path_, before_, ignored);
  }
  ReadOnly(const ReadOnly&) = delete;
  ReadOnly& operator=(const ReadOnly&) = delete;

 private:
  std::filesystem::path path_;
  std::filesystem::perms before_{};
};

TEST(Corrupt, AStoreThatMayNotBeWrittenIsReadAndNotContinued) {
  const Folder folder;
  const MadeUpOptions options{.rows = 12};
  const auto path = folder / "s.h5";
  const StoreLayout layout = write_store(path, options, [](uint64_t row) { return row == 3; });
  const ReadOnly guard(folder.path(), path);
  EXPECT_EQ(check_store(path, options).wrong, "");
  EXPECT_TRUE(verify_store(path).ok());
  expect_store_error(StoreError::Kind::other, {"s.h5", "cannot be opened for writing"}, [&] {
    StoreWriter::resume(MPI_COMM_WORLD, path, layout.contents, layout.attributes);
  });
}

TEST(Corrupt, AFolderThatMayNotBeWrittenIsNamed) {
  const Folder folder;
  const auto path = folder / "s.h5";
  write_store(path, {.rows = 12});
  const ReadOnly guard(folder.path(), folder.path());
  expect_store_error(StoreError::Kind::other, {(folder / "s.h5.lock").string()},
                     [&] { StoreLock(path, {}); });
  expect_store_error(StoreError::Kind::other, {(folder / "new.h5").string()}, [&] {
    StoreWriter::create(MPI_COMM_WORLD, folder / "new.h5", make_layout({.rows = 4}));
  });
  expect_store_error(StoreError::Kind::other, {(folder / "all.h5").string()}, [&] {
    merge_stores(folder / "all.h5", std::vector{std::filesystem::path(path)});
  });
}

}  // namespace
}  // namespace bb::test
