#include "io/input/chemistry/chemistry_error.h"

#include <RDGeneral/Invariant.h>

namespace bb {
namespace {

std::string words_of(const std::exception& error) {
  if (dynamic_cast<const Invar::Invariant*>(&error) != nullptr) {
    return std::string("a check inside the RDKit failed (") + error.what() + ")";
  }
  return error.what();
}

}  // namespace

std::string toolkit_message(const std::exception& error) {
  std::string out;
  for (const char c : words_of(error)) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) { out += c; }
    if (blank && !out.empty() && out.back() != ' ') { out += ' '; }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) { out.pop_back(); }
  static constexpr size_t longest = 300;
  if (out.size() > longest) { out = out.substr(0, longest) + "…"; }
  return out;
}

}  // namespace bb
