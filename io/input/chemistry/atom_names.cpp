#include "io/input/chemistry/atom_names.h"

#include <GraphMol/RDKitBase.h>
#include <GraphMol/new_canon.h>

#include "io/input/chemistry/chemistry_error.h"

namespace bb {

std::vector<std::string> atom_names(const RDKit::ROMol& molecule, const std::string& smiles) {
  std::vector<unsigned int> ranks;
  RDKit::Canon::rankMolAtoms(molecule, ranks);
  std::vector<std::string> names;
  names.reserve(molecule.getNumAtoms());
  for (const RDKit::Atom* atom : molecule.atoms()) {
    std::string name;
    for (const char c : atom->getSymbol()) {
      name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    name += std::to_string(ranks[atom->getIdx()] + 1);
    constexpr size_t longest = 4;
    if (name.size() > longest) {
      throw ChemistryError(
          LigandStatus::unsupported,
          "the ligand " + quoted_ligand(smiles) + " is too large to name: its atom " + name +
              " has a name of more than four characters, which the model's features cannot hold. "
              "Give a smaller ligand (up to 99 atoms, hydrogens included, always fit)");
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace bb
