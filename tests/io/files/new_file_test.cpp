#include "io/files/new_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "io/files/file_error.h"
#include "io/files/regular_file.h"
#include "tests/support/temporary_folder.h"

namespace {

using bb::test::TemporaryFolder;

unsigned mode_of(const std::filesystem::path& path) {
  struct stat about {};
  EXPECT_EQ(::stat(path.c_str(), &about), 0);
  return about.st_mode & 0777u;
}

TEST(NewFile, LeavesAloneWhatALinkInItsPlacePointsTo) {
  const TemporaryFolder folder;
  const auto victim = folder.write("victim", "precious");
  for (const char* to : {"victim", "nowhere"}) {
    std::filesystem::create_symlink(to, folder / "made");
    bb::write_all(bb::make_new_file(folder / "made"), "made", "mine", 4);
    EXPECT_FALSE(std::filesystem::is_symlink(folder / "made"));
    EXPECT_EQ(bb::read_small_file(folder / "made", 10), "mine");
    std::filesystem::remove(folder / "made");
  }
  std::filesystem::create_hard_link(victim, folder / "made");
  bb::write_all(bb::make_new_file(folder / "made"), "made", "mine", 4);
  EXPECT_EQ(bb::read_small_file(victim, 10), "precious");
  EXPECT_FALSE(std::filesystem::exists(folder / "nowhere"));
}

TEST(NewFile, ReplacesWhatADeadRunLeft) {
  const TemporaryFolder folder;
  folder.write("made", "the beginning of something long");
  ::mkfifo((folder / "pipe").c_str(), 0600);
  for (const char* name : {"made", "pipe"}) {
    bb::write_all(bb::make_new_file(folder / name), name, "x", 1);
    EXPECT_EQ(bb::read_small_file(folder / name, 100), "x");
  }
}

TEST(NewFile, HasTheUsersMask) {
  const TemporaryFolder folder;
  for (const auto& [mask, mode] : {std::pair{022u, 0644u}, {002u, 0664u}, {077u, 0600u}}) {
    const mode_t before = ::umask(mask);
    bb::make_new_file(folder / "made");
    bb::replace_file(folder / "whole", folder / "part", "text");
    ::umask(before);
    EXPECT_EQ(mode_of(folder / "made"), mode);
    EXPECT_EQ(mode_of(folder / "whole"), mode);
  }
}

TEST(NewFile, ReplacesWholeOrNotAtAll) {
  const TemporaryFolder folder;
  const auto file = folder.write("file", "old");
  bb::replace_file(file, folder / "file.new", "new");
  EXPECT_EQ(bb::read_small_file(file, 10), "new");
  std::filesystem::create_directory(folder / "taken");
  EXPECT_THROW(bb::replace_file(folder / "taken", folder / "file.new", "new"), bb::FileError);
  EXPECT_FALSE(std::filesystem::exists(folder / "file.new"));
  EXPECT_THROW(bb::replace_file(file, folder / "taken", "new"), bb::FileError);
  EXPECT_TRUE(std::filesystem::is_directory(folder / "taken"));
}

}  // namespace
