#pragma once

#include "worker/features/atom_list.h"

namespace bb {

/// Three atoms per token that span its frame, by their places in the list, and whether they do.
struct TokenFrames {
  std::vector<int64_t> atoms;   // (N, 3)
  std::vector<uint8_t> usable;  // (N)
};

/// N, CA, C of amino acids; C1', C3', C4' of nucleotides; an atom and its two nearest in a ligand
/// of at least three atoms. Where a residue has no frame, its first atom three times. Atoms at
/// equal distances come in their order, which they do in the reference, too, up to 64 atoms in a
/// ligand on a machine with AVX-512 (elsewhere its order of equals differs; before there are
/// coordinates all are equal, and then no ligand frame is usable).
TokenFrames token_frames(const AtomList& atoms);

}  // namespace bb
