#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bb {

/// The numbers below are the reference's (boltz/data/const.py) and go into features as they are.
enum class Chirality : uint8_t {
  unspecified = 0,
  clockwise = 1,
  counterclockwise = 2,
  square_planar = 3,
  octahedral = 4,
  trigonal_bipyramidal = 5,
  other = 6,
};

enum class BondType : uint8_t {
  other = 0,
  single = 1,
  twofold = 2,
  triple = 3,
  aromatic = 4,
  covalent = 5
};

/// One chemical component or one ligand: all that the featuriser needs to know of it, and no more.
///
/// Only atoms that are not hydrogen (atomic number other than 1), in the component's order: no
/// feature of the reference sees a hydrogen. All indices are into `atoms`. A modified polymer
/// residue uses the atoms with `leaving` false (`without_leaving`), a ligand uses all; a standard
/// residue uses those that the reference lists for it, by name, and no constraints.
///
/// Symmetries (the pickles' `symmetries` property) are not here: the reference reads them for
/// training's label permutation only (`compute_symmetries` is false at inference), its potentials
/// do not use them.
struct Molecule {
  struct Atom {
    /// ref_atom_name_chars, of which at most 4 count; bond constraints and templates find atoms by
    /// it.
    std::string name;
    uint8_t element = 0;       // ref_element: atomic number, 0 for a dummy
    int8_t formal_charge = 0;  // ref_charge
    /// ref_chirality of Boltz-2: the tag in the molecule as it is stored.
    Chirality chirality = Chirality::unspecified;
    /// The tag after removal of hydrogens: ref_chirality of Boltz-1 for standard residues and lone
    /// heavy atoms; it takes `chirality` for all else.
    Chirality parsed_chirality = Chirality::unspecified;
    bool leaving = false;  // left out of a modified residue
    bool operator==(const Atom&) const = default;
  };

  struct Bond {
    int32_t first = 0;  // < second
    int32_t second = 0;
    BondType type = BondType::other;  // type_bonds = 1 + type; token_bonds
    bool operator==(const Bond&) const = default;
  };

  struct Conformer {
    std::string name;  // "Computed", "Ideal", or what the source calls it; may be empty
    /// Å, one per atom: ref_pos (before centring and rotation).
    std::vector<std::array<float, 3>> positions;
    bool operator==(const Conformer&) const = default;
  };

  /// RDKit's distance bounds, Å: rdkit_bounds_index, rdkit_lower_bounds, rdkit_upper_bounds,
  /// rdkit_bounds_bond_mask, rdkit_bounds_angle_mask. One per pair of atoms, row by row of the
  /// upper triangle; none for a lone heavy atom.
  struct Bounds {
    std::array<int32_t, 2> atoms{};
    float lower = 0;
    float upper = 0;
    bool is_bond = false;
    bool is_angle = false;
    bool operator==(const Bounds&) const = default;
  };

  /// chiral_atom_index (the last of the four is the centre), chiral_reference_mask,
  /// chiral_atom_orientations. None where the source gives no CIP ranks.
  struct ChiralAtom {
    std::array<int32_t, 4> atoms{};
    bool is_reference = false;
    bool is_r = false;
    bool operator==(const ChiralAtom&) const = default;
  };

  /// stereo_bond_index, stereo_reference_mask, stereo_bond_orientations.
  struct StereoBond {
    std::array<int32_t, 4> atoms{};
    bool is_reference = false;
    bool is_e = false;
    bool operator==(const StereoBond&) const = default;
  };

  std::string code;  // "ATP", "LIG1"
  std::vector<Atom> atoms;
  std::vector<Bond> bonds;            // in the source's order
  std::vector<Conformer> conformers;  // in the source's order: the featuriser draws by position

  std::vector<Bounds> bounds;
  std::vector<ChiralAtom> chiral_atoms;
  std::vector<StereoBond> stereo_bonds;
  std::vector<std::array<int32_t, 6>> planar_bonds;    // planar_bond_index
  std::vector<std::array<int32_t, 5>> planar_rings_5;  // planar_ring_5_index
  std::vector<std::array<int32_t, 6>> planar_rings_6;  // planar_ring_6_index

  /// affinity_mw, g/mol, as the reference computes it (with hydrogens as far as it has them).
  double molecular_weight = 0;
  /// Compared with the affinity limits, 128 and 56; counts the hydrogens of a CCD component.
  int32_t counted_atoms = 0;

  bool operator==(const Molecule&) const = default;
};

/// The conformer that the reference's *parser* takes (Boltz-1's ref_pos; `conformers[i]` with a
/// drawn i is Boltz-2's): the first named Computed, else the first named Ideal, else the first;
/// nullptr where there is none.
const Molecule::Conformer* preferred_conformer(const Molecule& molecule);

/// The index of the last atom of that name, -1 where there is none. (The reference's name table
/// keeps the last of equal names.)
int32_t find_atom(const Molecule& molecule, std::string_view name);

/// As part of a polymer: without the leaving atoms, and without every bond and constraint that
/// touches one.
Molecule without_leaving(const Molecule& molecule);

/// What is inconsistent about a molecule (sizes, indices, values that are not finite), or nothing.
std::string problem_of(const Molecule& molecule);

}  // namespace bb
