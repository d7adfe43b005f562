#include "io/files/atomic_file.h"

#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/io/checkpoint/test_support.h"
#include "tests/support/temporary_folder.h"

namespace bb {
namespace {

size_t files_in(const std::filesystem::path& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST(AtomicFile, AppearsOnCommit) {
  const test::TemporaryFolder directory;
  const auto path = directory.path() / "f";
  std::ofstream(path) << "old";
  {
    AtomicFile file(path);
    file.write(test::bytes_of("new"));
    EXPECT_EQ(test::read_whole(path), test::bytes_of("old"));
    file.commit();
  }
  EXPECT_EQ(test::read_whole(path), test::bytes_of("new"));
  EXPECT_EQ(files_in(directory.path()), 1U);
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const test::TemporaryFolder directory;
  AtomicFile(directory.path() / "f").write(test::bytes_of("half"));
  EXPECT_EQ(files_in(directory.path()), 0U);
}

TEST(AtomicFile, SaysWhyItCannotWrite) {
  const test::TemporaryFolder directory;
  test::expect_error([&] { AtomicFile(directory.path() / "no" / "f"); },
                     {"/no/f", "No such file", "Create the folder"});
  test::expect_error(
      [&] {
        std::filesystem::create_directory(directory.path() / "d");
        AtomicFile file(directory.path() / "d");
        file.commit();
      },
      {"/d", "put the file in place", "directory"});
  EXPECT_EQ(files_in(directory.path()), 1U);
}

// A limit on file sizes stands in for a full disk: write() fails half-way in the same manner.
TEST(AtomicFile, RemovesWhatAFullDiskCutShort) {
  const test::TemporaryFolder directory;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  test::expect_error(
      [&] { AtomicFile(directory.path() / "f").write(test::bytes_of(std::string(5000, 'x'))); },
      {"/f", "cannot write", "File too large"});
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(files_in(directory.path()), 0U);
}

}  // namespace
}  // namespace bb
