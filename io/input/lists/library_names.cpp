#include <algorithm>
#include <array>

#include "io/files/printable.h"
#include "io/files/text.h"
#include "io/input/lists/library_format.h"

namespace bb {
namespace {

// In the order in which they are taken.
constexpr std::array<std::string_view, 48> id_names{
    "id",           "name",        "compoundid",      "moleculeid",
    "ligandid",     "molid",       "cmpdid",          "compoundname",
    "moleculename", "molname",     "ligandname",      "title",
    "identifier",   "catalogid",   "catalogno",       "catalognumber",
    "catalogueid",  "catalogueno", "cataloguenumber", "catno",
    "catnum",       "idnumber",    "vendorid",        "supplierid",
    "zincid",       "zinc",        "chemblid",        "moleculechemblid",
    "drugbankid",   "cid",         "pubchemcid",      "sid",
    "cas",          "casrn",       "casnumber",       "registrynumber",
    "regid",        "sampleid",    "substanceid",     "code",
    "key",          "label",       "compound",        "molecule",
    "ligand",       "drugname",    "genericname",     "inchikey"};

constexpr size_t longest_name = 100;

}  // namespace

std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : lower_case(name)) {
    if (is_lower(c) || is_digit(c)) { out += c; }
  }
  return out;
}

size_t place_of_id(const std::vector<std::string>& names) {
  std::vector<std::string> plain;
  for (const std::string& name : names) { plain.push_back(plain_name(name)); }
  for (const std::string_view wanted : id_names) {
    const auto found = std::find(plain.begin(), plain.end(), wanted);
    if (found != plain.end()) { return static_cast<size_t>(found - plain.begin()); }
  }
  // "eMolecules ID"
  const auto ends_so = [](const std::string& name) {
    return name.ends_with("id") && !name.ends_with("acid");
  };
  const auto found = std::find_if(plain.begin(), plain.end(), ends_so);
  return found == plain.end() ? LibraryFormat::absent : static_cast<size_t>(found - plain.begin());
}

std::vector<std::string> store_names(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (size_t i = 0; i < names.size(); ++i) {
    std::string name = as_utf8(trimmed(names[i]));
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    name = cut_text(printable(name), longest_name);
    if (name.empty()) { name = "column_" + std::to_string(i + 1); }
    const std::string written = name;
    for (int k = 2; std::find(out.begin(), out.end(), name) != out.end(); ++k) {
      name = written + "_" + std::to_string(k);
    }
    out.push_back(name);
  }
  return out;
}

}  // namespace bb
