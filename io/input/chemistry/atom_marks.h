#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bb {

/// An atom that a SMILES marks with a number (an atom map, the 1 of [CH2:1]).
struct AtomMark {
  int number = 0;
  int32_t atom = 0;  // its place among the molecule's atoms other than hydrogen
};

/// A SMILES without its marks, which say nothing of the molecule.
struct UnmarkedSmiles {
  std::string smiles;
  std::vector<AtomMark> marks;  // in the order of the atoms
  std::string warning;          // for the user; empty where there is nothing to say
};

/// Takes the marks out of a SMILES, and the brackets with them where these say nothing else, so
/// that it is the SMILES that it is without marks. [C:1] without its hydrogens, which would be a
/// radical, gets them, with a warning. Text that is no SMILES is left as it is.
UnmarkedSmiles without_marks(const std::string& smiles);

}  // namespace bb
