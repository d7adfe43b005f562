#include "io/input/chemistry/dative_bonds.h"

#include <algorithm>
#include <array>

#include <GraphMol/PeriodicTable.h>
#include <GraphMol/RDKitBase.h>

namespace bb {
namespace {

bool is_metal(int z) {
  static constexpr std::array<std::array<int, 2>, 8> ranges = {
      {{3, 4}, {11, 13}, {19, 31}, {37, 50}, {55, 83}, {87, 103}, {104, 112}, {113, 116}}};
  return std::any_of(ranges.begin(), ranges.end(),
                     [z](const auto& r) { return z >= r[0] && z <= r[1]; });
}

/// Whether its bonds are more than its charge and element allow.
bool is_overfull(const RDKit::Atom& atom) {
  const int electrons = atom.getAtomicNum() - atom.getFormalCharge();
  if (electrons < 1 || electrons > 118) { return false; }
  const std::vector<int>& allowed =
      RDKit::PeriodicTable::getTable()->getValenceList(static_cast<unsigned int>(electrons));
  const int most = *std::max_element(allowed.begin(), allowed.end());
  return most >= 0 && atom.getExplicitValence() > most;
}

}  // namespace

void make_dative_bonds(RDKit::RWMol& molecule) {
  molecule.updatePropertyCache(false);
  for (RDKit::Atom* atom : molecule.atoms()) {
    if (is_metal(atom->getAtomicNum())) { continue; }
    for (RDKit::Bond* bond : molecule.atomBonds(atom)) {
      if (!is_overfull(*atom)) { break; }
      RDKit::Atom* other = bond->getOtherAtom(atom);
      if (bond->getBondType() != RDKit::Bond::SINGLE || !is_metal(other->getAtomicNum())) {
        continue;
      }
      bond->setBondType(RDKit::Bond::DATIVE);
      bond->setBeginAtom(atom);
      bond->setEndAtom(other);
      atom->updatePropertyCache(false);
    }
  }
}

}  // namespace bb
