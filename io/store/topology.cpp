#include "io/store/topology.h"

#include <cstring>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "io/files/byte_stream.h"
#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

struct Header {
  std::array<char, 4> magic{'T', 'O', 'P', '1'};
  uint32_t chains = 0, residues = 0, atoms = 0, bonds = 0;
};
struct PackedChain {
  std::array<char, 16> name{};
  uint32_t entity = 0;
  uint32_t kind = 0;
};
struct PackedResidue {
  std::array<char, 8> name{};
  int32_t number = 0;
  uint32_t chain = 0;
};
struct PackedAtom {
  std::array<char, 4> name{};
  uint32_t residue = 0;
  uint8_t element = 0;
  int8_t charge = 0;
  uint16_t unused = 0;
};
struct PackedBond {
  uint32_t atom_1 = 0, atom_2 = 0;
  uint32_t order = 0;
};
static_assert(sizeof(Header) == 20 && sizeof(PackedChain) == 24 && sizeof(PackedResidue) == 16 &&
              sizeof(PackedAtom) == 12 && sizeof(PackedBond) == 12);

template <size_t width>
std::array<char, width> packed_name(std::string_view name, const char* of) {
  if (name.size() > width) {
    throw std::invalid_argument("The name '" + std::string(name) + "' of " + of +
                                " is longer than " + std::to_string(width) +
                                " bytes: the store cannot keep it");
  }
  std::array<char, width> packed{};
  std::memcpy(packed.data(), name.data(), name.size());
  return packed;
}

template <size_t width>
std::string unpacked_name(const std::array<char, width>& name) {
  const std::string_view all(name.data(), width);
  return std::string(all.substr(0, all.find('\0')));
}

void require_index(uint64_t index, size_t size, const char* of) {
  if (index >= size) {
    throw std::invalid_argument(std::string("A topology's index of ") + of + ", " +
                                std::to_string(index) + ", is beyond the " + std::to_string(size) +
                                " that it has");
  }
}

void check_indices(const Topology& topology) {
  for (const auto& residue : topology.residues) {
    require_index(residue.chain, topology.chains.size(), "a chain");
  }
  for (const auto& atom : topology.atoms) {
    require_index(atom.residue, topology.residues.size(), "a residue");
  }
  for (const auto& bond : topology.bonds) {
    require_index(bond.atom_1, topology.atoms.size(), "an atom");
    require_index(bond.atom_2, topology.atoms.size(), "an atom");
  }
}

}  // namespace

uint32_t topology_bytes(size_t chains, size_t residues, size_t atoms, size_t bonds) noexcept {
  return static_cast<uint32_t>(sizeof(Header) + chains * sizeof(PackedChain) +
                               residues * sizeof(PackedResidue) + atoms * sizeof(PackedAtom) +
                               bonds * sizeof(PackedBond));
}

std::vector<std::byte> encode(const Topology& topology) {
  check_indices(topology);
  ByteWriter out;
  out.number(Header{.chains = static_cast<uint32_t>(topology.chains.size()),
                    .residues = static_cast<uint32_t>(topology.residues.size()),
                    .atoms = static_cast<uint32_t>(topology.atoms.size()),
                    .bonds = static_cast<uint32_t>(topology.bonds.size())});
  for (const auto& chain : topology.chains) {
    out.number(PackedChain{.name = packed_name<16>(chain.name, "a chain"),
                           .entity = chain.entity,
                           .kind = static_cast<uint32_t>(chain.kind)});
  }
  for (const auto& residue : topology.residues) {
    out.number(PackedResidue{.name = packed_name<8>(residue.name, "a residue"),
                             .number = residue.number,
                             .chain = residue.chain});
  }
  for (const auto& atom : topology.atoms) {
    out.number(PackedAtom{.name = packed_name<4>(atom.name, "an atom"),
                          .residue = atom.residue,
                          .element = atom.element,
                          .charge = atom.charge});
  }
  for (const auto& bond : topology.bonds) {
    out.number(PackedBond{.atom_1 = bond.atom_1, .atom_2 = bond.atom_2, .order = bond.order});
  }
  return out.take();
}

Topology decode_topology(std::span<const std::byte> bytes) try {
  ByteReader in(bytes);
  const auto header = in.number<Header>();
  if (header.magic != Header{}.magic) {
    throw std::invalid_argument("it does not begin with TOP1");
  }
  Topology topology;
  for (uint32_t i = 0; i < header.chains; ++i) {
    const auto chain = in.number<PackedChain>();
    if (chain.kind > 3) { throw std::invalid_argument("a kind of chain that is none"); }
    topology.chains.push_back({.name = unpacked_name(chain.name),
                               .kind = static_cast<Topology::ChainKind>(chain.kind),
                               .entity = chain.entity});
  }
  for (uint32_t i = 0; i < header.residues; ++i) {
    const auto residue = in.number<PackedResidue>();
    topology.residues.push_back(
        {.name = unpacked_name(residue.name), .number = residue.number, .chain = residue.chain});
  }
  for (uint32_t i = 0; i < header.atoms; ++i) {
    const auto atom = in.number<PackedAtom>();
    topology.atoms.push_back({.name = unpacked_name(atom.name),
                              .element = atom.element,
                              .charge = atom.charge,
                              .residue = atom.residue});
  }
  for (uint32_t i = 0; i < header.bonds; ++i) {
    const auto bond = in.number<PackedBond>();
    topology.bonds.push_back(
        {.atom_1 = bond.atom_1, .atom_2 = bond.atom_2, .order = static_cast<uint8_t>(bond.order)});
  }
  check_indices(topology);
  return topology;
} catch (const std::invalid_argument& error) {
  throw StoreError(StoreError::Kind::corrupt,
                   std::string("A topology is damaged: ") + error.what());
}

}  // namespace bb
