#include "io/input/chemistry/molecule_text.h"

#include <GraphMol/FileParsers/FileParsers.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/SanitException.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/Invariant.h>

#include "io/input/chemistry/chemistry_error.h"
#include "io/input/chemistry/dative_bonds.h"
#include "io/input/chemistry/rdkit_log.h"

namespace bb {
namespace {

constexpr std::string_view mend_smiles =
    "Correct the SMILES; check that it was not cut off and that no quotes, commas or other columns "
    "stuck to it";
constexpr std::string_view mend_chemistry =
    "Correct the charges, valences or aromatic (lower-case) atoms of the structure";
// Names allow 999 atoms, hydrogens included; this many characters are no ligand.
constexpr size_t longest_smiles = 20000;

[[noreturn]] void fail(const std::string& what, std::string_view mend) {
  throw ChemistryError(LigandStatus::unreadable, what + ". " + std::string(mend));
}

// "SMILES Parse Error: syntax error while parsing: CC(" → "syntax error while parsing: CC("
std::string reason_in(const RdkitLog& log) {
  std::string all = log.text();
  std::string line = all.substr(0, all.find('\n'));
  constexpr std::string_view prefix = "SMILES Parse Error: ";
  if (line.starts_with(prefix)) { line.erase(0, prefix.size()); }
  constexpr size_t longest = 200;
  if (line.size() > longest) { line = line.substr(0, longest) + "…"; }
  return line.empty() ? "the RDKit gives no reason" : line;
}

std::unique_ptr<RDKit::RWMol> plain(const std::string& smiles) {
  return std::unique_ptr<RDKit::RWMol>(RDKit::SmilesToMol(smiles, 0, false));
}

// As the RDKit reads it; what it refuses for its valences may be a metal's bonds written as others
// are.
std::unique_ptr<RDKit::RWMol> sanitised(const std::string& smiles) {
  try {
    return std::unique_ptr<RDKit::RWMol>(RDKit::SmilesToMol(smiles, 0, true));
  } catch (const RDKit::AtomValenceException&) {
    auto molecule = plain(smiles);
    make_dative_bonds(*molecule);
    RDKit::MolOps::removeHs(*molecule, false, false);
    RDKit::MolOps::assignStereochemistry(*molecule, true);
    return molecule;
  }
}

}  // namespace

std::string checked_smiles(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    fail("the SMILES is empty", "Give a SMILES, or leave the row out");
  }
  const std::string smiles = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (smiles.size() > longest_smiles) {
    fail("the SMILES has " + std::to_string(smiles.size()) + " characters; a ligand has at most " +
             std::to_string(longest_smiles),
         "Give polymers as sequences");
  }
  for (size_t i = 0; i < smiles.size(); ++i) {
    const auto byte = static_cast<unsigned char>(smiles[i]);
    if (byte < 0x20 || byte == 0x7f) {
      fail("the SMILES " + quoted_ligand(smiles) + " has a control character at position " +
               std::to_string(i + 1),
           mend_smiles);
    }
    if (byte >= 0x80) {
      fail("the SMILES " + quoted_ligand(smiles) + " has a character at position " +
               std::to_string(i + 1) +
               " that is not ASCII (a minus or quote from a word processor?)",
           mend_smiles);
    }
  }
  return smiles;
}

std::unique_ptr<RDKit::RWMol> molecule_from_smiles(const std::string& smiles, bool sanitise) {
  const std::string what = "the SMILES " + quoted_ligand(smiles) + " cannot be read";
  std::unique_ptr<RDKit::RWMol> molecule;
  RdkitLog log;
  in_toolkit(LigandStatus::unreadable,
             sanitise ? "the SMILES " + quoted_ligand(smiles) + " is no possible molecule" : what,
             sanitise ? mend_chemistry : mend_smiles,
             [&] { molecule = sanitise ? sanitised(smiles) : plain(smiles); });
  if (!molecule) { fail(what + ": " + reason_in(log), mend_smiles); }
  return molecule;
}

std::string smiles_from_mol_block(const std::string& block) {
  constexpr std::string_view mend =
      "Export the SDF record again (V2000 or V3000, explicit hydrogens or none), or give the "
      "ligand as SMILES";
  std::unique_ptr<RDKit::RWMol> molecule;
  RdkitLog log;
  return in_toolkit(LigandStatus::unreadable, "the mol block cannot be read", mend, [&] {
    try {
      molecule.reset(RDKit::MolBlockToMol(block, true, true, true));
    } catch (const Invar::Invariant&) {
      fail("the mol block cannot be read: its counts, atoms and bonds do not agree", mend);
    }
    if (!molecule) { fail("the mol block cannot be read: " + reason_in(log), mend); }
    if (molecule->getNumAtoms() == 0) { fail("the mol block has no atoms", mend); }
    return RDKit::MolToSmiles(*molecule);
  });
}

}  // namespace bb
