#pragma once

#include <algorithm>
#include <cstdint>

namespace bb {

/// What is asked of a complex, or of a batch of them. Affinity needs the structure.
enum class Stages : uint8_t { structure = 1, affinity = 2, structure_and_affinity = 3 };

constexpr bool has_structure(Stages stages) noexcept {
  return (static_cast<unsigned>(stages) & 1U) != 0;
}
constexpr bool has_affinity(Stages stages) noexcept {
  return (static_cast<unsigned>(stages) & 2U) != 0;
}

/// The affinity stage's crop never exceeds these (the reference's).
inline constexpr uint32_t max_affinity_tokens = 256;
inline constexpr uint32_t max_affinity_atoms = 2048;

/// What planning needs to know of one row of the manifest.
struct ComplexSize {
  uint32_t tokens = 0;    ///< 0: the row has an error and is not planned
  uint32_t atoms = 0;     ///< resolved or not, without padding
  uint32_t msa_rows = 1;  ///< after max_msa_seqs; 1 where there is no MSA
  uint32_t target = 0;    ///< equal: the same target, batched together; 0: none
  bool affinity = false;  ///< affinity is wanted, after the structure

  Stages stages() const noexcept {
    return affinity ? Stages::structure_and_affinity : Stages::structure;
  }
  bool operator==(const ComplexSize&) const = default;
};

/// Bounds of the crop, known before the structure is: what the affinity stage is padded to.
constexpr uint32_t affinity_tokens(uint32_t tokens) noexcept {
  return std::min(tokens, max_affinity_tokens);
}
constexpr uint32_t affinity_atoms(uint32_t atoms) noexcept {
  return std::min(atoms, max_affinity_atoms);
}

}  // namespace bb
