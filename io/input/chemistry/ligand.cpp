#include "io/input/chemistry/ligand.h"

#include <array>

namespace bb {
namespace {

// Part of every key: counts up when a change of ours changes a result.
constexpr const char* recipe = "2";

constexpr uint64_t fnv_offset = 0xcbf29ce484222325U;
constexpr uint64_t fnv_prime = 0x100000001b3U;

}  // namespace

const char* name_of(LigandStatus status) {
  static constexpr std::array<const char*, 8> names = {
      "ok",        "unreadable",    "unsupported", "no conformer",
      "timed out", "out of memory", "crashed",     "lost"};
  return names.at(static_cast<size_t>(status));
}

bool is_mark(std::string_view atom) noexcept {
  return atom.size() > 1 && atom.front() == ':' &&
         atom.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool is_selector(std::string_view atom) noexcept {
  return is_mark(atom) || atom.starts_with(smarts_prefix);
}

int32_t conformer_seed(const std::string& smiles, uint64_t run_seed, unsigned int draw) {
  uint64_t hash = fnv_offset;
  for (const char c : smiles) { hash = (hash ^ static_cast<unsigned char>(c)) * fnv_prime; }
  if (draw > 0) { hash = (hash ^ (0x100U + draw)) * fnv_prime; }
  hash ^= run_seed + 0x9e3779b97f4a7c15U;
  // The finaliser of splitmix64 (Steele, Lea, Flood 2014): neighbouring seeds give unrelated ones.
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  hash ^= hash >> 31U;
  return static_cast<int32_t>(hash % 0x7fffffffU);
}

std::string ligand_key(const std::string& smiles, uint64_t run_seed,
                       const std::string& rdkit_version) {
  return "recipe " + std::string(recipe) + " rdkit " + rdkit_version + " seed " +
         std::to_string(run_seed) + " smiles " + smiles;
}

std::string quoted_ligand(const std::string& text) {
  static constexpr size_t longest = 120;
  static constexpr const char* digits = "0123456789abcdef";
  std::string out = "'";
  for (const char c : text) {
    if (out.size() > longest) {
      return out + "…' (" + std::to_string(text.size()) + " characters)";
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out + "'";
}

}  // namespace bb
