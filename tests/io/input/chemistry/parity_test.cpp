// Against the reference's parser with RDKit 2022.9.5 (expected.tsv): everything but coordinates.

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

#include "io/input/chemistry/ligand_builder.h"
#include "tests/io/input/chemistry/expected_file.h"

namespace bb {
namespace {

// Molecules on which the reference and we part, each for a reason given in docs/chemistry.md.
bool differs_knowingly(const Expected& expected) {
  static const auto known = rows_of("known_differences.tsv");
  for (const auto& row : known) {
    if (row.at(0) == (expected.affinity ? "affinity" : "plain") && row.at(1) == expected.given) {
      return true;
    }
  }
  return false;
}

template <class Items, class Text>
std::string words(const Items& items, Text text) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) { out += ' '; }
    out += text(item);
  }
  return out;
}

template <class Values>
std::string commas(const Values& values) {
  std::string out;
  for (const auto value : values) {
    if (!out.empty()) { out += ','; }
    out += std::to_string(value);
  }
  return out;
}

std::vector<double> sums_of(const std::vector<Molecule::Bounds>& bounds) {
  std::vector<double> sums(7);
  for (size_t k = 0; k < bounds.size(); ++k) {
    const auto place = static_cast<double>(k);
    sums[0] += 1;
    sums[1] += bounds[k].is_bond ? 1 : 0;
    sums[2] += bounds[k].is_angle ? 1 : 0;
    sums[3] += bounds[k].lower;
    sums[4] += bounds[k].upper;
    sums[5] += place * static_cast<double>(bounds[k].lower);
    sums[6] += place * static_cast<double>(bounds[k].upper);
  }
  return sums;
}

void expect_same(const Molecule& m, const Expected& e) {
  const auto number = [](auto v) { return std::to_string(static_cast<int>(v)); };
  const auto whole = [](const auto& v) { return commas(v); };
  EXPECT_EQ(words(m.atoms, [](const auto& a) { return a.name; }), e.names);
  EXPECT_EQ(words(m.atoms, [&](const auto& a) { return number(a.element); }), e.elements);
  EXPECT_EQ(words(m.atoms, [&](const auto& a) { return number(a.formal_charge); }), e.charges);
  EXPECT_EQ(words(m.atoms, [&](const auto& a) { return number(a.chirality); }), e.chirality);
  EXPECT_EQ(words(m.atoms, [&](const auto& a) { return number(a.parsed_chirality); }),
            e.parsed_chirality);
  EXPECT_EQ(words(m.bonds,
                  [](const auto& b) { return commas(std::array{b.first, b.second, int(b.type)}); }),
            e.bonds);
  EXPECT_EQ(std::to_string(m.counted_atoms), e.counted);
  EXPECT_EQ(words(m.chiral_atoms,
                  [](const auto& c) {
                    return commas(c.atoms) + "," +
                           commas(std::array{int(c.is_reference), int(c.is_r)});
                  }),
            e.chiral);
  EXPECT_EQ(words(m.stereo_bonds,
                  [](const auto& s) {
                    return commas(s.atoms) + "," +
                           commas(std::array{int(s.is_reference), int(s.is_e)});
                  }),
            e.stereo);
  EXPECT_EQ(words(m.planar_bonds, whole), e.planar);
  EXPECT_EQ(words(m.planar_rings_5, whole), e.rings_5);
  EXPECT_EQ(words(m.planar_rings_6, whole), e.rings_6);
  const auto bounds = sums_of(m.bounds);
  std::istringstream in(e.bounds);
  for (const double ours : bounds) {
    double theirs = 0;
    in >> theirs;
    EXPECT_NEAR(ours, theirs, 1e-6 * std::abs(theirs));
  }
}

constexpr int parts = 5;  // so that they can run side by side

// Whether with affinity, and which part.
class Parity : public testing::TestWithParam<std::tuple<bool, int>> {};

TEST_P(Parity, EqualsTheReference) {
  LigandBuilder builder;
  int equal = 0;
  int compared = 0;
  const auto [affinity, part] = GetParam();
  int row = 0;
  for (const Expected& e : expected_ligands()) {
    if (e.affinity != affinity || row++ % parts != part || differs_knowingly(e)) { continue; }
    SCOPED_TRACE(e.given);
    ++compared;
    const LigandResult ours = builder.result({.text = e.given, .affinity = e.affinity, .seed = 1});
    EXPECT_EQ(ours.status == LigandStatus::ok, e.ok) << ours.error << "\n" << e.error;
    EXPECT_EQ(ours.error.empty(), ours.status == LigandStatus::ok);
    if (ours.status != LigandStatus::ok || !e.ok) { continue; }
    EXPECT_EQ(ours.ligand.smiles, e.smiles);
    EXPECT_NEAR(ours.ligand.full_weight, std::stod(e.weight), 1e-3);
    EXPECT_EQ(problem_of(ours.ligand.molecule), "");
    expect_same(ours.ligand.molecule, e);
    ++equal;
  }
  EXPECT_GE(compared, 600 / parts);
  EXPECT_GE(equal, 550 / parts);
}

INSTANTIATE_TEST_SUITE_P(Chemistry, Parity,
                         testing::Combine(testing::Bool(), testing::Range(0, parts)),
                         [](const auto& tested) {
                           return (std::get<0>(tested.param) ? "Affinity" : "Plain") +
                                  std::to_string(std::get<1>(tested.param));
                         });

// expected_weights.tsv: the weights that the reference gets with the RDKit that it requires.
TEST(Chemistry, WeighsAsTheReferenceDoesWithItsOwnRdkit) {
  LigandBuilder builder;
  int compared = 0;
  for (const auto& row : rows_of("expected_weights.tsv")) {
    SCOPED_TRACE(row.at(0));
    const LigandResult ours = builder.result({.text = row.at(0), .seed = 1});
    ASSERT_EQ(ours.status, LigandStatus::ok) << ours.error;
    EXPECT_NEAR(ours.ligand.molecule.molecular_weight, std::stod(row.at(1)), 1e-3);
    ++compared;
  }
  EXPECT_GE(compared, 100);
}

}  // namespace
}  // namespace bb
