#pragma once

#include <string_view>

namespace bb {

/// Whether a text can be a SMILES by its grammar: atoms of the organic subset or in brackets,
/// bonds, closed branches and paired ring closures. Names and numbers hardly ever are: `bb-001`,
/// `Z12345` and `twin` are not. For telling the columns of a file apart; it judges no single
/// molecule.
bool looks_like_smiles(std::string_view text) noexcept;

}  // namespace bb
