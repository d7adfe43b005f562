#include "io/input/components/molecule_bytes.h"

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstring>
#include <stdexcept>

namespace bb {
namespace {

static_assert(std::endian::native == std::endian::little,
              "records are little-endian and are copied as they are");

constexpr size_t max_atoms = 65535;

class Writer {
 public:
  template <typename T>
  void number(T value) {
    const auto* from = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), from, from + sizeof value);
  }

  void count(size_t value) { number(static_cast<uint32_t>(value)); }

  void text(std::string_view value) {
    if (value.size() > 255) { throw std::invalid_argument("a name is longer than 255 bytes"); }
    number(static_cast<uint8_t>(value.size()));
    const auto* from = reinterpret_cast<const std::byte*>(value.data());
    bytes_.insert(bytes_.end(), from, from + value.size());
  }

  void atoms(std::span<const int32_t> indices) {
    for (const int32_t index : indices) { number(static_cast<uint16_t>(index)); }
  }

  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  // A number of items that need at least `each` bytes: so no more is ever allocated than the bytes
  // can fill.
  size_t count(size_t each) {
    const size_t value = number<uint32_t>();
    if (value > rest_.size() / each) {
      throw std::invalid_argument("it is cut short: it claims more than its bytes can hold");
    }
    return value;
  }

  std::string text() {
    const auto bytes = take(number<uint8_t>());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  template <size_t n>
  void atoms(std::array<int32_t, n>& indices) {
    for (int32_t& index : indices) { index = number<uint16_t>(); }
  }

  // 0 to 3: two flags.
  uint8_t flags() {
    const auto value = number<uint8_t>();
    if (value > 3) { throw std::invalid_argument("a flag has an impossible value"); }
    return value;
  }

  std::span<const std::byte> take(size_t size) {
    if (size > rest_.size()) { throw std::invalid_argument("it is cut short"); }
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
};

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

  Writer out;
  for (const size_t count :
       {molecule.atoms.size(), molecule.bonds.size(), molecule.conformers.size(),
        molecule.bounds.size(), molecule.chiral_atoms.size(), molecule.stereo_bonds.size(),
        molecule.planar_bonds.size(), molecule.planar_rings_5.size(),
        molecule.planar_rings_6.size()}) {
    out.count(count);
  }
  out.number(molecule.counted_atoms);
  out.number(molecule.molecular_weight);
  out.text(molecule.code);
  for (const auto& atom : molecule.atoms) {
    out.text(atom.name);
    out.number(atom.element);
    out.number(atom.formal_charge);
    out.number(atom.chirality);
    out.number(atom.parsed_chirality);
    out.number(static_cast<uint8_t>(atom.leaving));
  }
  for (const auto& bond : molecule.bonds) {
    out.atoms(std::array{bond.first, bond.second});
    out.number(bond.type);
  }
  for (const auto& conformer : molecule.conformers) {
    out.text(conformer.name);
    for (const auto& position : conformer.positions) { out.number(position); }
  }
  for (const auto& bounds : molecule.bounds) {
    out.number(bounds.lower);
    out.number(bounds.upper);
    out.number(flags(bounds.is_bond, bounds.is_angle));
  }
  for (const auto& chiral : molecule.chiral_atoms) {
    out.atoms(chiral.atoms);
    out.number(flags(chiral.is_reference, chiral.is_r));
  }
  for (const auto& stereo : molecule.stereo_bonds) {
    out.atoms(stereo.atoms);
    out.number(flags(stereo.is_reference, stereo.is_e));
  }
  for (const auto& atoms : molecule.planar_bonds) { out.atoms(atoms); }
  for (const auto& atoms : molecule.planar_rings_5) { out.atoms(atoms); }
  for (const auto& atoms : molecule.planar_rings_6) { out.atoms(atoms); }
  return out.take();
}

Molecule decode_molecule(std::span<const std::byte> bytes) {
  Reader in(bytes);
  Molecule molecule;
  molecule.atoms.resize(in.count(6));
  const size_t atoms = molecule.atoms.size();
  if (atoms > max_atoms) { throw std::invalid_argument("it claims more than 65535 atoms"); }
  molecule.bonds.resize(in.count(5));
  molecule.conformers.resize(in.count(1 + 12 * std::max<size_t>(atoms, 1)));
  const size_t bounds = in.count(9);
  molecule.chiral_atoms.resize(in.count(9));
  molecule.stereo_bonds.resize(in.count(9));
  molecule.planar_bonds.resize(in.count(12));
  molecule.planar_rings_5.resize(in.count(10));
  molecule.planar_rings_6.resize(in.count(12));
  if (bounds != 0 && bounds != atoms * (atoms - 1) / 2) {
    throw std::invalid_argument("its distance bounds are not one per pair of atoms");
  }
  molecule.counted_atoms = in.number<int32_t>();
  molecule.molecular_weight = in.number<double>();
  molecule.code = in.text();
  for (auto& atom : molecule.atoms) {
    atom.name = in.text();
    atom.element = in.number<uint8_t>();
    atom.formal_charge = in.number<int8_t>();
    atom.chirality = static_cast<Chirality>(in.number<uint8_t>());
    atom.parsed_chirality = static_cast<Chirality>(in.number<uint8_t>());
    const auto leaving = in.flags();
    if (leaving > 1) { throw std::invalid_argument("a flag has an impossible value"); }
    atom.leaving = leaving == 1;
  }
  for (auto& bond : molecule.bonds) {
    bond.first = in.number<uint16_t>();
    bond.second = in.number<uint16_t>();
    bond.type = static_cast<BondType>(in.number<uint8_t>());
  }
  for (auto& conformer : molecule.conformers) {
    conformer.name = in.text();
    conformer.positions.resize(atoms);
    const auto from = in.take(atoms * sizeof conformer.positions[0]);
    if (!from.empty()) { std::memcpy(conformer.positions.data(), from.data(), from.size()); }
  }
  molecule.bounds.reserve(bounds);
  for (int32_t i = 0; bounds > 0 && i < static_cast<int32_t>(atoms); ++i) {
    for (int32_t j = i + 1; j < static_cast<int32_t>(atoms); ++j) {
      const auto lower = in.number<float>();
      const auto upper = in.number<float>();
      const auto set = in.flags();
      molecule.bounds.push_back({{i, j}, lower, upper, (set & 1) != 0, (set & 2) != 0});
    }
  }
  for (auto& chiral : molecule.chiral_atoms) {
    in.atoms(chiral.atoms);
    const auto set = in.flags();
    chiral.is_reference = (set & 1) != 0;
    chiral.is_r = (set & 2) != 0;
  }
  for (auto& stereo : molecule.stereo_bonds) {
    in.atoms(stereo.atoms);
    const auto set = in.flags();
    stereo.is_reference = (set & 1) != 0;
    stereo.is_e = (set & 2) != 0;
  }
  for (auto& atoms_of : molecule.planar_bonds) { in.atoms(atoms_of); }
  for (auto& atoms_of : molecule.planar_rings_5) { in.atoms(atoms_of); }
  for (auto& atoms_of : molecule.planar_rings_6) { in.atoms(atoms_of); }
  if (!in.at_end()) { throw std::invalid_argument("bytes follow its end"); }
  if (const std::string problem = problem_of(molecule); !problem.empty()) {
    throw std::invalid_argument(problem);
  }
  return molecule;
}

}  // namespace bb
