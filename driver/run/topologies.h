#pragma once

#include "io/store/topology.h"
#include "worker/features/structure.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// What the store keeps of a structure: of all its chains, or of those before, or of those from
/// `first_chain` on. Numbers count from 0 in each part.
Topology topology_of(const Structure& structure, size_t first_chain, size_t end_chain);

/// Bytes of the topologies of a row: of its target (or of the whole, where it has no ligand of its
/// own behind the target's chains) and of its ligand (then 0).
struct TopologyBytes {
  uint32_t target = 0, ligand = 0;
};
TopologyBytes planned_topologies(const ComplexMeasure& measure);

}  // namespace bb
