#include "worker/features/tokens.h"

#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

int8_t unknown_of(ChainType type) {
  if (type == ChainType::dna) { return unknown_dna_token; }
  if (type == ChainType::rna) { return unknown_rna_token; }
  return unknown_protein_token;
}

}  // namespace

TokenList tokenise(const Structure& structure) {
  TokenList list;
  std::vector<int32_t> token_of(structure.atoms.size());
  const auto add = [&](Token token) {
    token.index = static_cast<int32_t>(list.tokens.size());
    for (int32_t i = 0; i < token.atoms; ++i) {
      token_of[static_cast<size_t>(token.first_atom + i)] = token.index;
    }
    list.tokens.push_back(token);
  };
  for (size_t number = 0; number < structure.residues.size(); ++number) {
    const StructureResidue& residue = structure.residues[number];
    Token token{.residue = static_cast<int32_t>(number),
                .chain = residue.chain,
                .in_chain = residue.in_chain,
                .first_atom = residue.first_atom,
                .atoms = residue.atoms,
                .center = residue.center,
                .disto = residue.disto,
                .type = residue.type,
                .chain_type = structure.chains[static_cast<size_t>(residue.chain)].type};
    if (residue.standard) {
      add(token);
    } else if (token.chain_type != ChainType::ligand) {
      token.type = unknown_of(token.chain_type);
      token.modified = true;
      add(token);
    } else {
      token.atoms = 1;
      for (int32_t i = 0; i < residue.atoms; ++i) {
        token.first_atom = token.center = token.disto = residue.first_atom + i;
        add(token);
      }
    }
  }
  for (const StructureBond& bond : structure.bonds) {
    list.bonds.push_back({.first = token_of[static_cast<size_t>(bond.atom_1)],
                          .second = token_of[static_cast<size_t>(bond.atom_2)],
                          .type = 1 + static_cast<int32_t>(bond.type)});
  }
  return list;
}

}  // namespace bb
