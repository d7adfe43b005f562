#include "io/input/lists/chemaxon_extension.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "io/files/text.h"

namespace bb {
namespace {

// One feature, `key:value`, of those that are separated by commas. A comma within a value stands
// before a number.
std::string_view take_feature(std::string_view& text) noexcept {
  size_t end = 0;
  const auto closed_by = [&](char c) { return std::min(text.find(c, 1), text.size() - 1) + 1; };
  if (text.front() == '(') { end = closed_by(')'); }
  if (text.front() == '$') { end = closed_by('$'); }
  while (end < text.size() &&
         (text[end] != ',' || (end > 0 && end + 1 < text.size() && is_digit(text[end + 1])))) {
    ++end;
  }
  const std::string_view feature = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return feature;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> other_molecules{{
    {"C", "it has coordinate bonds, which the SMILES alone writes as others: write -> or <-"},
    {"H", "it has hydrogen bonds, which the SMILES alone writes as bonds: leave them out"},
    {"m", "a group of it may stand at several atoms: write one SMILES for each"},
    {"LN", "it has atoms that are repeated: write one SMILES for each molecule"},
    {"RG", "it has groups to choose from: write one SMILES for each molecule"},
    {"rb", "it is a query, not a molecule"},
    {"s", "it is a query, not a molecule"},
    {"u", "it is a query, not a molecule"},
}};

bool is_stereo(std::string_view key) noexcept {
  const bool numbered = key.size() > 1 && is_digit(key[1]);
  return key == "r" || key == "w" || key == "ctu" || (key.starts_with('&') && numbered) ||
         (key.starts_with('o') && numbered);
}

}  // namespace

ChemaxonExtension read_chemaxon_extension(std::string_view text) {
  ChemaxonExtension out;
  while (!text.empty()) {
    const std::string_view feature = trimmed(take_feature(text));
    if (feature.empty()) { continue; }
    const std::string_view key = feature.substr(0, feature.find(':'));
    const bool polymer = key == "Sg" && !feature.starts_with("Sg:gen");
    const auto other = std::find_if(other_molecules.begin(), other_molecules.end(),
                                    [&](const auto& one) { return one.first == key; });
    if (polymer) {
      out.problem = "it is a polymer or mixture: write its SMILES in full";
    } else if (other != other_molecules.end()) {
      out.problem = other->second;
    } else if (is_stereo(key)) {
      out.stereo = true;
    } else if (!key.starts_with('a') || key == "atomProp") {  // a: absolute, as it is drawn
      out.unread = true;
    }
  }
  return out;
}

WrittenSmiles split_written_smiles(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t";
  WrittenSmiles out;
  text = trimmed(text);
  out.smiles = text.substr(0, text.find_first_of(blanks));
  out.rest = trimmed(text.substr(out.smiles.size()));
  if (!out.rest.starts_with('|')) { return out; }
  // It ends at the first | that has nothing, or a blank, behind it.
  size_t end = out.rest.find('|', 1);
  while (end != out.rest.npos && end + 1 < out.rest.size() &&
         blanks.find(out.rest[end + 1]) == blanks.npos) {
    end = out.rest.find('|', end + 1);
  }
  if (end == out.rest.npos) {
    out.is_cut = true;
    return out;
  }
  out.extension = out.rest.substr(1, end - 1);
  out.rest = trimmed(out.rest.substr(end + 1));
  return out;
}

}  // namespace bb
