#pragma once

#include <DistGeom/BoundsMatrix.h>
#include <GraphMol/RWMol.h>

namespace bb {

/// Distance bounds for embedding in which the neighbours of atoms with five or more lie side by
/// side or across. The packaged RDKit's own allow one angle only, which no octahedron has.
/// Fragments stay within 12 Å. Null where there is no such atom. `molecule` is sanitised, with
/// hydrogens.
DistGeom::BoundsMatPtr bounds_of_hypervalent(const RDKit::RWMol& molecule);

}  // namespace bb
