#include "io/files/sha256.h"

#include <fstream>

#include <gtest/gtest.h>

namespace bb {
namespace {

// Of FIPS 180-4's examples.
constexpr const char* abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Sha256, KnownDigests) {
  Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  EXPECT_EQ(pieces.hex(), abc);
  EXPECT_EQ(Sha256().hex(), nothing);
}

TEST(Sha256, OfFiles) {
  const std::string path = testing::TempDir() + "sha256_test.txt";
  std::ofstream(path) << "abc";
  EXPECT_EQ(sha256_of_file(path), abc);
  EXPECT_THROW(sha256_of_file(path + ".gone"), std::runtime_error);
}

}  // namespace
}  // namespace bb
