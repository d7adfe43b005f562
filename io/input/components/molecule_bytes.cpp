#include "io/input/components/molecule_bytes.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "io/files/byte_stream.h"

namespace bb {
namespace {

constexpr size_t max_atoms = 65535;

void put_name(ByteWriter& out, std::string_view name) {
  if (name.size() > 255) { throw std::invalid_argument("a name is longer than 255 bytes"); }
  out.sized_text<uint8_t>(name);
}

void put_atoms(ByteWriter& out, std::span<const int32_t> indices) {
  for (const int32_t index : indices) { out.number(static_cast<uint16_t>(index)); }
}

template <size_t n>
void take_atoms(ByteReader& in, std::array<int32_t, n>& indices) {
  for (int32_t& index : indices) { index = in.number<uint16_t>(); }
}

/// 0 to 3: two flags.
uint8_t take_flags(ByteReader& in) {
  const auto value = in.number<uint8_t>();
  if (value > 3) { throw std::invalid_argument("a flag has an impossible value"); }
  return value;
}

uint8_t flags(bool first, bool second) {
  return static_cast<uint8_t>((first ? 1 : 0) | (second ? 2 : 0));
}

bool is_triangle(const Molecule& molecule) {
  const auto count = static_cast<int32_t>(molecule.atoms.size());
  size_t at = 0;
  for (int32_t i = 0; i < count; ++i) {
    for (int32_t j = i + 1; j < count; ++j, ++at) {
      if (at >= molecule.bounds.size() || molecule.bounds[at].atoms != std::array{i, j}) {
        return false;
      }
    }
  }
  return at == molecule.bounds.size();
}

}  // namespace

std::vector<std::byte> encode(const Molecule& molecule) {
  if (const std::string problem = problem_of(molecule); !problem.empty()) {
    throw std::invalid_argument(problem);
  }
  if (molecule.atoms.size() > max_atoms) {
    throw std::invalid_argument("it has more than 65535 atoms");
  }
  if (!molecule.bounds.empty() && !is_triangle(molecule)) {
    throw std::invalid_argument("its distance bounds are not one per pair of atoms");
  }

  ByteWriter out;
  for (const size_t count :
       {molecule.atoms.size(), molecule.bonds.size(), molecule.conformers.size(),
        molecule.bounds.size(), molecule.chiral_atoms.size(), molecule.stereo_bonds.size(),
        molecule.planar_bonds.size(), molecule.planar_rings_5.size(),
        molecule.planar_rings_6.size()}) {
    out.number(static_cast<uint32_t>(count));
  }
  out.number(molecule.counted_atoms);
  out.number(molecule.molecular_weight);
  put_name(out, molecule.code);
  for (const auto& atom : molecule.atoms) {
    put_name(out, atom.name);
    out.number(atom.element);
    out.number(atom.formal_charge);
    out.number(atom.chirality);
    out.number(atom.parsed_chirality);
    out.number(static_cast<uint8_t>(atom.leaving));
  }
  for (const auto& bond : molecule.bonds) {
    put_atoms(out, std::array{bond.first, bond.second});
    out.number(bond.type);
  }
  for (const auto& conformer : molecule.conformers) {
    put_name(out, conformer.name);
    for (const auto& position : conformer.positions) { out.number(position); }
  }
  for (const auto& bounds : molecule.bounds) {
    out.number(bounds.lower);
    out.number(bounds.upper);
    out.number(flags(bounds.is_bond, bounds.is_angle));
  }
  for (const auto& chiral : molecule.chiral_atoms) {
    put_atoms(out, chiral.atoms);
    out.number(flags(chiral.is_reference, chiral.is_r));
  }
  for (const auto& stereo : molecule.stereo_bonds) {
    put_atoms(out, stereo.atoms);
    out.number(flags(stereo.is_reference, stereo.is_e));
  }
  for (const auto& atoms : molecule.planar_bonds) { put_atoms(out, atoms); }
  for (const auto& atoms : molecule.planar_rings_5) { put_atoms(out, atoms); }
  for (const auto& atoms : molecule.planar_rings_6) { put_atoms(out, atoms); }
  return out.take();
}

Molecule decode_molecule(std::span<const std::byte> bytes) {
  ByteReader in(bytes);
  const auto count = [&](size_t each) { return in.count(in.number<uint32_t>(), each); };
  Molecule molecule;
  molecule.atoms.resize(count(6));
  const size_t atoms = molecule.atoms.size();
  if (atoms > max_atoms) { throw std::invalid_argument("it claims more than 65535 atoms"); }
  molecule.bonds.resize(count(5));
  molecule.conformers.resize(count(1 + 12 * std::max<size_t>(atoms, 1)));
  const size_t bounds = count(9);
  molecule.chiral_atoms.resize(count(9));
  molecule.stereo_bonds.resize(count(9));
  molecule.planar_bonds.resize(count(12));
  molecule.planar_rings_5.resize(count(10));
  molecule.planar_rings_6.resize(count(12));
  if (bounds != 0 && bounds != atoms * (atoms - 1) / 2) {
    throw std::invalid_argument("its distance bounds are not one per pair of atoms");
  }
  molecule.counted_atoms = in.number<int32_t>();
  molecule.molecular_weight = in.number<double>();
  molecule.code = in.sized_text<uint8_t>();
  for (auto& atom : molecule.atoms) {
    atom.name = in.sized_text<uint8_t>();
    atom.element = in.number<uint8_t>();
    atom.formal_charge = in.number<int8_t>();
    atom.chirality = static_cast<Chirality>(in.number<uint8_t>());
    atom.parsed_chirality = static_cast<Chirality>(in.number<uint8_t>());
    const auto leaving = take_flags(in);
    if (leaving > 1) { throw std::invalid_argument("a flag has an impossible value"); }
    atom.leaving = leaving == 1;
  }
  for (auto& bond : molecule.bonds) {
    bond.first = in.number<uint16_t>();
    bond.second = in.number<uint16_t>();
    bond.type = static_cast<BondType>(in.number<uint8_t>());
  }
  for (auto& conformer : molecule.conformers) {
    conformer.name = in.sized_text<uint8_t>();
    conformer.positions.resize(atoms);
    const auto from = in.bytes(atoms * sizeof conformer.positions[0]);
    if (!from.empty()) { std::memcpy(conformer.positions.data(), from.data(), from.size()); }
  }
  molecule.bounds.reserve(bounds);
  for (int32_t i = 0; bounds > 0 && i < static_cast<int32_t>(atoms); ++i) {
    for (int32_t j = i + 1; j < static_cast<int32_t>(atoms); ++j) {
      const auto lower = in.number<float>();
      const auto upper = in.number<float>();
      const auto set = take_flags(in);
      molecule.bounds.push_back({{i, j}, lower, upper, (set & 1) != 0, (set & 2) != 0});
    }
  }
  for (auto& chiral : molecule.chiral_atoms) {
    take_atoms(in, chiral.atoms);
    const auto set = take_flags(in);
    chiral.is_reference = (set & 1) != 0;
    chiral.is_r = (set & 2) != 0;
  }
  for (auto& stereo : molecule.stereo_bonds) {
    take_atoms(in, stereo.atoms);
    const auto set = take_flags(in);
    stereo.is_reference = (set & 1) != 0;
    stereo.is_e = (set & 2) != 0;
  }
  for (auto& atoms_of : molecule.planar_bonds) { take_atoms(in, atoms_of); }
  for (auto& atoms_of : molecule.planar_rings_5) { take_atoms(in, atoms_of); }
  for (auto& atoms_of : molecule.planar_rings_6) { take_atoms(in, atoms_of); }
  in.expect_end();
  if (const std::string problem = problem_of(molecule); !problem.empty()) {
    throw std::invalid_argument(problem);
  }
  return molecule;
}

}  // namespace bb
