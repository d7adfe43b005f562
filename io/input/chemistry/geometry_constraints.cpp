#include "io/input/chemistry/geometry_constraints.h"

#include <set>
#include <utility>

#include <DistGeom/BoundsMatrix.h>
#include <DistGeom/TriangleSmooth.h>
#include <GraphMol/DistGeomHelpers/BoundsMatrixBuilder.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/Substruct/SubstructMatch.h>
#include <boost/make_shared.hpp>

namespace bb {
namespace {

using Pairs = std::set<std::pair<int, int>>;

// The first and last atom of every match. The RDKit stops after 1,000 matches, and the reference
// lets it.
Pairs ends_of_matches(const RDKit::ROMol& molecule, const RDKit::ROMol& pattern) {
  Pairs pairs;
  for (const auto& match : RDKit::SubstructMatch(molecule, pattern)) {
    pairs.emplace(std::minmax(match.front().second, match.back().second));
  }
  return pairs;
}

template <size_t N>
std::vector<std::array<int32_t, N>> heavy_matches(const RDKit::ROMol& molecule,
                                                  const RDKit::ROMol& pattern,
                                                  const HeavyAtoms& heavy) {
  std::vector<std::array<int32_t, N>> out;
  for (const auto& match : RDKit::SubstructMatch(molecule, pattern)) {
    std::array<int, N> atoms{};
    for (size_t i = 0; i < N; ++i) { atoms[i] = match[i].second; }
    if (!heavy.all_heavy(atoms)) { continue; }
    auto& places = out.emplace_back();
    for (size_t i = 0; i < N; ++i) { places[i] = heavy.place(atoms[i]); }
  }
  return out;
}

}  // namespace

GeometryConstraints::GeometryConstraints()
    : bond_(RDKit::SmartsToMol("*~*")),
      angle_(RDKit::SmartsToMol("*~*~*")),
      double_bond_(RDKit::SmartsToMol("[C;X3;^2](*)(*)=[C;X3;^2](*)(*)")),
      ring_5_(RDKit::SmartsToMol("[ar5^2]1[ar5^2][ar5^2][ar5^2][ar5^2]1")),
      ring_6_(RDKit::SmartsToMol("[ar6^2]1[ar6^2][ar6^2][ar6^2][ar6^2][ar6^2]1")) {}

std::vector<Molecule::Bounds> GeometryConstraints::bounds(RDKit::RWMol& molecule,
                                                          const HeavyAtoms& heavy) const {
  std::vector<Molecule::Bounds> out;
  if (molecule.getNumAtoms() <= 1) { return out; }
  molecule.updatePropertyCache(false);
  RDKit::MolOps::symmetrizeSSSR(molecule);

  const auto matrix = boost::make_shared<DistGeom::BoundsMatrix>(molecule.getNumAtoms());
  RDKit::DGeomHelpers::initBoundsMat(matrix);
  RDKit::DGeomHelpers::setTopolBounds(molecule, matrix, true, true, false);
  DistGeom::triangleSmoothBounds(matrix);
  const Pairs bonds = ends_of_matches(molecule, *bond_);
  const Pairs angles = ends_of_matches(molecule, *angle_);

  const auto& atoms = heavy.atoms();
  for (size_t i = 0; i < atoms.size(); ++i) {
    for (size_t j = i + 1; j < atoms.size(); ++j) {
      const std::pair pair(static_cast<int>(atoms[i]), static_cast<int>(atoms[j]));
      out.push_back({.atoms = {static_cast<int32_t>(i), static_cast<int32_t>(j)},
                     .lower = static_cast<float>(matrix->getLowerBound(atoms[i], atoms[j])),
                     .upper = static_cast<float>(matrix->getUpperBound(atoms[i], atoms[j])),
                     .is_bond = bonds.contains(pair),
                     .is_angle = angles.contains(pair)});
    }
  }
  return out;
}

std::vector<std::array<int32_t, 6>> GeometryConstraints::planar_bonds(
    const RDKit::ROMol& molecule, const HeavyAtoms& heavy) const {
  return heavy_matches<6>(molecule, *double_bond_, heavy);
}

std::vector<std::array<int32_t, 5>> GeometryConstraints::planar_rings_5(
    const RDKit::ROMol& molecule, const HeavyAtoms& heavy) const {
  return heavy_matches<5>(molecule, *ring_5_, heavy);
}

std::vector<std::array<int32_t, 6>> GeometryConstraints::planar_rings_6(
    const RDKit::ROMol& molecule, const HeavyAtoms& heavy) const {
  return heavy_matches<6>(molecule, *ring_6_, heavy);
}

}  // namespace bb
