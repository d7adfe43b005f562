#pragma once

#include <array>
#include <span>

#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// The atoms of a list of tokens, in order: all of the structure, or what a crop leaves.
struct AtomList {
  struct Atom {
    int32_t in_structure = 0;
    int32_t token = 0;  // place in the list of tokens
    int32_t uid = 0;    // ref_space_uid: of its residue
  };

  const Structure* structure = nullptr;
  const TokenList* list = nullptr;
  std::vector<Atom> atoms;
  std::vector<int32_t> first_atom;              // of every token
  std::vector<int32_t> uid_residue;             // the residue of every uid
  std::vector<std::array<float, 3>> positions;  // Å; zero before there are coordinates
  bool has_coordinates = false;

  /// Their number, up to the next multiple of 32.
  int64_t padded() const { return whole_windows(static_cast<int64_t>(atoms.size())); }
  int32_t center(size_t token) const {
    const Token& one = list->tokens[token];
    return first_atom[token] + one.center - one.first_atom;
  }
  int32_t disto(size_t token) const {
    const Token& one = list->tokens[token];
    return first_atom[token] + one.disto - one.first_atom;
  }
  const Molecule::Atom& chemistry(size_t atom) const {
    return structure->chemistry(structure->atoms[static_cast<size_t>(atoms[atom].in_structure)]);
  }
};

/// `coordinates`: (atoms of the structure, 3) Å, or empty. Both others must outlive the list.
AtomList list_atoms(const Structure& structure, const TokenList& list,
                    std::span<const float> coordinates);

}  // namespace bb
