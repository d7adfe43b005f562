#pragma once

#include <string>
#include <vector>

#include <GraphMol/RWMol.h>

#include "io/input/chemistry/heavy_atoms.h"
#include "io/input/components/molecule.h"

namespace bb {

/// What of a ligand's stereochemistry its conformer does not have.
struct StereoFaults {
  std::vector<std::string> bonds;       // "C5=C6"
  std::vector<std::string> ring_bonds;  // those that no draw can mend: trans in a ring of up to 8
  std::vector<std::string> centres;     // "C3"

  bool none() const { return bonds.empty() && ring_bonds.empty() && centres.empty(); }
  bool can_be_mended() const { return !bonds.empty() || !centres.empty(); }
};

/// Compares the (only) conformer of `molecule`, which has hydrogens and assigned stereo, with what
/// its tags ask for, and `described`, which is made from it, with its own.
StereoFaults stereo_faults(const RDKit::ROMol& molecule, const HeavyAtoms& heavy,
                           const Molecule& described);

/// For the user: what is other than asked for.
std::string text_of(const StereoFaults& faults, unsigned int draws);

}  // namespace bb
