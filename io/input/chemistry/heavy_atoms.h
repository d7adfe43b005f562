#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <GraphMol/ROMol.h>

namespace bb {

/// The atoms that features see, those other than hydrogen (deuterium is hydrogen, too), in a
/// molecule that has hydrogens.
class HeavyAtoms {
 public:
  explicit HeavyAtoms(const RDKit::ROMol& molecule);

  int size() const { return static_cast<int>(atoms_.size()); }

  /// The molecule's indices, in order.
  const std::vector<unsigned int>& atoms() const { return atoms_; }

  /// The place of one of the molecule's atoms among the heavy ones, -1 for a hydrogen.
  int32_t place(int atom) const { return places_[static_cast<size_t>(atom)]; }

  /// Whether none of `atoms` is a hydrogen.
  bool all_heavy(std::span<const int> atoms) const;

 private:
  std::vector<unsigned int> atoms_;
  std::vector<int32_t> places_;
};

}  // namespace bb
