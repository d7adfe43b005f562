#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/input/complexes/complex_input.h"
#include "io/input/components/component_library.h"
#include "io/input/components/component_residues.h"
#include "io/input/components/molecule.h"

namespace bb {

// A complex with its chemistry: chains, residues, atoms and bonds, numbered as the reference
// numbers them. Every atom is taken to be present. Indices of atoms and residues count through the
// whole structure.

struct StructureAtom {
  int32_t residue = 0;      // index into Structure::residues
  int32_t in_molecule = 0;  // index into the residue's molecule
};

struct StructureResidue {
  std::shared_ptr<const Molecule> molecule;   // of a modified residue, without its leaving atoms
  const StandardResidue* standard = nullptr;  // nullptr: modified, or of a ligand
  int8_t type = 0;  // res_type; that of an unknown amino acid where not standard
  int32_t chain = 0;
  int32_t in_chain = 0;  // res_idx: 0-based place in its chain
  int32_t first_atom = 0;
  int32_t atoms = 0;
  int32_t center = 0;  // atoms
  int32_t disto = 0;
};

/// Chain i has asym_id i.
struct StructureChain {
  std::string name;
  ChainType type = ChainType::protein;
  int32_t entity = 0;
  int32_t copy = 0;  // sym_id
  int32_t first_residue = 0;
  int32_t residues = 0;
  int32_t first_atom = 0;
  int32_t atoms = 0;
  int32_t cyclic_period = 0;  // its length, or 0
};

struct StructureBond {
  int32_t chain_1 = 0, chain_2 = 0;
  int32_t residue_1 = 0, residue_2 = 0;
  int32_t atom_1 = 0, atom_2 = 0;
  BondType type = BondType::covalent;
};

/// What a constraint names: a residue of a polymer, or an atom of a ligand.
struct TokenKey {
  int32_t chain = 0;
  int32_t place = 0;  // res_idx in the chain; for a ligand, an atom
  bool operator==(const TokenKey&) const = default;
};

struct Pocket {
  int32_t binder = 0;  // chain
  std::vector<TokenKey> contacts;
  double max_distance = 0;  // Å
  bool force = false;
};

struct Contact {
  TokenKey first, second;
  double max_distance = 0;  // Å
  bool force = false;
};

struct Structure {
  std::vector<StructureChain> chains;
  std::vector<StructureResidue> residues;
  std::vector<StructureAtom> atoms;
  std::vector<StructureBond> bonds;  // within residues, then those that the user asked for
  std::vector<Pocket> pockets;
  std::vector<Contact> contacts;
  int32_t affinity_chain = -1;

  const StructureResidue& residue_of(const StructureAtom& atom) const {
    return residues[static_cast<size_t>(atom.residue)];
  }
  const Molecule::Atom& chemistry(const StructureAtom& atom) const {
    return residue_of(atom).molecule->atoms[static_cast<size_t>(atom.in_molecule)];
  }
};

/// Molecules of the entities given as SMILES or mol block, by the entity's index.
using LigandMolecules = std::map<size_t, std::shared_ptr<const Molecule>>;

/// Throws InputError: a component that is not there, lacks an atom of the reference's residue or
/// has no atoms; a constraint on an atom that is not there. Throws std::logic_error where `ligands`
/// lacks a ligand.
Structure build_structure(const Complex& complex, const ComponentLibrary& components,
                          const LigandMolecules& ligands);

}  // namespace bb
