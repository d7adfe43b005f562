#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "io/input/complexes/complex_input.h"

namespace bb {

/// The reference's token numbers (res_type) that input files speak of.
inline constexpr int8_t gap_token = 1;
inline constexpr int8_t unknown_protein_token = 22;
inline constexpr int8_t unknown_rna_token = 27;
inline constexpr int8_t unknown_dna_token = 32;

/// The token of an upper-case letter in a protein alignment, or of '-'; -1 for any other character.
/// B, J, O, U, X and Z are unknown residues.
int8_t protein_token(char letter) noexcept;

/// The token of a letter of a polymer's sequence; unknown letters have the type's unknown token.
/// Not for ligands.
int8_t sequence_token(ChainType type, char letter) noexcept;

/// The res_type of every residue of a polymer, modifications included: MSE counts as MET, a
/// modification that is itself a standard residue as that one, any other as unknown.
std::vector<int8_t> residue_tokens(const Entity& polymer);

}  // namespace bb
