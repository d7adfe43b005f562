#include "io/input/chemistry/ligand_builder.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace bb {
namespace {

LigandResult built(const std::string& smiles, bool affinity = false, uint64_t seed = 1) {
  LigandBuilder builder;
  return builder.result({.text = smiles, .affinity = affinity, .seed = seed});
}

TEST(LigandBuilder, IsDeterministic) {
  const std::string smiles = "COc1ccc2nccc([C@@H](O)[C@H]3C[C@@H]4CCN3C[C@@H]4C=C)c2c1";
  LigandBuilder builder;
  const LigandResult first = builder.result({.text = smiles, .affinity = true, .seed = 5});
  builder.result({.text = "CCO", .seed = 9});
  ASSERT_EQ(first.status, LigandStatus::ok) << first.error;
  EXPECT_EQ(builder.result({.text = smiles, .affinity = true, .seed = 5}), first);
  EXPECT_EQ(built(smiles, true, 5), first);
  EXPECT_NE(built(smiles, true, 6).ligand.molecule.conformers, first.ligand.molecule.conformers);
}

TEST(LigandBuilder, OneAffinityLigandHoweverWritten) {
  const LigandResult one = built("OC(=O)c1ccccc1OC(C)=O", true);
  EXPECT_EQ(built("CC(=O)OC1=CC=CC=C1C(O)=O", true), one);
  EXPECT_EQ(built("[Na+].[O-]C(=O)c1ccccc1OC(=O)C", true), one);
}

TEST(LigandBuilder, StandardisesOnlyWhenAsked) {
  EXPECT_EQ(built("CC(=O)[O-].[Na+]").ligand.smiles, "CC(=O)[O-].[Na+]");
  EXPECT_EQ(built("CC(=O)[O-].[Na+]").ligand.molecule.atoms.size(), 5U);
  EXPECT_EQ(built("CC(=O)[O-].[Na+]", true).ligand.smiles, "CC(=O)O");
  LigandBuilder builder;
  const LigandResult only =
      builder.result({.text = "OCC", .affinity = true, .detail = LigandDetail::identity});
  EXPECT_EQ(only.ligand.smiles, "CCO");
  EXPECT_TRUE(only.ligand.molecule.atoms.empty());
}

TEST(LigandBuilder, GivesAsMuchAsIsAsked) {
  LigandBuilder builder;
  LigandRequest request{.text = "[Na+].[O-]C(=O)c1ccccc1OC(C)=O", .affinity = true, .seed = 1};
  LigandResult whole = builder.result(request);
  request.detail = LigandDetail::description;
  const LigandResult described = builder.result(request);
  ASSERT_EQ(described.status, LigandStatus::ok) << described.error;
  EXPECT_TRUE(described.ligand.molecule.conformers.empty());
  whole.ligand.molecule.conformers.clear();
  EXPECT_EQ(described, whole);
  request.detail = LigandDetail::identity;
  const LigandResult only = builder.result(request);
  EXPECT_EQ(only.ligand.smiles, whole.ligand.smiles);
  EXPECT_EQ(only.ligand.heavy_atoms, 13);
  EXPECT_EQ(whole.ligand.molecule.atoms.size(), 13U);
}

TEST(LigandBuilder, RefusesTheSameWhateverIsAsked) {
  LigandBuilder builder;
  for (const char* smiles : {"C1CC", "[H][H]", "C[*]", "CCN[Pt]"}) {
    LigandRequest request{.text = smiles, .affinity = true};
    const LigandResult whole = builder.result(request);
    request.detail = LigandDetail::identity;
    EXPECT_NE(whole.status, LigandStatus::ok);
    EXPECT_EQ(builder.result(request), whole) << smiles;
  }
}

TEST(LigandBuilder, WarnsBeyondTheTrainedSize) {
  // A rigid molecule, whose coordinates are found quickly: [8]phenylene with a tail.
  const std::string rings =
      "c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-c1ccc(cc1)-"
      "c1ccc(C";
  EXPECT_EQ(built(rings + ")cc1C", true).ligand.warning, "");
  EXPECT_NE(built(rings + "C)cc1C", true).ligand.warning.find("57 atoms"), std::string::npos);
}

TEST(LigandBuilder, LoneHeavyAtomHasNoConstraints) {
  const LigandResult water = built("O");
  ASSERT_EQ(water.status, LigandStatus::ok) << water.error;
  EXPECT_EQ(water.ligand.molecule.atoms.size(), 1U);
  EXPECT_TRUE(water.ligand.molecule.bonds.empty());
  EXPECT_TRUE(water.ligand.molecule.bounds.empty());
}

TEST(LigandBuilder, MolBlockEqualsItsSmiles) {
  const std::string block =
      "ethanol\n  hand\n\n  3  2  0  0  0  0  0  0  0  0999 V2000\n"
      "    0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0\n"
      "    1.5000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0\n"
      "    2.0000    1.3000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0\n"
      "  1  2  1  0\n  2  3  1  0\nM  END\n";
  LigandBuilder builder;
  const LigandResult ours =
      builder.result({.text = block, .format = LigandFormat::mol_block, .seed = 1});
  ASSERT_EQ(ours.status, LigandStatus::ok) << ours.error;
  EXPECT_EQ(ours, built("CCO"));
}

TEST(LigandBuilder, CollectsTheToolkitsWords) {
  testing::internal::CaptureStderr();
  const LigandResult bad = built("C(C)(C)(C)(C)C");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(bad.log.find("Explicit valence"), std::string::npos) << bad.log;
}

LigandResult chosen(const std::string& smiles, std::vector<std::string> selectors,
                    bool affinity = false) {
  LigandBuilder builder;
  return builder.result({.text = smiles,
                         .affinity = affinity,
                         .detail = LigandDetail::identity,
                         .selectors = std::move(selectors)});
}

std::string name_of_chosen(const LigandResult& result, size_t i = 0) {
  const ChosenAtom& one = result.ligand.chosen.at(i);
  return one.atom < 0 ? one.problem : result.ligand.atom_names.at(static_cast<size_t>(one.atom));
}

TEST(LigandBuilder, MarksSayNothingOfTheMolecule) {
  LigandBuilder builder;
  for (const auto& [marked, plain] : std::vector<std::pair<std::string, std::string>>{
           {"[CH2:1]=CC(=O)Nc1ccccc1", "C=CC(=O)Nc1ccccc1"},
           {"C=[CH:7]C(=O)N[c:2]1[cH:3]cccc1", "C=CC(=O)Nc1ccccc1"},
           {"C[C@H:1](N)C(=O)[O-:2]", "C[C@H](N)C(=O)[O-]"},
           {"c1c[nH:4]cc1", "c1c[nH]cc1"},
           {"[2H][CH2:1]O", "[2H]CO"}}) {
    for (const bool affinity : {false, true}) {
      LigandResult with = builder.result({.text = marked, .affinity = affinity});
      EXPECT_EQ(with, builder.result({.text = plain, .affinity = affinity})) << marked;
    }
  }
  // A bracket without its hydrogens would be a radical.
  const LigandResult filled = builder.result({.text = "[C:1]=CC(=O)N"});
  EXPECT_EQ(filled.ligand.smiles, "C=CC(=O)N");
  EXPECT_EQ(filled.ligand.warning, "[C:1] of the SMILES has no hydrogens and is taken for [CH2:1]");
}

TEST(LigandBuilder, FindsTheAtomThatIsMarkedOrMatched) {
  for (const bool affinity : {false, true}) {
    // The same atom, however the molecule is written, by mark and by pattern.
    std::set<std::string> names;
    for (const char* smiles :
         {"[CH2:1]=CC(=O)Nc1ccccc1", "O=C(C=[CH2:1])Nc1ccccc1", "c1ccccc1NC(=O)C=[C:1]"}) {
      const LigandResult both =
          chosen(smiles, {":1", "smarts:C=[CH2:1]", "smarts:[CH2]=C"}, affinity);
      ASSERT_EQ(both.status, LigandStatus::ok) << both.error;
      for (size_t i = 0; i < 3; ++i) { names.insert(name_of_chosen(both, i)); }
    }
    EXPECT_EQ(names.size(), 1U);
    EXPECT_EQ(names.begin()->front(), 'C');
  }
  // Followed through standardisation, where a counter-ion goes and an acid is made neutral.
  const LigandResult salt =
      chosen("[Na+].[CH2:1]=CC(=O)NCC([O-:2])=O", {":1", ":2", "smarts:[CH2]=[CH]"}, true);
  EXPECT_EQ(name_of_chosen(salt, 0), name_of_chosen(salt, 2));
  EXPECT_EQ(name_of_chosen(salt, 1).front(), 'O');
}

TEST(LigandBuilder, SaysWhyThereIsNoOneAtom) {
  const auto says = [](const std::string& smiles, const std::string& selector) {
    return name_of_chosen(chosen(smiles, {selector}));
  };
  EXPECT_EQ(says("CCO", ":1"), "no atom of the ligand is marked with 1, as in [CH2:1]");
  EXPECT_EQ(says("[CH3:1][CH2:1]O", ":1"),
            "2 atoms of the ligand is marked with 1, as in [CH2:1], and one is needed");
  EXPECT_EQ(says("CCO", "smarts:[Cl]"), "no atom of the ligand fits the SMARTS '[Cl]'");
  EXPECT_EQ(says("CC", "smarts:CC"),
            "2 atoms of the ligand fits the SMARTS 'CC', and one is needed");
  const LigandResult bad = chosen("CC", {"smarts:C(("});
  ASSERT_EQ(bad.status, LigandStatus::ok);
  EXPECT_TRUE(bad.ligand.chosen[0].is_selector_wrong);
  EXPECT_NE(says("CC", "smarts:C((").find("is not a SMARTS"), std::string::npos);
  const LigandResult gone = chosen("[Na+:1].CC(=O)[O-]", {":1"}, true);
  EXPECT_NE(name_of_chosen(gone).find("not part of what remains"), std::string::npos);
}

// As RDKit 2026.09 reads them; the packaged one by itself refuses the first four.
TEST(LigandBuilder, TakesMetalsAndHypervalentAtoms) {
  struct Case {
    const char* smiles;
    size_t atoms, bonds;
    int dative;
  };
  for (const Case& one :
       {Case{"[NH3][Pt]([NH3])(Cl)Cl", 5, 4, 2}, Case{"F[P-](F)(F)(F)(F)F", 7, 6, 0},
        Case{"F[P-](F)(F)(F)(F)F.[Na+]", 8, 6, 0}, Case{"FS(F)(F)(F)(F)F", 7, 6, 0},
        Case{"[NH3]->[Pt](Cl)(Cl)<-[NH3]", 5, 4, 2}}) {
    const LigandResult made = built(one.smiles);
    ASSERT_EQ(made.status, LigandStatus::ok) << one.smiles << ": " << made.error;
    const Molecule& molecule = made.ligand.molecule;
    EXPECT_EQ(molecule.atoms.size(), one.atoms);
    EXPECT_EQ(molecule.bonds.size(), one.bonds);
    EXPECT_EQ(std::ranges::count(molecule.bonds, BondType::other, &Molecule::Bond::type),
              one.dative);
    for (const Molecule::Atom& atom : molecule.atoms) {
      EXPECT_EQ(atom.formal_charge, atom.element == 15 ? -1 : atom.element == 11 ? 1 : 0);
    }
    // No two atoms in one place, and none far away.
    const auto& at = molecule.conformers.front().positions;
    for (size_t i = 0; i < at.size(); ++i) {
      for (size_t j = i + 1; j < at.size(); ++j) {
        const float d = std::hypot(at[i][0] - at[j][0], at[i][1] - at[j][1], at[i][2] - at[j][2]);
        EXPECT_GT(d, 1.0F) << one.smiles;
        EXPECT_LT(d, 15.0F) << one.smiles;
      }
    }
  }
  EXPECT_EQ(built("C[N](C)(C)C").status, LigandStatus::unreadable) << "a charge is missing";
}

}  // namespace
}  // namespace bb
