#include "io/input/chemistry/ligand_builder.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

LigandResult built(const std::string& smiles, bool affinity = false, std::uint64_t seed = 1) {
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

}  // namespace
}  // namespace bb
