// Damaged files of every kind: the outcome is the right contents or a CheckpointError, never
// anything else. Meant to be run under the address and undefined-behaviour sanitizers too; the
// bytes lie on the heap, so that one read too far shows.

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "io/checkpoint/checkpoint.h"
#include "io/checkpoint/zip_archive.h"
#include "io/files/checkpoint_error.h"
#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using Bytes = std::vector<std::byte>;

// Nothing if it was refused.
std::optional<Checkpoint> try_read(const Bytes& bytes) {
  try {
    return read_checkpoint(MappedFile::from_memory(bytes, "damaged"));
  } catch (const CheckpointError&) { return std::nullopt; }
}

bool equal(const Checkpoint& a, const Checkpoint& b) {
  return a.hyper_parameters == b.hyper_parameters &&
         std::ranges::equal(a.tensors, b.tensors, [](const auto& x, const auto& y) {
           return x.first == y.first && x.second.dtype == y.second.dtype &&
                  x.second.shape == y.second.shape && x.second.strides == y.second.strides &&
                  std::ranges::equal(x.second.bytes, y.second.bytes);
         });
}

// Reads every byte that the tensors claim to have, so that a sanitizer sees a claim that is too
// large.
void touch(const Checkpoint& checkpoint) {
  for (const auto& [name, tensor] : checkpoint.tensors) {
    unsigned sum = 0;
    for (const std::byte byte : tensor.bytes) { sum += std::to_integer<unsigned>(byte); }
    ASSERT_LE(sum, 255 * tensor.bytes.size());
    ASSERT_EQ(extent_bytes(tensor.dtype, tensor.shape, tensor.strides),
              static_cast<int64_t>(tensor.bytes.size()))
        << name;
  }
}

class Corruption : public testing::Test {
 protected:
  void load(const char* name) {
    const auto path = test::fixture(name);
    if (path.empty()) { GTEST_SKIP() << "fixtures were not made: set BB_PYTHON"; }
    bytes_ = test::read_whole(path);
    original_ = try_read(bytes_);
    ASSERT_TRUE(original_);
  }

  // Changes the byte at `at` by one bit (another one at each place) and by all; `check` is given
  // both outcomes.
  template <typename Check>
  void flip(size_t at, Check check) {
    const std::byte before = bytes_[at];
    for (const unsigned change : {1U << (at % 8), 0xffU}) {
      bytes_[at] = before ^ static_cast<std::byte>(change);
      check(try_read(bytes_));
    }
    bytes_[at] = before;
  }

  Bytes bytes_;
  std::optional<Checkpoint> original_;
};

TEST_F(Corruption, TruncatedZipIsRefused) {
  load("lightning2.ckpt");
  for (size_t size = 1; size<bytes_.size(); size += size + 3000> bytes_.size() ? 1 : 37) {
    EXPECT_FALSE(try_read({bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(size)})) << size;
  }
}

TEST_F(Corruption, TruncatedSafetensorsIsRefused) {
  load("sample.safetensors");
  for (size_t size = 1; size < bytes_.size(); ++size) {
    EXPECT_FALSE(try_read({bytes_.begin(), bytes_.begin() + static_cast<ptrdiff_t>(size)})) << size;
  }
}

// With CRCs a flipped byte is refused or has no effect (dates, padding, an unused entry).
TEST_F(Corruption, FlippedBytesNeverChangeWhatIsRead) {
  load("lightning2.ckpt");
  size_t refused = 0;
  size_t harmless = 0;
  const auto check = [&](const std::optional<Checkpoint>& outcome) {
    ++(outcome ? harmless : refused);
    if (outcome) { EXPECT_TRUE(equal(*outcome, *original_)); }
  };
  const size_t directory =
      bytes_.size() > 4000 ? bytes_.size() - 4000 : 0;  // and a few of the last entries
  for (size_t at = 0; at < bytes_.size(); at += at < directory ? 41 : 1) { flip(at, check); }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(harmless, 100U);
}

// Without CRCs the pickle reader and the tensor checks are on their own.
TEST_F(Corruption, FlippedPicklesAreReadSafely) {
  load("no_crc.ckpt");
  const ZipArchive archive(MappedFile::from_memory(bytes_, "x"));
  const auto entry = std::ranges::find_if(
      archive.entries(), [](const ZipEntry& e) { return e.name.ends_with("data.pkl"); });
  const std::string_view name = entry->name;
  const auto start = entry->header_offset + 30 + name.size();
  size_t read = 0;
  size_t refused = 0;
  for (size_t at = start; at < start + entry->contents.size(); ++at) {
    flip(at, [&](const std::optional<Checkpoint>& outcome) {
      ++(outcome ? read : refused);
      if (outcome) { touch(*outcome); }
    });
  }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(read, 100U);
}

// Several random changes at once: overwritten, swapped, repeated and removed pieces, anywhere.
TEST_F(Corruption, ShuffledPicklesAreReadSafely) {
  load("no_crc.ckpt");
  const Bytes original = bytes_;
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    bytes_ = original;
    for (int change = 0; change < 3; ++change) {
      const size_t length = 1 + random() % 16;
      const size_t from = random() % (bytes_.size() - length);
      const size_t to = random() % (bytes_.size() - length);
      if (random() % 2 == 0) {
        std::copy_n(original.begin() + static_cast<ptrdiff_t>(from), length,
                    bytes_.begin() + static_cast<ptrdiff_t>(to));
      } else {
        bytes_[to] = static_cast<std::byte>(random());
      }
    }
    if (const auto outcome = try_read(bytes_)) { touch(*outcome); }
  }
}

TEST_F(Corruption, FlippedSafetensorsHeadersAreReadSafely) {
  load("sample.safetensors");
  for (size_t at = 0; at < std::min<size_t>(bytes_.size(), 2000); ++at) {
    flip(at, [&](const std::optional<Checkpoint>& outcome) {
      if (outcome) { touch(*outcome); }
    });
  }
}

}  // namespace
}  // namespace bb
