// Stores that somebody else has made to show, or to have written, what is not theirs.
#include <chrono>

#include <hdf5.h>
#include <sys/stat.h>

#include "io/store/merge/merge.h"
#include "io/store/store_header.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

using Kind = StoreError::Kind;

/// An open file of HDF5 alone, in which things can be put in the place of what a store has.
class RawFile {
 public:
  explicit RawFile(const std::filesystem::path& path)
      : id_(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)) {
    EXPECT_GE(id_, 0) << path;
  }
  ~RawFile() { H5Fclose(id_); }
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  hid_t id() const { return id_; }
  void remove(const std::string& name) const {
    EXPECT_GE(H5Ldelete(id_, name.c_str(), H5P_DEFAULT), 0) << name;
  }
  /// A dataset of the same type and shape, made as `options` say.
  void remake(const std::string& name, hid_t options) const {
    const hid_t old = H5Dopen2(id_, name.c_str(), H5P_DEFAULT);
    const hid_t type = H5Dget_type(old), space = H5Dget_space(old);
    H5Dclose(old);
    remove(name);
    const hid_t made =
        H5Dcreate2(id_, name.c_str(), type, space, H5P_DEFAULT, options, H5P_DEFAULT);
    EXPECT_GE(made, 0) << name;
    H5Dclose(made);
    H5Sclose(space);
    H5Tclose(type);
  }
  /// An attribute of /settings: `count` times this number.
  void set_setting(const char* name, uint64_t number, hsize_t count = 1) const {
    const hid_t group = H5Gopen2(id_, "/settings", H5P_DEFAULT);
    H5Adelete(group, name);
    const hid_t space = H5Screate_simple(1, &count, nullptr);
    const hid_t made = H5Acreate2(group, name, H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const std::vector<uint64_t> numbers(count, number);
    EXPECT_GE(H5Awrite(made, H5T_NATIVE_UINT64, numbers.data()), 0);
    H5Aclose(made);
    H5Sclose(space);
    H5Gclose(group);
  }

 private:
  hid_t id_;
};

class ForeignStore : public ::testing::Test {
 protected:
  void SetUp() override {
    write_store(path_, options_);
    dimensions_ = read_header(hdf5::File::open(path_, hdf5::File::Access::read)).dimensions;
  }

  void expect_refused(std::initializer_list<std::string> parts) const {
    const auto start = std::chrono::steady_clock::now();
    expect_store_error(Kind::corrupt, parts, [&] { StoreReader reader(path_); });
    expect_store_error(Kind::corrupt, parts, [&] { verify_store(path_, true); });
    expect_store_error(Kind::corrupt, parts, [&] {
      const StoreLayout layout = make_layout(options_);
      StoreWriter::resume(MPI_COMM_WORLD, path_, layout.contents, layout.attributes);
    });
    expect_store_error(Kind::corrupt, parts,
                       [&] { merge_stores(folder_ / "all.h5", std::vector{path_}); });
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  }

