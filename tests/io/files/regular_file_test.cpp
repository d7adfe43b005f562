#include "io/files/regular_file.h"

#include <chrono>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "io/files/file_error.h"
#include "tests/support/temporary_folder.h"

namespace {

using bb::test::TemporaryFolder;
using Clock = std::chrono::steady_clock;

std::string refused(const std::filesystem::path& path, bb::FileUse use = bb::FileUse::read) {
  const auto start = Clock::now();
  std::string why = "nothing";
  try {
    bb::open_regular_file(path, use);
  } catch (const bb::FileError& error) {
    EXPECT_EQ(error.what(), path.string() + ": " + error.problem());
    why = error.problem();
  }
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(1)) << path;
  return why;
}

TEST(RegularFile, IsReadWholeAlsoThroughALink) {
  const TemporaryFolder folder;
  const auto file = folder.write("a", "some text");
  std::filesystem::create_symlink(file, folder / "link");
  EXPECT_EQ(bb::read_small_file(folder / "link", 100), "some text");
  EXPECT_EQ(bb::read_small_file(folder.write("empty", ""), 0), "");
  const std::string large(300'000, 'x');
  EXPECT_EQ(bb::read_small_file(folder.write("large", large), 300'000), large);
  EXPECT_THROW(bb::read_small_file(folder / "large", 299'999), bb::FileError);
}

TEST(RegularFile, RefusesWhatIsNoneAtOnce) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", folder / "link");
  std::filesystem::create_symlink("/dev/zero", folder / "zero");
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  for (const auto use : {bb::FileUse::read, bb::FileUse::read_write, bb::FileUse::append}) {
    EXPECT_EQ(refused(folder / "pipe", use), "is a named pipe, a file is needed");
    EXPECT_EQ(refused(folder / "link", use), "is a named pipe, a file is needed");
    EXPECT_EQ(refused(folder / "zero", use), "is a device, a file is needed");
    EXPECT_EQ(refused(folder / "socket", use), "is a socket, a file is needed");
    EXPECT_EQ(refused(folder / "", use), "is a folder, a file is needed");
  }
  ::close(listener);
}

TEST(RegularFile, RefusesWhatTheKernelMakesUp) {
  // They say that they are regular files; /proc/kmsg would wait for the kernel's next message.
  for (const char* path :
       {"/proc/self/environ", "/proc/kmsg", "/sys/kernel/mm/transparent_hugepage/enabled"}) {
    if (::access(path, R_OK) != 0) { continue; }
    EXPECT_NE(refused(path).find("made up by the kernel"), std::string::npos) << path;
  }
}

TEST(RegularFile, SaysWhatIsNotThere) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder / "dangling");
  for (const char* name : {"absent", "dangling"}) {
    try {
      bb::open_regular_file(folder / name);
      ADD_FAILURE();
    } catch (const bb::FileError& error) {
      EXPECT_TRUE(error.is_missing());
      EXPECT_EQ(error.problem(), "no such file");
    }
  }
  std::filesystem::create_symlink("round", folder / "round");
  EXPECT_NE(refused(folder / "round").find("cannot be opened: "), std::string::npos);
}

TEST(RegularFile, AppendMakesAFileWithTheUsersMask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(007);
  bb::write_all(bb::open_regular_file(folder / "new", bb::FileUse::append), "new", "ab", 2);
  ::umask(before);
  bb::write_all(bb::open_regular_file(folder / "new", bb::FileUse::append), "new", "c", 1);
  EXPECT_EQ(bb::read_small_file(folder / "new", 10), "abc");
  struct stat about {};
  ASSERT_EQ(::stat((folder / "new").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777u, 0660u);
}

}  // namespace
