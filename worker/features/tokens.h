#pragma once

#include <cstdint>
#include <vector>

#include "worker/features/structure.h"

namespace bb {

/// A residue of a polymer, modified or not, or an atom of a ligand.
struct Token {
  int32_t index = 0;  // among the tokens of the whole complex: a crop keeps it
  int32_t residue = 0;
  int32_t chain = 0;
  int32_t in_chain = 0;  // the residue's place in its chain
  int32_t first_atom = 0;
  int32_t atoms = 0;
  int32_t center = 0;  // atoms
  int32_t disto = 0;
  int8_t type = 0;  // res_type: a modified residue is unknown, of its chain's kind
  ChainType chain_type = ChainType::protein;
  bool modified = false;
};

struct TokenBond {
  int32_t first = 0, second = 0;  // Token::index
  int32_t type = 0;               // 1 + BondType
};

/// A structure cut into tokens, or a crop of one.
struct TokenList {
  std::vector<Token> tokens;
  std::vector<TokenBond> bonds;  // in the structure's order: of two on one pair, the later counts
};

TokenList tokenise(const Structure& structure);

/// Whether a constraint's key means this token.
inline bool matches(const Token& token, const TokenKey& key) {
  const int32_t place = token.chain_type == ChainType::ligand ? token.first_atom : token.in_chain;
  return token.chain == key.chain && place == key.place;
}

}  // namespace bb
