#include "io/input/lists/ligand_cells.h"

#include <algorithm>

#include "io/files/text.h"
#include "io/input/complexes/complex_checks.h"

namespace bb {

LigandInput ccd_ligand(const std::string& text, const InputPlace& place) {
  LigandInput ligand{.kind = LigandInput::Kind::ccd};
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find(' ', start), text.size());
    if (end > start) { ligand.ccd.push_back(text.substr(start, end - start)); }
    start = end + 1;
  }
  ligand.ccd_is_list = ligand.ccd.size() > 1;
  for (const std::string& code : ligand.ccd) { check_ccd_code(code, place); }
  return ligand;
}

std::optional<bool> affinity_cell(const std::string& text, const InputPlace& place) {
  const std::string word = lower_case(text);
  if (word.empty()) { return std::nullopt; }
  if (word == "true" || word == "1" || word == "yes") { return true; }
  if (word == "false" || word == "0" || word == "no") { return false; }
  throw InputError(place, quote(text) + " is neither true nor false");
}

}  // namespace bb
