#include "worker/features/structure.h"

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "worker/features/tokens.h"

namespace bb {
namespace {

Entity protein(std::vector<std::string> ids, std::string sequence) {
  return {.type = ChainType::protein, .chain_ids = std::move(ids), .sequence = std::move(sequence)};
}

Structure build(const Complex& complex, const LigandMolecules& ligands = {}) {
  return build_structure(complex, *ComponentLibrary::open({}), ligands);
}

Complex with_ligand(LigandMolecules& ligands) {
  Complex complex;
  complex.entities = {protein({"A", "B"}, "GAX"),
                      {.type = ChainType::ligand, .chain_ids = {"L"}, .ligand = {.text = "CO"}}};
  Molecule molecule;
  molecule.atoms = {{.name = "C1", .element = 6}, {.name = "O2", .element = 8}};
  molecule.bonds = {{.first = 0, .second = 1, .type = BondType::single}};
  ligands[1] = std::make_shared<const Molecule>(molecule);
  return complex;
}

TEST(Structure, NumbersChainsResiduesAndAtomsThroughout) {
  LigandMolecules ligands;
  const Structure structure = build(with_ligand(ligands), ligands);
  ASSERT_EQ(structure.chains.size(), 3U);
  EXPECT_EQ(structure.chains[1].copy, 1);
  EXPECT_EQ(structure.chains[1].entity, 0);
  EXPECT_EQ(structure.chains[2].first_residue, 6);
  EXPECT_EQ(structure.chains[1].first_atom, 4 + 5 + 5);  // GLY, ALA, UNK
  EXPECT_EQ(structure.residues[4].center, 14 + 4 + 1);   // CA
  EXPECT_EQ(structure.residues[4].disto, 14 + 4 + 4);    // CB
  ASSERT_EQ(structure.bonds.size(), 1U);
  EXPECT_EQ(structure.bonds[0].atom_2, 29);
}

TEST(Structure, TokensAreResiduesAndLigandAtoms) {
  LigandMolecules ligands;
  const TokenList list = tokenise(build(with_ligand(ligands), ligands));
  ASSERT_EQ(list.tokens.size(), 8U);
  EXPECT_EQ(list.tokens[2].type, 22);
  EXPECT_EQ(list.tokens[7].atoms, 1);
  EXPECT_EQ(list.tokens[7].in_chain, 0);
  ASSERT_EQ(list.bonds.size(), 1U);
  EXPECT_EQ(list.bonds[0].first, 6);
  EXPECT_EQ(list.bonds[0].type, 2);
}

TEST(Structure, ResolvesConstraints) {
  LigandMolecules ligands;
  Complex complex = with_ligand(ligands);
  complex.bonds = {{.first = {"B", 2, "CB"}, .second = {"L", 1, "O2"}}};
  complex.pockets = {{.binder = "L", .contacts = {{"A", 3, ""}}, .max_distance = 5}};
  complex.contacts = {{.first = {"B", 1, ""}, .second = {"L", 0, "C1"}, .force = true}};
  const Structure structure = build(complex, ligands);
  EXPECT_EQ(structure.bonds.back().atom_1, 14 + 4 + 4);
  EXPECT_EQ(structure.bonds.back().residue_1, 4);
  EXPECT_EQ(structure.bonds.back().type, BondType::covalent);
  EXPECT_EQ(structure.pockets[0].binder, 2);
  EXPECT_EQ(structure.pockets[0].contacts[0], (TokenKey{0, 2}));
  EXPECT_EQ(structure.contacts[0].second, (TokenKey{2, 28}));
}

TEST(Structure, SaysWhichAtomIsMissing) {
  LigandMolecules ligands;
  Complex complex = with_ligand(ligands);
  complex.bonds = {{.first = {"B", 1, "CB"}, .second = {"L", 1, "O2"}, .line = 12}};
  try {
    build(complex, ligands);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.place().line, 12U);
    EXPECT_NE(std::string(error.what()).find("residue 1 of chain B has no atom 'CB'"),
              std::string::npos)
        << error.what();
    EXPECT_NE(error.mend().find("N, CA, C, O"), std::string::npos);
  }
}

TEST(Structure, NeedsEveryLigand) {
  LigandMolecules ligands;
  const Complex complex = with_ligand(ligands);
  EXPECT_THROW(build(complex), std::logic_error);
}

}  // namespace
}  // namespace bb
