#include "io/files/input_recording.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "io/files/byte_source.h"
#include "io/files/input_error.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

ContentDigest digest_of(std::string_view text, size_t step) {
  DigestBuilder builder;
  for (size_t i = 0; i < text.size(); i += step) { builder.add(text.substr(i, step)); }
  return builder.digest();
}

LineChecks checks_of(std::string_view text) {
  LineCheckBuilder builder;
  for (size_t i = 0; i < text.size(); i += 7) { builder.add(text.substr(i, 7)); }
  return builder.finish();
}

std::string lines(size_t count, size_t changed = 0) {
  std::string out;
  for (size_t i = 1; i <= count; ++i) {
    out += "line " + std::to_string(i) + (i == changed ? "!\n" : "\n");
  }
  return out;
}

TEST(ContentDigest, IsMurmurHash3) {
  // Of the reference implementation, seed 0.
  EXPECT_EQ(digest_of("", 1), (ContentDigest{0, 0}));
  EXPECT_EQ(digest_of("hello", 5), (ContentDigest{0xcbd8a7b341bd9b02ULL, 0x5b1e906a48ae1d19ULL}));
  const std::string text = lines(20);
  for (const size_t step : {1U, 3U, 16U, 17U, 1000U}) {
    EXPECT_EQ(digest_of(text, step), digest_of(text, 31));
  }
  EXPECT_NE(digest_of(text, 1), digest_of(lines(20, 20), 1));
}

TEST(LineChecks, SayWhereTextsBeginToDiffer) {
  const auto where = [](const std::string& one, const std::string& other) {
    const LineRange range = first_difference(checks_of(one), checks_of(other));
    return std::pair(range.first, range.last);
  };
  using Range = std::pair<uint64_t, uint64_t>;
  EXPECT_EQ(where(lines(100), lines(100)), Range(0, 0));
  EXPECT_EQ(where(lines(100), lines(100, 7)), Range(7, 7));
  EXPECT_EQ(where(lines(256), lines(256, 256)), Range(256, 256));
  EXPECT_EQ(where(lines(100), lines(90)), Range(91, 91));
  EXPECT_EQ(where("", lines(3)), Range(0, 0));  // nothing to compare with
  EXPECT_EQ(where("a\nb", "a\nc"), Range(2, 2));
  // Many lines have few checks, whatever the other text has.
  EXPECT_LE(checks_of(lines(10000)).checks.size(), LineCheckBuilder::most_checks);
  for (const size_t changed : {1U, 63U, 64U, 65U, 5000U, 9999U, 10000U}) {
    const auto [first, last] = where(lines(10000), lines(10000, changed));
    EXPECT_LE(first, changed);
    EXPECT_GE(last, changed);
    EXPECT_LT(last - first, 64U);
  }
  const auto [first, last] = where(lines(200), lines(700, 150));
  EXPECT_LE(first, 150U);
  EXPECT_GE(last, 150U);
  EXPECT_LE(last, 152U);
}

TEST(LineChecks, ShortenedOnesAreThoseOfMoreLinesEach) {
  LineChecks few = checks_of(lines(100)), other = checks_of(lines(100, 42));
  few.shorten(10);
  EXPECT_LE(few.checks.size(), 10U);
  const LineRange range = first_difference(few, other);
  EXPECT_LE(range.first, 42U);
  EXPECT_GE(range.last, 42U);
  few.shorten(0);
  EXPECT_EQ(first_difference(few, other).first, 0U);
}

class Recording : public testing::Test {
 protected:
  std::vector<InputFile> read(const std::filesystem::path& path, size_t pieces = 1) {
    const InputRecording recording(known_);
    {
      ByteSource source = ByteSource::open(path, InputRole::alignment);
      for (size_t i = 0; i < pieces; ++i) { source.next(); }
    }
    recording.check_unchanged();
    std::vector<InputFile> out;
    for (const uint32_t file : recording.files()) { out.push_back(known_.at(file)); }
    return out;
  }

  test::TemporaryFolder folder_;
  KnownFiles known_;
};

TEST_F(Recording, NotesAllOfAFileHoweverLittleIsReadOfIt) {
  const auto path = folder_.write("a.a3m", std::string(1000000, 'a') + "\nb\n");
  const auto files = read(path, 1);  // of four
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].path, path.string());
  EXPECT_EQ(files[0].role, InputRole::alignment);
  EXPECT_EQ(files[0].lines.lines, 2U);
  EXPECT_EQ(files[0].digest, digest_of(std::string(1000000, 'a') + "\nb\n", 1000));
  const auto gz = folder_.path() / "a.a3m.gz";
  gzFile file = gzopen(gz.c_str(), "wb");
  const std::string text = std::string(1000000, 'a') + "\nb\n";
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  EXPECT_EQ(read(gz)[0].digest, files[0].digest);
}

TEST_F(Recording, AFileThatIsAnotherTheNextTimeIsAnError) {
  const auto path = folder_.write("a.a3m", ">q\nMKV\n");
  read(path);
  read(path);
  folder_.write("a.a3m", ">q\nMKL\n");
  try {
    read(path);
    ADD_FAILURE() << "taken";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("a.a3m: the MSA was changed while"),
              std::string::npos);
  }
  folder_.write("a.a3m", ">q\nMKV\n");
  read(path);
  std::filesystem::remove(path);
  EXPECT_THROW(read(path), InputError);
}

TEST_F(Recording, OuterOnesHaveWhatInnerOnesNote) {
  const auto one = folder_.write("one", "1"), two = folder_.write("two", "2");
  const InputRecording outer(known_);
  {
    const InputRecording inner(known_);
    ByteSource::open(one);
    EXPECT_EQ(inner.files().size(), 1U);
  }
  ByteSource::open(two);
  EXPECT_THROW(ByteSource::open(folder_.path() / "gone"), InputError);
  ASSERT_EQ(outer.files().size(), 3U);
  EXPECT_TRUE(known_.at(outer.files()[2]).is_absent);
  outer.check_unchanged();
}

}  // namespace
}  // namespace bb
