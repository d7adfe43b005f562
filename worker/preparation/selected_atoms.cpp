#include "worker/preparation/selected_atoms.h"

#include <algorithm>

namespace bb {
namespace {

/// Calls `visit(atom, line)` for the atoms that constraints give for these chains.
template <class AnyComplex, class Visit>
void visit_atoms(AnyComplex& complex, std::span<const std::string> chains, const Visit& visit) {
  const auto look = [&](auto& reference, size_t line) {
    if (std::ranges::find(chains, reference.chain) != chains.end()) { visit(reference.atom, line); }
  };
  for (auto& bond : complex.bonds) {
    look(bond.first, bond.line);
    look(bond.second, bond.line);
  }
  for (auto& pocket : complex.pockets) {
    for (auto& contact : pocket.contacts) { look(contact, pocket.line); }
  }
  for (auto& contact : complex.contacts) {
    look(contact.first, contact.line);
    look(contact.second, contact.line);
  }
}

}  // namespace

SelectedAtoms selected_atoms(const Complex& complex, std::span<const std::string> chains) {
  SelectedAtoms out;
  visit_atoms(complex, chains, [&](const std::string& atom, size_t line) {
    if (!is_selector(atom) || std::ranges::find(out.selectors, atom) != out.selectors.end()) {
      return;
    }
    out.selectors.push_back(atom);
    out.lines.push_back(line);
  });
  return out;
}

void name_selected_atoms(Complex& complex, std::span<const std::string> chains,
                         const SelectedAtoms& selected, const Ligand& ligand,
                         const InputPlace& place) {
  visit_atoms(complex, chains, [&](std::string& atom, size_t line) {
    const auto found = std::ranges::find(selected.selectors, atom);
    if (found == selected.selectors.end()) { return; }
    const ChosenAtom& chosen =
        ligand.chosen.at(static_cast<size_t>(found - selected.selectors.begin()));
    if (!chosen.problem.empty()) {
      throw InputError(place, chosen.problem + " (the constraint in line " + std::to_string(line) +
                                  " of " + complex.source.string() + " asks for it)");
    }
    atom = ligand.atom_names.at(static_cast<size_t>(chosen.atom));
  });
}

}  // namespace bb
