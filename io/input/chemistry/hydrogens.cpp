#include "io/input/chemistry/hydrogens.h"

#include <GraphMol/MolOps.h>
#include <GraphMol/PeriodicTable.h>
#include <GraphMol/RDKitBase.h>
#include <RDGeneral/types.h>

namespace bb {
namespace {

// The RDKit keeps isotopic hydrogens, so those to keep are made isotopes for the while.
constexpr unsigned int kept_mark = 100;

bool is_wedged(const RDKit::Bond& bond) {
  if (bond.getBondDir() == RDKit::Bond::BEGINWEDGE || bond.getBondDir() == RDKit::Bond::BEGINDASH) {
    return true;
  }
  unsigned int drawn = 0;
  return bond.getPropIfPresent(RDKit::common_properties::_MolFileBondStereo, drawn) &&
         (drawn == 1 || drawn == 6);
}

bool is_stereocentre(const RDKit::Atom& atom) {
  return atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CW ||
         atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CCW;
}

bool must_stay(const RDKit::RWMol& molecule, const RDKit::Atom& hydrogen) {
  const RDKit::Bond& bond = **molecule.atomBonds(&hydrogen).begin();
  const RDKit::Atom& heavy = *bond.getOtherAtom(&hydrogen);
  if (is_wedged(bond) || is_stereocentre(heavy)) { return true; }

  const int usual = RDKit::PeriodicTable::getTable()->getDefaultValence(
      static_cast<unsigned int>(heavy.getAtomicNum()));
  if (heavy.getFormalCharge() == 1 && heavy.getExplicitValence() == usual + 1) {
    return false;  // merely protonated
  }
  if (heavy.getExplicitValence() > usual) { return true; }
  int ring_bonds = 0;
  for (const RDKit::Bond* other : molecule.atomBonds(&heavy)) {
    ring_bonds += molecule.getRingInfo()->numBondRings(other->getIdx()) > 0 ? 1 : 0;
  }
  return ring_bonds >= 3;
}

}  // namespace

std::unique_ptr<RDKit::RWMol> without_plain_hydrogens(RDKit::RWMol& molecule) {
  RDKit::MolOps::fastFindRings(molecule);
  if (molecule.needsUpdatePropertyCache()) { molecule.updatePropertyCache(false); }
  for (RDKit::Atom* atom : molecule.atoms()) {
    if (atom->getAtomicNum() == 1 && atom->getDegree() == 1 && atom->getIsotope() == 0 &&
        must_stay(molecule, *atom)) {
      atom->setIsotope(kept_mark);
    }
  }
  auto out = std::make_unique<RDKit::RWMol>(molecule);
  RDKit::MolOps::removeHs(*out, false, false, false);
  for (RDKit::Atom* atom : out->atoms()) {
    if (atom->getAtomicNum() == 1 && atom->getIsotope() == kept_mark) { atom->setIsotope(0); }
  }
  return out;
}

}  // namespace bb
