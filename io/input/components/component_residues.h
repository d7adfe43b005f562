#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bb {

/// A residue that is a token of the reference: which atoms it has in a polymer, in which order.
struct StandardResidue {
  std::string_view name;                    // component code
  int8_t token = 0;                         // res_type
  std::span<const std::string_view> atoms;  // names
  uint8_t center = 0;                       // index into atoms: CA or C1'
  uint8_t disto = 0;  // index into atoms: the representative atom of distograms and pLDDT; CB,
                      // CA for GLY, C2 or C4
};

/// All 31, by token.
std::span<const StandardResidue> standard_residues() noexcept;

/// nullptr for a name that is not among them ("MSE" is not: who reads polymers takes it as MET).
const StandardResidue* find_standard_residue(std::string_view name) noexcept;

}  // namespace bb
