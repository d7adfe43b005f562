#include "io/files/mapped_file.h"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/io/checkpoint/test_support.h"
#include "tests/support/temporary_folder.h"

namespace bb {
namespace {

TEST(MappedFile, ShowsTheBytes) {
  const test::TemporaryFolder directory;
  std::ofstream(directory.path() / "f") << "hello";
  const auto file = MappedFile::open(directory.path() / "f");
  EXPECT_EQ(std::vector<std::byte>(file->bytes().begin(), file->bytes().end()),
            test::bytes_of("hello"));
  EXPECT_EQ(file->name(), (directory.path() / "f").string());
  file->populate(file->bytes());
}

TEST(MappedFile, SaysWhyItCannotOpen) {
  const test::TemporaryFolder directory;
  const auto empty = directory.path() / "empty";
  std::ofstream(empty).flush();
  test::expect_error([&] { MappedFile::open(empty); }, {empty.string(), "empty", "download"});
  test::expect_error([&] { MappedFile::open(directory.path()); },
                     {directory.path().string(), "is a folder"});
  test::expect_error([&] { MappedFile::open(directory.path() / "none"); },
                     {"/none", "No such file", "Check the path"});
  test::expect_error([&] { MappedFile::open(empty / "below"); }, {"/below", "Not a directory"});
  test::expect_error([&] { MappedFile::open("/dev/null"); }, {"/dev/null", "is a device"});
  const auto pipe = directory.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  test::expect_error([&] { MappedFile::open(pipe); }, {"pipe", "is a named pipe"});
}

TEST(MappedFile, SaysThatPermissionIsMissing) {
  if (::geteuid() == 0) { GTEST_SKIP() << "root may read everything"; }
  const test::TemporaryFolder directory;
  const auto path = directory.path() / "secret";
  std::ofstream(path) << "x";
  ::chmod(path.c_str(), 0);
  test::expect_error([&] { MappedFile::open(path); },
                     {path.string(), "Permission denied", "read permission"});
}

}  // namespace
}  // namespace bb