  std::string victim() const {
    std::ifstream file(victim_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const Folder folder_;
  const std::filesystem::path path_ = folder_ / "store.h5", victim_ = folder_ / "victim";
  const MadeUpOptions options_{.rows = 12};
  StoreDimensions dimensions_;
};

TEST_F(ForeignStore, StorageInAnotherFileIsNeitherReadNorWritten) {
  const std::string secret(64 << 10, 'S');
  std::ofstream(victim_) << secret;
  {
    const RawFile file(path_);
    const hid_t options = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(options, victim_.c_str(), 0, H5F_UNLIMITED);
    file.remake("/complexes/structure_status", options);
    H5Pclose(options);
  }
  expect_refused({"/complexes/structure_status", "in another file", "not used"});
  EXPECT_EQ(victim(), secret);
}

TEST_F(ForeignStore, FiltersAreRefused) {
  {
    const RawFile file(path_);
    const hid_t options = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = 4;
    H5Pset_chunk(options, 1, &chunk);
    H5Pset_deflate(options, 9);
    file.remake("/complexes/error", options);
    H5Pclose(options);
  }
  expect_refused({"/complexes/error", "filtered"});
}

TEST_F(ForeignStore, LinksToElsewhereAreRefused) {
  const auto other = folder_ / "other.h5";
  std::filesystem::copy_file(path_, other);
  const auto good = folder_ / "good.h5";
  std::filesystem::copy_file(path_, good);
  const auto with = [&](const std::string& name, const auto& link) {
    std::filesystem::copy_file(good, path_, std::filesystem::copy_options::overwrite_existing);
    {
      const RawFile file(path_);
      file.remove(name);
      link(file.id(), name.c_str());
    }
    expect_refused({name, "is a link to something else"});
  };
  const auto external = [&](hid_t file, const char* name) {
    H5Lcreate_external(other.c_str(), name, file, name, H5P_DEFAULT, H5P_DEFAULT);
  };
  for (const char* name : {"/complexes/error", "/complexes", "/settings", "/numerics"}) {
    with(name, external);
  }
  with("/complexes/smiles", [](hid_t file, const char* name) {
    H5Lcreate_soft("/complexes/id", file, name, H5P_DEFAULT, H5P_DEFAULT);
  });
}

TEST_F(ForeignStore, ViewsShowTheFilesOwnRecordsOnly) {
  std::filesystem::copy_file(path_, victim_);
  const auto view = [&](const char* file_name, const char* source, hsize_t columns) {
    const RawFile file(path_);
    const hid_t old = H5Dopen2(file.id(), "/scores/iptm", H5P_DEFAULT);
    const hid_t space = H5Dget_space(old);
    H5Dclose(old);
    const hsize_t extent[2] = {dimensions_.rows, columns}, start[2] = {0, 0},
                  count[2] = {dimensions_.rows, dimensions_.contents.samples};
    const hid_t from = H5Screate_simple(2, extent, nullptr);
    H5Sselect_hyperslab(from, H5S_SELECT_SET, start, nullptr, count, nullptr);
    const hid_t options = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_virtual(options, space, file_name, source, from);
    file.remake("/scores/iptm", options);
    H5Pclose(options);
    H5Sclose(from);
    H5Sclose(space);
  };
  const hsize_t columns = structure_score_columns(dimensions_.contents.samples);
  for (const auto& [file, source] : {std::pair{victim_.c_str(), "/records/structure_scores"},
                                     {".", "/records/affinity_scores"}}) {
    view(file, source, columns);
    seal_metadata(path_, dimensions_);  // as whoever made it would
    expect_refused({"/scores/iptm", "shows something else"});
  }
  view(".", "/records/structure_scores", columns);
  seal_metadata(path_, dimensions_);
  EXPECT_TRUE(verify_store(path_).ok());
}

TEST_F(ForeignStore, AMasterShowsTheStoresThatItNames) {
  const auto master = folder_ / "all.h5", other = folder_ / "other.h5";
  merge_stores(master, std::vector{path_});
  std::filesystem::rename(path_, other);  // the master's parts and its list still say store.h5
  EXPECT_FALSE(verify_store(master).ok());
  const StoreHeader header = read_header(hdf5::File::open(master, hdf5::File::Access::read));
  {
    const RawFile file(master);
    const hid_t group = H5Gopen2(file.id(), "/settings", H5P_DEFAULT);
    H5Adelete(group, "source_0");
    const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    H5Tset_size(type, 8);
    const hid_t made = H5Acreate2(group, "source_0", type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(made, type, "other.h5");
    H5Aclose(made);
    H5Sclose(space);
    H5Tclose(type);
    H5Gclose(group);
  }
  seal_metadata(master, header.dimensions);
  expect_store_error(Kind::corrupt, {"shows something else"}, [&] { verify_store(master); });
}

TEST_F(ForeignStore, NumbersThatNoFileHasAreRefusedWithoutRoomForThem) {
  const auto good = folder_ / "good.h5";
  std::filesystem::copy_file(path_, good);
  const auto with = [&](const char* name, uint64_t number, hsize_t count,
                        std::initializer_list<std::string> parts) {
    std::filesystem::copy_file(good, path_, std::filesystem::copy_options::overwrite_existing);
    {
      const RawFile file(path_);
      file.set_setting(name, number, count);
    }
    expect_refused(parts);
  };
  with("shard_count", 0xFFFFFFFF, 1, {"shard that there is none of"});
  with("shard_index", 7, 1, {"shard that there is none of"});
  for (const char* name : {"rows", "id_bytes", "atoms", "targets", "members"}) {
    with(name, uint64_t{1} << 61, 1, {"does not have the shape"});
  }
  with("rows", 12, 1000, {"/settings@rows", "is not one value"});
}

TEST_F(ForeignStore, WhatIsNoFileIsRefusedAtOnce) {
  const auto pipe = folder_ / "pipe.h5";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& [name, why] : {std::pair{pipe, "is a named pipe"},
                                  {folder_.path(), "is a folder"},
                                  {std::filesystem::path("/dev/zero"), "is a device"}}) {
    expect_store_error(Kind::other, {name.string(), why}, [&] { StoreReader reader(name); });
    expect_store_error(Kind::other, {name.string(), why}, [&] { verify_store(name, true); });
  }
}

TEST_F(ForeignStore, ALinkInThePlaceOfWhatIsMadeIsNotFollowed) {
  std::ofstream(victim_) << "precious";
  const auto made = folder_ / "made.h5", master = folder_ / "all.h5";
  for (const auto& name : {made.string() + ".creating", master.string() + ".merging"}) {
    std::filesystem::create_symlink("victim", name);
  }
  write_store(made, options_);
  merge_stores(master, std::vector{path_});
  EXPECT_EQ(victim(), "precious");
  for (const auto& name : {made, master}) {
    EXPECT_FALSE(std::filesystem::is_symlink(name));
    EXPECT_TRUE(verify_store(name).ok());
  }
}

TEST_F(ForeignStore, MessagesAreKeptAsATerminalMayHaveThem) {
  const auto path = folder_ / "failed.h5";
  StoreLayout layout = make_layout(options_);
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
  writer.write_failure(0, Stage::structure, ErrorCode::input,
                       std::string_view("a\0b \033[31mred\a Å", 16));
  writer.close();
  EXPECT_EQ(StoreReader(path).error(0).message, "a\\x00b \\x1b[31mred\\x07 Å");
}

}  // namespace
}  // namespace bb::test
