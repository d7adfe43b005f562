#include "io/input/chemistry/atom_choice.h"

#include <memory>
#include <set>

#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/Substruct/SubstructMatch.h>

#include "io/input/chemistry/rdkit_log.h"

namespace bb {
namespace {

ChosenAtom the_one(const std::set<int32_t>& atoms, const std::string& what) {
  if (atoms.empty()) { return {.problem = "no atom of the ligand " + what}; }
  if (atoms.size() > 1) {
    return {.problem = std::to_string(atoms.size()) + " atoms of the ligand " + what +
                       ", and one is needed"};
  }
  if (*atoms.begin() < 0) {
    return {.problem = "the atom of the ligand that " + what +
                       " is a hydrogen or not part of what remains of it when it is standardised"};
  }
  return {.atom = *atoms.begin()};
}

ChosenAtom marked(std::span<const AtomMark> marks, const std::string& number) {
  std::set<int32_t> atoms;
  for (const AtomMark& mark : marks) {
    if (std::to_string(mark.number) == number) { atoms.insert(mark.atom); }
  }
  return the_one(atoms, "is marked with " + number + ", as in [CH2:" + number + "]");
}

ChosenAtom matched(const RDKit::ROMol& molecule, const HeavyAtoms& heavy,
                   const std::string& pattern) {
  std::unique_ptr<RDKit::RWMol> query;
  const RdkitLog silent;
  try {
    query.reset(RDKit::SmartsToMol(pattern));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {  // what it says is no more than that
  }
  if (!query || query->getNumAtoms() == 0) {
    return {.problem = quoted_ligand(pattern) + " is not a SMARTS", .is_selector_wrong = true};
  }
  // The atom that the pattern marks, else its first.
  unsigned int place = 0;
  int marks = 0;
  for (const RDKit::Atom* atom : query->atoms()) {
    if (atom->getAtomMapNum() == 0) { continue; }
    ++marks;
    place = atom->getIdx();
  }
  if (marks > 1) {
    return {.problem = "the SMARTS " + quoted_ligand(pattern) + " marks " + std::to_string(marks) +
                       " atoms, and one is needed",
            .is_selector_wrong = true};
  }
  for (RDKit::Atom* atom : query->atoms()) { atom->setAtomMapNum(0); }
  RDKit::SubstructMatchParameters parameters;
  parameters.uniquify = false;  // a symmetric pattern lies on its atoms in several ways
  parameters.maxMatches = 10'000;
  std::set<int32_t> atoms;
  for (const auto& match : RDKit::SubstructMatch(molecule, *query, parameters)) {
    for (const auto& [of_query, of_molecule] : match) {
      if (static_cast<unsigned int>(of_query) == place) { atoms.insert(heavy.place(of_molecule)); }
    }
  }
  return the_one(atoms, "fits the SMARTS " + quoted_ligand(pattern));
}

}  // namespace

std::vector<ChosenAtom> choose_atoms(const RDKit::ROMol& molecule, const HeavyAtoms& heavy,
                                     std::span<const AtomMark> marks,
                                     std::span<const std::string> selectors) {
  std::vector<ChosenAtom> out;
  for (const std::string& selector : selectors) {
    out.push_back(is_mark(selector)
                      ? marked(marks, selector.substr(1))
                      : matched(molecule, heavy, selector.substr(smarts_prefix.size())));
  }
  return out;
}

}  // namespace bb
