#include "io/input/chemistry/heavy_atoms.h"

#include <algorithm>

#include <GraphMol/RDKitBase.h>

namespace bb {

HeavyAtoms::HeavyAtoms(const RDKit::ROMol& molecule) : places_(molecule.getNumAtoms(), -1) {
  for (const RDKit::Atom* atom : molecule.atoms()) {
    if (atom->getAtomicNum() == 1) { continue; }
    places_[atom->getIdx()] = size();
    atoms_.push_back(atom->getIdx());
  }
}

bool HeavyAtoms::all_heavy(std::span<const int> atoms) const {
  return std::all_of(atoms.begin(), atoms.end(), [this](int atom) { return place(atom) >= 0; });
}

}  // namespace bb
