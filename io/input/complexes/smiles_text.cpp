#include "io/input/complexes/smiles_text.h"

#include <cstddef>
#include <string>
#include <vector>

#include "io/files/limits.h"
#include "io/files/text.h"

namespace bb {
namespace {

constexpr size_t longest_smiles = limits::smiles_bytes;
constexpr std::string_view marks = "@+-[]()=#$:/\\.%*~<>{}";

bool is_allowed(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
}

}  // namespace

void check_smiles_text(std::string_view smiles, const InputPlace& place) {
  const auto fail = [&](size_t at, const std::string& problem, std::string_view mend = {}) {
    throw InputError(
        place,
        "letter " + std::to_string(at + 1) + " of the SMILES " + quote(smiles) + ": " + problem,
        mend);
  };
  if (smiles.empty()) { throw InputError(place, "the SMILES is empty"); }
  if (smiles.size() > longest_smiles) {
    throw InputError(place, "the SMILES is longer than 100,000 characters");
  }
  std::vector<size_t> open;  // parentheses
  size_t bracket = std::string_view::npos;
  for (size_t i = 0; i < smiles.size(); ++i) {
    const char c = smiles[i];
    const bool in_bracket = bracket != std::string_view::npos;
    if (!is_allowed(c)) {
      fail(i, quote(smiles.substr(i, 1)) + " is not a character of SMILES",
           c == ' ' ? "Is it followed by a name?" : "");
    }
    if (c == '>' && (i == 0 || smiles[i - 1] != '-')) {
      fail(i, "'>' makes it a reaction, a molecule is needed");
    }
    if (c == '[') {
      if (in_bracket) { fail(i, "'[' inside of brackets"); }
      bracket = i;
    } else if (c == ']') {
      if (!in_bracket) { fail(i, "']' without its '['"); }
      if (bracket + 1 == i) { fail(i, "the brackets are empty"); }
      bracket = std::string_view::npos;
    } else if (c == '(') {
      if (in_bracket) { fail(i, "'(' inside of brackets"); }
      open.push_back(i);
    } else if (c == ')') {
      if (in_bracket) { fail(i, "')' inside of brackets"); }
      if (open.empty()) { fail(i, "')' without its '('"); }
      open.pop_back();
    }
  }
  if (bracket != std::string_view::npos) { fail(bracket, "'[' is never closed"); }
  if (!open.empty()) { fail(open.back(), "'(' is never closed"); }
}

}  // namespace bb
