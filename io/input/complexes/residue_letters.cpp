#include "io/input/complexes/residue_letters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace bb {
namespace {

// boltz.data.const.tokens from ALA on
constexpr int8_t first_token = 2;
constexpr std::array<std::string_view, 31> token_names{
    "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU",
    "LYS", "MET", "PHE", "PRO", "SER", "THR", "TRP", "TYR", "VAL", "UNK", "A",
    "G",   "C",   "U",   "N",   "DA",  "DG",  "DC",  "DT",  "DN"};
constexpr std::string_view protein_letters = "ARNDCQEGHILKMFPSTWYV";
constexpr std::string_view rna_letters = "AGCUN";
constexpr std::string_view dna_letters = "AGCTN";
constexpr int8_t first_rna_token = 23;
constexpr int8_t first_dna_token = 28;

int8_t in_alphabet(std::string_view letters, char letter, int8_t first, int8_t otherwise) {
  const size_t place = letters.find(letter);
  return place == std::string_view::npos ? otherwise
                                         : static_cast<int8_t>(first + static_cast<int>(place));
}

int8_t unknown_token(ChainType type) {
  switch (type) {
    case ChainType::dna:
      return unknown_dna_token;
    case ChainType::rna:
      return unknown_rna_token;
    case ChainType::protein:
    case ChainType::ligand:
      break;
  }
  return unknown_protein_token;
}

}  // namespace

int8_t protein_token(char letter) noexcept {
  if (letter == '-') { return gap_token; }
  if (letter < 'A' || letter > 'Z') { return -1; }
  return in_alphabet(protein_letters, letter, first_token, unknown_protein_token);
}

int8_t sequence_token(ChainType type, char letter) noexcept {
  const int8_t unknown = unknown_token(type);
  if (type == ChainType::dna) { return in_alphabet(dna_letters, letter, first_dna_token, unknown); }
  if (type == ChainType::rna) { return in_alphabet(rna_letters, letter, first_rna_token, unknown); }
  return in_alphabet(protein_letters, letter, first_token, unknown);
}

std::vector<int8_t> residue_tokens(const Entity& polymer) {
  std::vector<int8_t> tokens;
  tokens.reserve(polymer.sequence.size());
  for (const char letter : polymer.sequence) {
    tokens.push_back(sequence_token(polymer.type, letter));
  }
  for (const Modification& modification : polymer.modifications) {
    const std::string code = modification.ccd == "MSE" ? "MET" : modification.ccd;
    const auto name = std::find(token_names.begin(), token_names.end(), code);
    tokens.at(static_cast<size_t>(modification.position) - 1) =
        name == token_names.end() ? unknown_token(polymer.type)
                                  : static_cast<int8_t>(first_token + (name - token_names.begin()));
  }
  return tokens;
}

}  // namespace bb
