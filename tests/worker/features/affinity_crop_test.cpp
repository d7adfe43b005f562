#include "worker/features/affinity_crop.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace bb {
namespace {

/// A chain of `length` residues of two atoms each, one every 4 Å along x, and a ligand of three
/// atoms beside residue `near`.
struct Line {
  Structure structure;
  TokenList list;
  std::vector<float> coordinates;

  Line(int32_t length, int32_t near) {
    for (int32_t i = 0; i < length + 3; ++i) {
      const bool ligand = i >= length;
      const int32_t atoms = ligand ? 1 : 2;
      const auto first = static_cast<int32_t>(structure.atoms.size());
      list.tokens.push_back({.index = i,
                             .residue = std::min(i, length),
                             .chain = ligand ? 1 : 0,
                             .in_chain = ligand ? 0 : i,
                             .first_atom = first,
                             .atoms = atoms,
                             .center = first,
                             .disto = first,
                             .chain_type = ligand ? ChainType::ligand : ChainType::protein});
      for (int32_t atom = 0; atom < atoms; ++atom) {
        structure.atoms.push_back({});
        coordinates.insert(coordinates.end(),
                           {4.0F * static_cast<float>(ligand ? near : i),
                            ligand ? static_cast<float>(1 + i - length) : 0.0F, 0.0F});
      }
    }
    structure.affinity_chain = 1;
    for (int32_t i = 0; i + 1 < length; ++i) { list.bonds.push_back({i, i + 1, 1}); }
  }

  std::vector<int32_t> crop(const AffinityCrop& limits) const {
    std::vector<int32_t> kept;
    for (const Token& token : crop_for_affinity(structure, list, coordinates, limits).tokens) {
      kept.push_back(token.index);
    }
    return kept;
  }
};

TEST(AffinityCrop, KeepsASmallComplexWhole) {
  const Line line(30, 15);
  EXPECT_EQ(line.crop({}).size(), 33U);
}

TEST(AffinityCrop, TakesNeighboursOfTheNearestFirst) {
  const Line line(30, 15);
  // Residue 15 with five on each side makes 11, and then each next residue adds one more.
  EXPECT_EQ(line.crop({.max_polymer_tokens = 11}),
            (std::vector<int32_t>{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 30, 31, 32}));
  EXPECT_EQ(line.crop({.max_polymer_tokens = 12}).size(), 15U);
}

TEST(AffinityCrop, CountsTokensAndAtoms) {
  const Line line(30, 15);
  EXPECT_EQ(line.crop({.max_tokens = 14}).size(), 14U);
  EXPECT_EQ(line.crop({.max_atoms = 25}).size(), 14U);
  EXPECT_EQ(line.crop({.max_atoms = 24}).size(), 3U);  // the ligand alone
}

TEST(AffinityCrop, AtAnEndTheNeighbourhoodIsWhatIsThere) {
  const Line line(30, 0);
  EXPECT_EQ(line.crop({.max_polymer_tokens = 10}),
            (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 31, 32}));
}

TEST(AffinityCrop, KeepsTheBondsWithin) {
  const Line line(30, 15);
  const TokenList crop =
      crop_for_affinity(line.structure, line.list, line.coordinates, {.max_polymer_tokens = 11});
  EXPECT_EQ(crop.bonds.size(), 10U);
}

TEST(AffinityCrop, RefusesWhatDoesNotFit) {
  Line line(30, 15);
  EXPECT_THROW(crop_for_affinity(line.structure, line.list, {}), std::invalid_argument);
  line.structure.affinity_chain = -1;
  EXPECT_THROW(crop_for_affinity(line.structure, line.list, line.coordinates),
               std::invalid_argument);
}

}  // namespace
}  // namespace bb
