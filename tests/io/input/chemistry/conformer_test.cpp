// Our conformers by their own merits: stereochemistry, bond lengths, and energy against the RDKit's
// Python conformers.

#include "io/input/chemistry/conformer.h"

#include <algorithm>
#include <cmath>

#include <ForceField/ForceField.h>
#include <GraphMol/ForceFieldHelpers/UFF/Builder.h>
#include <GraphMol/MolOps.h>
#include <gtest/gtest.h>

#include "io/input/chemistry/ligand_builder.h"
#include "io/input/chemistry/molecule_text.h"
#include "io/input/chemistry/stereo_check.h"
#include "io/input/chemistry/stereo_constraints.h"
#include "tests/io/input/chemistry/expected_file.h"

namespace bb {
namespace {

using Point = std::array<double, 3>;

Point at(const Molecule& m, int32_t atom) {
  const auto& p = m.conformers.front().positions[static_cast<size_t>(atom)];
  return {p[0], p[1], p[2]};
}

Point minus(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
double dot(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Point cross(const Point& a, const Point& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

// Seen with the lowest rank behind, the others run clockwise by descending rank: R.
bool is_r(const Molecule& m, const std::array<int32_t, 4>& atoms) {
  const Point centre = at(m, atoms[3]);
  const Point a = minus(at(m, atoms[0]), centre);
  const Point b = minus(at(m, atoms[1]), centre);
  const Point c = minus(at(m, atoms[2]), centre);
  return dot(a, cross(b, c)) < 0;
}

struct Tally {
  int right = 0;
  int wrong = 0;
  void add(bool ok, const char* what, const std::string& smiles) {
    ++(ok ? right : wrong);
    if (!ok) { std::printf("%s of %s\n", what, smiles.c_str()); }
  }
};

TEST(Conformer, KeepsStereoAndBounds) {
  LigandBuilder builder;
  Tally centres;
  Tally bonds;
  Tally lengths;
  int molecules = 0;
  for (const Expected& e : expected_ligands()) {
    // Every fifth, for a fifth of the time, and all that have a double bond to tell about.
    if (!e.affinity || !e.ok) { continue; }
    if (++molecules % 5 != 2 && e.smiles.find('/') == std::string::npos) { continue; }
    const LigandResult result = builder.result({.text = e.given, .affinity = true, .seed = 3});
    if (result.status != LigandStatus::ok) { continue; }
    const Molecule& m = result.ligand.molecule;
    for (const auto& c : m.chiral_atoms) {
      // The RDKit's labels of three-coordinate sulfur are reversed (docs/chemistry.md); its
      // coordinates are right.
      const bool reversed = m.atoms[static_cast<size_t>(c.atoms[3])].element == 16;
      centres.add(is_r(m, c.atoms) == (c.is_r != reversed), "stereocentre", result.ligand.smiles);
    }
    // Only those that the user is not warned of.
    if (result.ligand.warning.find("other configuration") == std::string::npos) {
      for (const auto& s : m.stereo_bonds) {
        bonds.add(has_configuration(m, s), "double bond", result.ligand.smiles);
      }
    }
    for (const auto& b : m.bounds) {
      if (!b.is_bond) { continue; }
      const double length = std::sqrt(dot(minus(at(m, b.atoms[0]), at(m, b.atoms[1])),
                                          minus(at(m, b.atoms[0]), at(m, b.atoms[1]))));
      lengths.add(length > 0.9 * static_cast<double>(b.lower) &&
                      length < 1.1 * static_cast<double>(b.upper),
                  "bond length", result.ligand.smiles);
    }
  }
  std::printf(
      "stereocentres %d right %d wrong; double bonds %d, %d; bond lengths within 10 %% of the "
      "bounds %d, %d\n",
      centres.right, centres.wrong, bonds.right, bonds.wrong, lengths.right, lengths.wrong);
  EXPECT_GE(centres.right, 100);
  EXPECT_EQ(centres.wrong, 0);
  EXPECT_GE(bonds.right, 15);
  EXPECT_EQ(bonds.wrong, 0);
  EXPECT_GE(lengths.right, 1500);
  EXPECT_LE(lengths.wrong, lengths.right / 200);
}

TEST(Conformer, WarnsOfACisRingMadeOfATransOne) {
  LigandBuilder builder;
  const LigandResult cis = builder.result({.text = "OC1CC/C=C\\CCC1", .seed = 1});
  EXPECT_EQ(cis.ligand.warning, "") << cis.error;
  const LigandResult trans = builder.result({.text = "OC1CC/C=C/CCC1", .seed = 1});
  EXPECT_NE(trans.ligand.warning.find("other configuration"), std::string::npos) << trans.error;
  EXPECT_EQ(builder.result({.text = "C/C=C/C", .seed = 1}).ligand.warning, "");
}

double energy_of(const std::string& smiles) {
  const auto molecule = molecule_from_smiles(smiles, true);
  RDKit::MolOps::addHs(*molecule);
  embed(*molecule, conformer_seed(smiles, 1), smiles);
  const std::unique_ptr<ForceFields::ForceField> field(
      RDKit::UFF::constructForceField(*molecule, 10.0, -1, true));
  field->initialize();
  return field->calcEnergy();
}

// energies.tsv: UFF energies of three conformers that the RDKit's Python makes.
TEST(Conformer, EnergyIsAmongThoseOfPython) {
  std::vector<double> excess;  // over the mean of Python's, per heavy atom
  const auto rows = rows_of("energies.tsv");
  for (const auto& row : rows) {
    if (row.size() < 4) { continue; }
    double mean = 0;
    for (size_t k = 1; k < row.size(); ++k) {
      mean += std::stod(row[k]) / static_cast<double>(row.size() - 1);
    }
    const auto atoms = static_cast<double>(molecule_from_smiles(row[0], true)->getNumAtoms());
    excess.push_back((energy_of(row[0]) - mean) / atoms);
  }
  ASSERT_GE(excess.size(), 50U);
  std::sort(excess.begin(), excess.end());
  const double median = excess[excess.size() / 2];
  const double high = excess[excess.size() * 95 / 100];
  std::printf(
      "UFF energy over Python's mean, kcal/mol per heavy atom: median %.3f, 95th percentile %.3f, "
      "most %.3f, n %zu\n",
      median, high, excess.back(), excess.size());
  EXPECT_LT(std::abs(median), 0.05);
  EXPECT_LT(high, 0.5);
}

// All isomers of some trienes: about one embedding in thirty has another double bond than was asked
// for, and is drawn again.
TEST(Conformer, ConjugatedTrienesAreWhatWasAskedFor) {
  LigandBuilder builder;
  int tried = 0;
  for (const char* pattern : {"CC0C=C1C=C2C=C3CC", "CC0C(C)=C1C=C2C(C)=C3CO",
                              "OC0C=C1C(C)=C2C=C3C(=O)O", "c1ccccc1@0C=C1C=C2C=C3C#N"}) {
    for (unsigned int isomer = 0; isomer < 16; ++isomer) {
      std::string smiles;
      for (const char* c = pattern; *c != '\0'; ++c) {
        const bool is_place = *c >= '0' && *c <= '3' && c[-1] != 'c';
        if (*c == '@') { continue; }
        smiles += is_place ? ((isomer >> (*c - '0') & 1U) != 0 ? '/' : '\\') : *c;
      }
      const LigandResult made = builder.result({.text = smiles, .seed = 3});
      ASSERT_EQ(made.status, LigandStatus::ok) << smiles << made.error;
      EXPECT_EQ(made.ligand.warning, "") << smiles;
      int bonds = 0;
      for (const auto& bond : made.ligand.molecule.stereo_bonds) {
        bonds += bond.is_reference ? 1 : 0;
        EXPECT_TRUE(has_configuration(made.ligand.molecule, bond)) << smiles;
      }
      EXPECT_EQ(bonds, 3) << smiles;
      ++tried;
    }
  }
  EXPECT_EQ(tried, 64);
}

TEST(Conformer, CentresAreWhatWasAskedFor) {
  LigandBuilder builder;
  for (const char* smiles :
       {"C[C@H](N)C(=O)O", "C[C@@H](O)[C@H](O)[C@@H](O)[C@H](O)CO", "C[S@](=O)CC", "C[S@@](=O)CC",
        "C[C@H]1CC[C@@H](O)CC1", "C[C@H]1CC[C@H](O)CC1", "C[P@](=O)(O)OCC", "CC[P@](C)c1ccccc1",
        "CC[N@+](C)(CO)c1ccccc1", "C1C[C@H]2CC[C@@H]1C2=O", "C[Si@](F)(Cl)CC",
        "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O"}) {
    for (const uint64_t seed : {1U, 2U, 3U}) {
      const LigandResult made = builder.result({.text = smiles, .seed = seed});
      ASSERT_EQ(made.status, LigandStatus::ok) << smiles << made.error;
      EXPECT_EQ(made.ligand.warning, "") << smiles;
    }
  }
}

TEST(Conformer, BlamesARingOnlyWhereThereIsOne) {
  LigandBuilder builder;
  const std::string warning = builder.result({.text = "C1CCC/C=C/CC1", .seed = 1}).ligand.warning;
  EXPECT_NE(warning.find("ring of up to 8 atoms"), std::string::npos) << warning;
  EXPECT_EQ(builder.result({.text = "C1CCC/C=C\\CC1", .seed = 1}).ligand.warning, "");
  StereoFaults faults{.bonds = {"C5=C6"}, .ring_bonds = {}, .centres = {"C2", "C3"}};
  EXPECT_EQ(
      text_of(faults, 10),
      "the conformer has the other configuration at the double bond C5=C6, and the other hand "
      "at the centres C2, C3 (in each of 10 attempts)");
}

}  // namespace
}  // namespace bb
