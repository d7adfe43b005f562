#pragma once

#include "io/store/topology.h"
#include "worker/features/structure.h"

namespace bb {

/// What the store keeps of a structure: of all its chains, or of those before, or of those from
/// `first_chain` on. Numbers count from 0 in each part.
Topology topology_of(const Structure& structure, size_t first_chain, size_t end_chain);

}  // namespace bb
