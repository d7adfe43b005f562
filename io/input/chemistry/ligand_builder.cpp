#include "io/input/chemistry/ligand_builder.h"

#include <new>

#include <GraphMol/Descriptors/MolDescriptors.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/PeriodicTable.h>
#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/versions.h>

#include "io/input/chemistry/atom_choice.h"
#include "io/input/chemistry/atom_marks.h"
#include "io/input/chemistry/atom_names.h"
#include "io/input/chemistry/chemistry_error.h"
#include "io/input/chemistry/conformer.h"
#include "io/input/chemistry/heavy_atoms.h"
#include "io/input/chemistry/molecule_text.h"
#include "io/input/chemistry/rdkit_log.h"
#include "io/input/chemistry/stereo_check.h"
#include "io/input/chemistry/stereo_constraints.h"

namespace bb {
namespace {

constexpr unsigned int most_affinity_atoms = 128;
constexpr unsigned int most_trained_atoms = 56;
constexpr const char* in_brackets = "_bbInBrackets";
constexpr unsigned int most_draws = 10;

Chirality chirality_of(const RDKit::Atom& atom) {
  switch (atom.getChiralTag()) {
    case RDKit::Atom::CHI_UNSPECIFIED:
      return Chirality::unspecified;
    case RDKit::Atom::CHI_TETRAHEDRAL_CW:
      return Chirality::clockwise;
    case RDKit::Atom::CHI_TETRAHEDRAL_CCW:
      return Chirality::counterclockwise;
    case RDKit::Atom::CHI_SQUAREPLANAR:
      return Chirality::square_planar;
    case RDKit::Atom::CHI_OCTAHEDRAL:
      return Chirality::octahedral;
    case RDKit::Atom::CHI_TRIGONALBIPYRAMIDAL:
      return Chirality::trigonal_bipyramidal;
    default:
      return Chirality::other;
  }
}

// The reference weighs a molecule whose hydrogens were removed without sanitising it. In the RDKit
// it requires, such a molecule remembers only the hydrogens that SMILES writes in brackets; RDKit
// 2022.09 remembers all.
double weight_of_forgotten_hydrogens(const RDKit::ROMol& bare) {
  unsigned int forgotten = 0;
  for (const RDKit::Atom* atom : bare.atoms()) {
    if (!atom->hasProp(in_brackets)) { forgotten += atom->getTotalNumHs(); }
  }
  return forgotten * RDKit::PeriodicTable::getTable()->getAtomicWeight(1);
}

BondType type_of(const RDKit::Bond& bond) {
  switch (bond.getBondType()) {
    case RDKit::Bond::SINGLE:
      return BondType::single;
    case RDKit::Bond::DOUBLE:
      return BondType::twofold;
    case RDKit::Bond::TRIPLE:
      return BondType::triple;
    case RDKit::Bond::AROMATIC:
      return BondType::aromatic;
    default:
      return BondType::other;
  }
}

void warn(Ligand& ligand, const std::string& what) {
  if (!ligand.warning.empty()) { ligand.warning += "; "; }
  ligand.warning += what;
}

// From the text to the SMILES that counts. Returns the atoms that the text marks, by their places
// in that one; -1: gone.
std::vector<AtomMark> read_text(const LigandRequest& request, Standardiser& standardiser,
                                Ligand& out) {
  UnmarkedSmiles given =
      without_marks(request.format == LigandFormat::mol_block ? smiles_from_mol_block(request.text)
                                                              : checked_smiles(request.text));
  if (!given.warning.empty()) { warn(out, given.warning); }
  out.smiles = std::move(given.smiles);
  if (!request.affinity) { return given.marks; }
  Standardised standard = standardiser.standardise(out.smiles);
  for (AtomMark& mark : given.marks) {
    if (mark.atom >= 0) { mark.atom = standard.places.at(static_cast<size_t>(mark.atom)); }
  }
  out.smiles = std::move(standard.smiles);
  return given.marks;
}

void check_size(unsigned int atoms, Ligand& ligand) {
  if (atoms > most_affinity_atoms) {
    throw ChemistryError(LigandStatus::unsupported,
                         "the ligand " + quoted_ligand(ligand.smiles) + " has " +
                             std::to_string(atoms) + " atoms; affinity is defined up to " +
                             std::to_string(most_affinity_atoms) +
                             ". Predict its structure without affinity, or give a smaller ligand");
  }
  if (atoms > most_trained_atoms) {
    warn(ligand, "the ligand has " + std::to_string(atoms) +
                     " atoms; the affinity model was trained on at most " +
                     std::to_string(most_trained_atoms) + ", its prediction may be off");
  }
}

/// Between heavy atoms; a lone heavy atom has no bonds.
std::vector<Molecule::Bond> bonds_of(const RDKit::ROMol& molecule, const HeavyAtoms& heavy) {
  std::vector<Molecule::Bond> out;
  if (heavy.size() == 1) { return out; }
  for (const RDKit::Bond* bond : molecule.bonds()) {
    const int32_t a = heavy.place(static_cast<int>(bond->getBeginAtomIdx()));
    const int32_t b = heavy.place(static_cast<int>(bond->getEndAtomIdx()));
    if (a >= 0 && b >= 0) { out.push_back({std::min(a, b), std::max(a, b), type_of(*bond)}); }
  }
  return out;
}

// The only one, in the RDKit's molecule and in ours.
void add_conformer(RDKit::RWMol& molecule, int32_t seed, Ligand& out) {
  const EmbeddedConformer embedded = embed(molecule, seed, out.smiles);
  out.quality = embedded.quality;
  out.random_coordinates = embedded.random_coordinates;
  const RDKit::Conformer& conformer = molecule.getConformer();
  out.molecule.conformers.assign(1, {.name = "Computed", .positions = {}});
  const HeavyAtoms heavy(molecule);
  for (const unsigned int atom : heavy.atoms()) {
    const auto& at = conformer.getAtomPos(atom);
    out.molecule.conformers.front().positions.push_back(
        {static_cast<float>(at.x), static_cast<float>(at.y), static_cast<float>(at.z)});
  }
}

// ETKDGv3 does not always give the stereochemistry that it was asked for: then it is asked again.
// `bare` has no conformer yet; `out` has that of the first draw, and all else that describes it.
void redraw(const RDKit::RWMol& bare, const RDKit::RWMol& drawn, uint64_t seed, Ligand& out) {
  const HeavyAtoms heavy(drawn);
  const StereoFaults first = stereo_faults(drawn, heavy, out.molecule);
  if (first.none()) { return; }
  const Ligand kept = out;
  unsigned int draws = 1;
  for (; first.can_be_mended() && draws < most_draws; ++draws) {
    RDKit::RWMol again(bare);
    try {
      add_conformer(again, conformer_seed(out.smiles, seed, draws), out);
    } catch (const ChemistryError&) { continue; }
    const StereoFaults faults = stereo_faults(again, heavy, out.molecule);
    if (faults.can_be_mended()) { continue; }
    if (!faults.none()) { warn(out, text_of(faults, 1)); }
    return;
  }
  out = kept;
  warn(out, text_of(first, draws));
}

}  // namespace

std::string rdkit_version() { return RDKit::rdkitVersion; }

Ligand LigandBuilder::build(const LigandRequest& request) {
  Ligand out;
  const std::vector<AtomMark> marks = read_text(request, standardiser_, out);

  const auto molecule = molecule_from_smiles(out.smiles, true);
  refuse(*molecule, out.smiles);

  for (RDKit::Atom* atom : molecule->atoms()) {
    // Pyrrole's [nH], too: the RDKit clears its mark, but writes back the hydrogen of an aromatic
    // atom that is not carbon.
    const bool aromatic = atom->getIsAromatic() && atom->getAtomicNum() != 6;
    if (atom->getNoImplicit() || aromatic) { atom->setProp(in_brackets, true); }
  }
  RDKit::MolOps::addHs(*molecule);
  const HeavyAtoms heavy(*molecule);
  out.heavy_atoms = heavy.size();
  out.heavy_bonds = static_cast<int32_t>(bonds_of(*molecule, heavy).size());
  const std::vector<std::string> names = atom_names(*molecule, out.smiles);
  for (const unsigned int atom : heavy.atoms()) { out.atom_names.push_back(names[atom]); }
  out.chosen = choose_atoms(*molecule, heavy, marks, request.selectors);
  if (request.detail != LigandDetail::identity) {
    RDKit::MolOps::assignStereochemistry(*molecule, true, true, false);
  }
  // The size is checked before the costly step, the reference does it after.
  RDKit::RWMol bare(*molecule);
  RDKit::MolOps::removeHs(bare, false, false, false);
  if (request.affinity) { check_size(bare.getNumAtoms(), out); }
  if (request.detail == LigandDetail::identity) { return out; }

  out.molecule.counted_atoms = static_cast<int32_t>(bare.getNumAtoms());
  out.full_weight = RDKit::Descriptors::calcAMW(bare);
  out.molecule.molecular_weight = out.full_weight - weight_of_forgotten_hydrogens(bare);
  const RDKit::RWMol undrawn(*molecule);
  if (request.detail == LigandDetail::conformer) {
    add_conformer(*molecule, conformer_seed(out.smiles, request.seed), out);
  }
  in_toolkit(LigandStatus::unreadable,
             "the ligand " + quoted_ligand(out.smiles) + " cannot be described",
             "Give it in another form, or as a CCD component",
             [&] { describe(*molecule, bare, out.molecule); });
  for (size_t i = 0; i < out.atom_names.size(); ++i) {
    out.molecule.atoms[i].name = out.atom_names[i];
  }
  if (request.detail != LigandDetail::conformer) { return out; }
  redraw(undrawn, *molecule, request.seed, out);
  if (out.random_coordinates) {
    warn(out,
         "ETKDGv3 found coordinates from a random start only; how the model does on such ligands "
         "is not known");
  }
  return out;
}

// Refuses what gives no features. The reference fails on these later, with less to say, or makes an
// empty ligand of them.
void LigandBuilder::refuse(const RDKit::ROMol& molecule, const std::string& smiles) const {
  if (HeavyAtoms(molecule).size() == 0) {
    throw ChemistryError(LigandStatus::unsupported,
                         "the ligand " + quoted_ligand(smiles) +
                             " has no atom other than hydrogen. Give a SMILES with heavy atoms, or "
                             "leave the row out");
  }
  for (const RDKit::Atom* atom : molecule.atoms()) {
    if (atom->getAtomicNum() == 0) {
      throw ChemistryError(LigandStatus::unsupported,
                           "the ligand " + quoted_ligand(smiles) +
                               " has a placeholder ('*') for its atom " +
                               std::to_string(atom->getIdx() + 1) +
                               ". Put a real atom or group in its place: an attachment point has "
                               "no element to predict");
    }
  }
}

void LigandBuilder::describe(RDKit::RWMol& molecule, const RDKit::ROMol& bare,
                             Molecule& out) const {
  const HeavyAtoms heavy(molecule);
  const HeavyAtoms heavy_in_bare(
      bare);  // the same atoms; a removed hydrogen may have turned their chirality tag
  for (int i = 0; i < heavy.size(); ++i) {
    const auto place = static_cast<size_t>(i);
    const RDKit::Atom& atom = *molecule.getAtomWithIdx(heavy.atoms()[place]);
    const RDKit::Atom& bare_atom = *bare.getAtomWithIdx(heavy_in_bare.atoms()[place]);
    out.atoms.push_back({.name = {},
                         .element = static_cast<uint8_t>(atom.getAtomicNum()),
                         .formal_charge = static_cast<int8_t>(atom.getFormalCharge()),
                         .chirality = chirality_of(bare_atom),
                         .parsed_chirality = chirality_of(heavy.size() == 1 ? bare_atom : atom)});
  }
  if (heavy.size() == 1) {
    return;  // neither bonds nor constraints for a lone atom
  }

  out.bonds = bonds_of(molecule, heavy);
  out.bounds = geometry_.bounds(molecule, heavy);
  out.chiral_atoms = chiral_atoms(molecule, heavy);
  out.stereo_bonds = stereo_bonds(molecule, heavy);
  out.planar_bonds = geometry_.planar_bonds(molecule, heavy);
  out.planar_rings_5 = geometry_.planar_rings_5(molecule, heavy);
  out.planar_rings_6 = geometry_.planar_rings_6(molecule, heavy);
}

LigandResult LigandBuilder::result(const LigandRequest& request) {
  LigandResult out;
  RdkitLog log;
  try {
    out.ligand = build(request);
    out.status = LigandStatus::ok;
  } catch (const std::bad_alloc&) { throw; } catch (const ChemistryError& error) {
    out.status = error.status();
    out.error = error.what();
  } catch (const std::exception& error) {
    out.status = LigandStatus::unreadable;
    out.error = "the ligand " + quoted_ligand(request.text) +
                " cannot be used: " + toolkit_message(error) +
                ". Correct it, or give it as a CCD component";
  }
  out.log = log.text();
  return out;
}

}  // namespace bb
