#include "driver/run/topologies.h"

#include <algorithm>

namespace bb {

namespace {

uint8_t order_of(BondType type) {
  switch (type) {
    case BondType::single:
    case BondType::covalent:
      return 1;
    case BondType::twofold:
      return 2;
    case BondType::triple:
      return 3;
    case BondType::aromatic:
      return 4;
    case BondType::other:
      return 0;
  }
  return 0;
}

uint32_t bytes_of(const ComplexMeasure::Parts& part) {
  return topology_bytes(part.chains, part.residues, part.atoms, part.bonds);
}

std::string name_of(const StructureResidue& residue) {
  return residue.standard != nullptr ? std::string(residue.standard->name) : residue.molecule->code;
}

}  // namespace

Topology topology_of(const Structure& structure, size_t first_chain, size_t end_chain) {
  Topology out;
  if (first_chain == end_chain) { return out; }
  const auto& first = structure.chains[first_chain];
  const int32_t first_residue = first.first_residue, first_atom = first.first_atom;
  for (size_t c = first_chain; c < end_chain; ++c) {
    const StructureChain& chain = structure.chains[c];
    out.chains.push_back({.name = chain.name,
                          .kind = static_cast<Topology::ChainKind>(chain.type),
                          .entity = static_cast<uint32_t>(chain.entity)});
    for (int32_t r = chain.first_residue; r < chain.first_residue + chain.residues; ++r) {
      const StructureResidue& residue = structure.residues[static_cast<size_t>(r)];
      out.residues.push_back({.name = name_of(residue),
                              .number = residue.in_chain + 1,
                              .chain = static_cast<uint32_t>(c - first_chain)});
      for (int32_t a = residue.first_atom; a < residue.first_atom + residue.atoms; ++a) {
        const Molecule::Atom& atom = structure.chemistry(structure.atoms[static_cast<size_t>(a)]);
        out.atoms.push_back({.name = atom.name.substr(0, 4),
                             .element = atom.element,
                             .charge = atom.formal_charge,
                             .residue = static_cast<uint32_t>(r - first_residue)});
      }
    }
  }
  const auto end_atom = first_atom + static_cast<int32_t>(out.atoms.size());
  const auto inside = [&](int32_t atom) { return atom >= first_atom && atom < end_atom; };
  for (const StructureBond& bond : structure.bonds) {
    if (!inside(bond.atom_1) || !inside(bond.atom_2)) { continue; }
    out.bonds.push_back({.atom_1 = static_cast<uint32_t>(bond.atom_1 - first_atom),
                         .atom_2 = static_cast<uint32_t>(bond.atom_2 - first_atom),
                         .order = order_of(bond.type)});
  }
  return out;
}

TopologyBytes planned_topologies(const ComplexMeasure& measure) {
  return {.target = bytes_of(measure.target),
          .ligand = measure.row_ligand_is_last ? bytes_of(measure.ligand) : 0};
}

}  // namespace bb
