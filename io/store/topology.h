#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bb {

/// What is needed to write mmCIF or SDF from coordinates: of a target (everything that rows share)
/// or of a ligand. A row's atoms are those of its target, then those of its ligand; chain, residue
/// and atom indices count from 0 within each topology.
struct Topology {
  enum class ChainKind : uint8_t { protein = 0, dna = 1, rna = 2, ligand = 3 };

  struct Chain {
    std::string name{};  ///< up to 16 bytes
    ChainKind kind = ChainKind::protein;
    uint32_t entity = 0;
    bool operator==(const Chain&) const = default;
  };
  struct Residue {
    std::string name{};  ///< up to 8 bytes
    int32_t number = 0;  ///< 1-based place in its chain
    uint32_t chain = 0;
    bool operator==(const Residue&) const = default;
  };
  struct Atom {
    std::string name{};   ///< up to 4 bytes
    uint8_t element = 0;  ///< atomic number
    int8_t charge = 0;
    uint32_t residue = 0;
    bool operator==(const Atom&) const = default;
  };
  /// Bonds that do not follow from residue names: of ligands and between residues.
  struct Bond {
    uint32_t atom_1 = 0, atom_2 = 0;
    uint8_t order = 1;  ///< 1, 2, 3; 4 aromatic; 0 unspecified
    bool operator==(const Bond&) const = default;
  };

  std::vector<Chain> chains{};
  std::vector<Residue> residues{};
  std::vector<Atom> atoms{};
  std::vector<Bond> bonds{};
  bool operator==(const Topology&) const = default;
};

/// Size of what encode() makes of so many of each; for RowSizes before the names are known.
uint32_t topology_bytes(size_t chains, size_t residues, size_t atoms, size_t bonds) noexcept;

/// Little-endian tables (docs/store.md). Throws std::invalid_argument for a name that is too long,
/// and for an index out of range.
std::vector<std::byte> encode(const Topology& topology);

/// Bytes after the end of the tables are ignored: more may have been reserved. Throws StoreError
/// (corrupt) for bytes that are no topology.
Topology decode_topology(std::span<const std::byte> bytes);

}  // namespace bb
