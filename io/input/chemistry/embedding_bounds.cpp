#include "io/input/chemistry/embedding_bounds.h"

#include <cmath>
#include <vector>

#include <DistGeom/TriangleSmooth.h>
#include <GraphMol/DistGeomHelpers/BoundsMatrixBuilder.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/RDKitBase.h>

namespace bb {

DistGeom::BoundsMatPtr bounds_of_hypervalent(const RDKit::RWMol& molecule) {
  constexpr unsigned int many = 5;
  constexpr double shrunk = 0.85;           // of the distance at 90°
  constexpr double between_fragments = 12;  // Å
  const auto is_hypervalent = [](const RDKit::Atom* atom) { return atom->getDegree() >= many; };
  bool any = false;
  for (const RDKit::Atom* atom : molecule.atoms()) { any = any || is_hypervalent(atom); }
  if (!any) { return nullptr; }

  const DistGeom::BoundsMatPtr bounds(new DistGeom::BoundsMatrix(molecule.getNumAtoms()));
  RDKit::DGeomHelpers::initBoundsMat(bounds);
  RDKit::RWMol copy(molecule);
  RDKit::DGeomHelpers::setTopolBounds(copy, bounds, true, false, true);
  for (const RDKit::Atom* centre : copy.atoms()) {
    if (!is_hypervalent(centre)) { continue; }
    std::vector<unsigned int> around;
    for (const RDKit::Atom* other : copy.atomNeighbors(centre)) {
      around.push_back(other->getIdx());
    }
    for (size_t i = 0; i < around.size(); ++i) {
      for (size_t j = i + 1; j < around.size(); ++j) {
        const double a = bounds->getUpperBound(centre->getIdx(), around[i]);
        const double b = bounds->getUpperBound(centre->getIdx(), around[j]);
        bounds->setUpperBound(around[i], around[j], a + b);
        bounds->setLowerBound(around[i], around[j], shrunk * std::hypot(a, b));
      }
    }
  }
  std::vector<int> fragment;
  RDKit::MolOps::getMolFrags(copy, fragment);
  for (unsigned int i = 0; i < fragment.size(); ++i) {
    for (unsigned int j = i + 1; j < fragment.size(); ++j) {
      if (fragment[i] != fragment[j]) { bounds->setUpperBound(i, j, between_fragments); }
    }
  }
  return DistGeom::triangleSmoothBounds(bounds) ? bounds : nullptr;
}

}  // namespace bb
