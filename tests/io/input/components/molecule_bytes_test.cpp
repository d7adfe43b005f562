#include "io/input/components/molecule_bytes.h"

#include <random>
#include <stdexcept>

#include <gtest/gtest.h>

#include "io/input/components/component_store.h"
#include "tests/io/input/components/molecule_samples.h"

namespace bb {
namespace {

using test::sample_molecule;

TEST(MoleculeBytes, RoundTrip) {
  EXPECT_EQ(decode_molecule(encode(sample_molecule())), sample_molecule());
  Molecule bare;
  bare.atoms = {{"ZN", 30, 2, {}, {}, false}};
  EXPECT_EQ(decode_molecule(encode(bare)), bare);
}

TEST(MoleculeBytes, RefusesWhatItCannotStore) {
  Molecule molecule = sample_molecule();
  molecule.bounds.pop_back();
  EXPECT_THROW(encode(molecule), std::invalid_argument);
  molecule = sample_molecule();
  molecule.atoms[0].name.assign(256, 'C');
  EXPECT_THROW(encode(molecule), std::invalid_argument);
  molecule = sample_molecule();
  molecule.bonds[0].second = 77;
  EXPECT_THROW(encode(molecule), std::invalid_argument);
}

TEST(MoleculeBytes, RefusesEveryTruncation) {
  const auto bytes = encode(sample_molecule());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_THROW(decode_molecule(cut), std::invalid_argument) << size;
  }
  auto longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_THROW(decode_molecule(longer), std::invalid_argument);
}

// Whatever the bytes: a molecule without problems or an exception that says what is wrong. Run it
// under the sanitizers too.
TEST(MoleculeBytes, SurvivesAnyChange) {
  std::mt19937 random(7);
  const auto original = encode(ComponentStore::standard()->load("TRP"));
  size_t refused = 0;
  for (int round = 0; round < 4000; ++round) {
    auto bytes = original;
    const int changes = 1 + round % 4;
    for (int k = 0; k < changes; ++k) {
      const size_t at = round % 2 == 0 ? random() % 60 : random() % bytes.size();
      bytes[at] = static_cast<std::byte>(random() & 0xff);
    }
    try {
      EXPECT_EQ(problem_of(decode_molecule(bytes)), "");
    } catch (const std::invalid_argument&) { ++refused; }
  }
  EXPECT_GT(refused, 1000U);
}

}  // namespace
}  // namespace bb
