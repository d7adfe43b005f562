#include <algorithm>
#include <array>
#include <system_error>

#include "io/files/limits.h"
#include "io/files/text.h"
#include "io/input/complexes/complex_checks.h"
#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

constexpr size_t longest_chain_id = 5;  // the reference cuts what is longer
constexpr size_t longest_ccd_code = 5;

std::string_view letters_of(ChainType type) {
  switch (type) {
    case ChainType::dna:
      return "ACGT and N";
    case ChainType::rna:
      return "ACGU and N";
    case ChainType::protein:
    case ChainType::ligand:
      break;
  }
  return "the 20 amino acids and X";
}

// What a character is called in a message, and what to do about it.
std::string mend_for(char c, ChainType type) {
  const std::string allowed = "Allowed are capital letters: " + std::string(letters_of(type));
  if (is_lower(c)) {
    return "Write it in capitals; the reference would take it for an unknown residue. " + allowed;
  }
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
    return "Write the sequence in one line without spaces; the reference would take them for "
           "unknown residues";
  }
  if (c == '-' || c == '.') { return "A sequence has no gaps: take it out"; }
  if (c == '*') { return "Take the stop sign out"; }
  return allowed;
}

}  // namespace

void check_chain_id(std::string_view id, const InputPlace& place) {
  if (id.empty()) { throw InputError(place, "the chain id is empty"); }
  if (id.size() > longest_chain_id) {
    throw InputError(place, "the chain id " + quote(id) + " is longer than 5 characters",
                     "Shorten it, for example to A or L1");
  }
  for (const char c : id) {
    if (c <= ' ' || c >= 0x7f || c == '\'' || c == '"') {
      throw InputError(place, "the chain id " + quote(id) + " has a character that is not allowed",
                       "Use letters and digits");
    }
  }
}

void check_sequence(ChainType type, std::string_view sequence, const InputPlace& place,
                    std::vector<std::string>& warnings) {
  if (sequence.empty()) { throw InputError(place, "the sequence is empty"); }
  if (sequence.size() > limits::sequence_letters) {
    throw InputError(place, "the sequence has " + limits::written(sequence.size()) +
                                " letters, allowed are " +
                                limits::written(limits::sequence_letters));
  }
  std::string unknown;
  for (size_t i = 0; i < sequence.size(); ++i) {
    const char c = sequence[i];
    if (!is_upper(c)) {
      throw InputError(place,
                       "letter " + std::to_string(i + 1) + " of the " + std::string(name_of(type)) +
                           " sequence is " + quote(sequence.substr(i, 1)),
                       mend_for(c, type));
    }
    const bool means_unknown = c == (type == ChainType::protein ? 'X' : 'N');
    const int8_t token = sequence_token(type, c);
    const bool is_unknown =
        token == unknown_protein_token || token == unknown_dna_token || token == unknown_rna_token;
    if (is_unknown && !means_unknown && unknown.find(c) == std::string::npos) { unknown += c; }
  }
  if (!unknown.empty()) {
    warnings.push_back(InputError(place, "the letters " + unknown + " mean nothing in " +
                                             std::string(name_of(type)) +
                                             " and are taken for unknown residues")
                           .what());
  }
}

void check_ccd_code(std::string_view code, const InputPlace& place) {
  if (code.empty()) { throw InputError(place, "the CCD code is empty"); }
  const bool legal =
      std::all_of(code.begin(), code.end(), [](char c) { return is_upper(c) || is_digit(c); });
  if (legal && code.size() <= longest_ccd_code) { return; }
  const bool lower = std::any_of(code.begin(), code.end(), is_lower);
  throw InputError(place,
                   quote(code) + " is not a CCD code: these have 1 to 5 capital letters and digits",
                   code.size() > longest_ccd_code ? "Is it SMILES?"
                   : lower                        ? "Write it in capitals"
                                                  : "");
}

std::filesystem::path beside(const std::filesystem::path& from, const std::string& path) {
  return (from.parent_path() / path).lexically_normal();
}

std::filesystem::path resolve_path(const std::filesystem::path& from, const std::string& path,
                                   std::vector<std::string>& warnings) {
  const std::filesystem::path given(path);
  std::filesystem::path near = beside(from, path);
  std::error_code ignored;
  if (!given.is_absolute() && !from.parent_path().empty() &&
      !std::filesystem::exists(near, ignored) && std::filesystem::exists(given, ignored)) {
    warnings.push_back(
        from.string() + ": " + quote(path) +
        " is not beside the file that names it; the one in the working folder is taken");
    return given;
  }
  return near;
}

MsaSource msa_source(const std::string& text, const InputPlace& place,
                     std::vector<std::string>& warnings) {
  if (text == "empty" || text == "-1") { return {.kind = MsaSource::Kind::empty}; }
  if (text == "0") { return {}; }
  if (const std::string ending = format_ending(text); ending != ".a3m" && ending != ".csv") {
    throw InputError(place, "the MSA " + quote(text) + " is of no known format",
                     "Allowed are .a3m and .csv files, .gz too, and the word empty");
  }
  return {.kind = MsaSource::Kind::file, .path = resolve_path(place.file, text, warnings)};
}

}  // namespace bb
