#include "io/input/complexes/complex_input.h"

namespace bb {

std::string_view name_of(ChainType type) noexcept {
  switch (type) {
    case ChainType::protein:
      return "protein";
    case ChainType::dna:
      return "dna";
    case ChainType::rna:
      return "rna";
    case ChainType::ligand:
      return "ligand";
  }
  return "unknown";
}

std::optional<ChainPlace> find_chain(const Complex& complex, std::string_view id) noexcept {
  size_t asym = 0;
  for (size_t e = 0; e < complex.entities.size(); ++e) {
    const auto& ids = complex.entities[e].chain_ids;
    for (size_t copy = 0; copy < ids.size(); ++copy, ++asym) {
      if (ids[copy] == id) { return ChainPlace{.entity = e, .copy = copy, .asym = asym}; }
    }
  }
  return std::nullopt;
}

size_t chain_count(const Complex& complex) noexcept {
  size_t count = 0;
  for (const Entity& entity : complex.entities) { count += entity.chain_ids.size(); }
  return count;
}

size_t residue_count(const Entity& entity) noexcept {
  if (entity.type != ChainType::ligand) { return entity.sequence.size(); }
  return entity.ligand.kind == LigandInput::Kind::ccd ? entity.ligand.ccd.size() : 1;
}

}  // namespace bb
