#include "io/input/chemistry/atom_marks.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <memory>
#include <string_view>

#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesParse.h>

#include "io/files/text.h"
#include "io/input/chemistry/rdkit_log.h"

namespace bb {
namespace {

/// An atom of a SMILES' text.
struct AtomText {
  size_t start = 0, end = 0;
  std::string content;  // between its brackets, without the mark; empty where it has none
  int mark = 0;         // 0: none
};

size_t length_of_bare_atom(std::string_view text) {
  for (const std::string_view two : {"Cl", "Br"}) {
    if (text.starts_with(two)) { return 2; }
  }
  constexpr std::string_view letters = "BCNOPSFIbcnops*";
  return letters.find(text.front()) == std::string_view::npos ? 0 : 1;
}

std::vector<AtomText> atoms_of(const std::string& smiles) {
  std::vector<AtomText> out;
  for (size_t i = 0; i < smiles.size();) {
    if (smiles[i] != '[') {
      const size_t length = length_of_bare_atom(std::string_view(smiles).substr(i));
      if (length > 0) { out.push_back({.start = i, .end = i + length, .content = {}}); }
      // The two digits of a ring bond are no atom, nor is anything else.
      i += length > 0 ? length : 1;
      continue;
    }
    const size_t close = smiles.find(']', i);
    if (close == std::string::npos) { return {}; }
    AtomText atom{.start = i, .end = close + 1, .content = smiles.substr(i + 1, close - i - 1)};
    const size_t colon = atom.content.rfind(':');
    if (colon != std::string::npos) {
      const char* const end = atom.content.data() + atom.content.size();
      const auto [stop, error] = std::from_chars(atom.content.data() + colon + 1, end, atom.mark);
      if (error != std::errc{} || stop != end) { return {}; }
      atom.content.resize(colon);
    }
    out.push_back(std::move(atom));
    i = close + 1;
  }
  return out;
}

/// The symbol of an atom in brackets that have nothing but it and hydrogens, as it stands without
/// them; empty where that is not possible.
std::string bare_form(std::string_view content) {
  const size_t length = content.empty() ? 0 : length_of_bare_atom(content);
  if (length == 0 || content.front() == '*') { return {}; }
  std::string_view rest = content.substr(length);
  // Pyrrole's [nH] and its like do not go without.
  if (rest.starts_with('H') && content.front() >= 'a' && content.front() != 'c') { return {}; }
  if (rest.starts_with('H')) { rest.remove_prefix(1); }
  if (!rest.empty() && is_digit(rest.front()) && rest.size() + length < content.size()) {
    rest.remove_prefix(1);
  }
  return rest.empty() ? std::string(content.substr(0, length)) : std::string();
}

enum class Form { bracket, bare };

/// The SMILES with the marked atoms in the forms given, marks left out.
std::string written(const std::string& smiles, const std::vector<AtomText>& atoms,
                    const std::vector<Form>& forms) {
  std::string out;
  size_t done = 0;
  for (size_t i = 0; i < atoms.size(); ++i) {
    if (atoms[i].content.empty()) { continue; }
    out.append(smiles, done, atoms[i].start - done);
    out += forms[i] == Form::bare ? bare_form(atoms[i].content) : "[" + atoms[i].content + "]";
    done = atoms[i].end;
  }
  return out.append(smiles, done);
}

std::unique_ptr<RDKit::RWMol> molecule_with_all_atoms(const std::string& smiles) {
  RDKit::SmilesParserParams parameters;
  parameters.removeHs = false;
  try {
    return std::unique_ptr<RDKit::RWMol>(RDKit::SmilesToMol(smiles, parameters));
  } catch (const std::bad_alloc&) { throw; } catch (const std::exception&) {
    return nullptr;  // whoever reads it next says why
  }
}

}  // namespace

UnmarkedSmiles without_marks(const std::string& smiles) {
  UnmarkedSmiles out{.smiles = smiles, .marks = {}, .warning = {}};
  if (smiles.find(':') == std::string::npos) { return out; }
  const std::vector<AtomText> atoms = atoms_of(smiles);
  bool any = false;
  for (const AtomText& atom : atoms) { any = any || atom.mark > 0; }
  if (!any) { return out; }
  std::vector<Form> forms(atoms.size(), Form::bracket), candidates = forms;
  for (size_t i = 0; i < atoms.size(); ++i) {
    if (atoms[i].mark > 0 && !bare_form(atoms[i].content).empty()) { candidates[i] = Form::bare; }
  }
  const RdkitLog silent;
  const auto bracketed = molecule_with_all_atoms(written(smiles, atoms, forms));
  const auto bare = molecule_with_all_atoms(written(smiles, atoms, candidates));
  const auto is_whole = [&](const auto& molecule) {
    return molecule && molecule->getNumAtoms() == atoms.size();
  };
  for (size_t i = 0; i < atoms.size() && is_whole(bare); ++i) {
    if (candidates[i] == Form::bracket) { continue; }
    const auto index = static_cast<unsigned int>(i);
    const unsigned int hydrogens = bare->getAtomWithIdx(index)->getTotalNumHs(true);
    const RDKit::Atom* given = is_whole(bracketed) ? bracketed->getAtomWithIdx(index) : nullptr;
    const bool lacks_hydrogens = atoms[i].content == bare_form(atoms[i].content) &&
                                 (given == nullptr || given->getNumRadicalElectrons() > 0);
    if (given != nullptr && given->getTotalNumHs(true) == hydrogens) {
      forms[i] = Form::bare;
    } else if (lacks_hydrogens && hydrogens > 0) {
      forms[i] = Form::bare;
      const std::string mark = ":" + std::to_string(atoms[i].mark) + "]";
      out.warning += std::string(out.warning.empty() ? "" : "; ") + "[" + atoms[i].content + mark +
                     " of the SMILES has no hydrogens and is taken for [" + atoms[i].content + "H" +
                     (hydrogens > 1 ? std::to_string(hydrogens) : "") + mark;
    }
  }
  out.smiles = written(smiles, atoms, forms);
  if (!is_whole(bracketed) && !is_whole(bare)) { return out; }
  const RDKit::ROMol& molecule = is_whole(bracketed) ? *bracketed : *bare;
  int32_t heavy = 0;
  for (size_t i = 0; i < atoms.size(); ++i) {
    const bool is_hydrogen =
        molecule.getAtomWithIdx(static_cast<unsigned int>(i))->getAtomicNum() == 1;
    if (atoms[i].mark > 0) { out.marks.push_back({atoms[i].mark, is_hydrogen ? -1 : heavy}); }
    heavy += is_hydrogen ? 0 : 1;
  }
  return out;
}

}  // namespace bb
