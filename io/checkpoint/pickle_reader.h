#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "io/checkpoint/pickle_graph.h"

namespace bb {

/// What one pickle may at most cost. Generous: the pickles of the published checkpoints should have
/// about 1 MB and, optimizer states included, less than a million objects.
struct PickleLimits {
  size_t max_bytes = size_t{32} << 20;
  size_t max_nodes = 2'000'000;  // about 100 bytes each
};

/// Reads a pickle (protocols 2 to 5, as torch.save and OmegaConf write them) as data.
///
/// Nothing is executed: calls, instances and their states are recorded as nodes. A name that is not
/// in known_globals has the role `inert`, whatever it would have been used for: the file can be
/// read past it, and what depends on it has no value. Broken or hostile bytes throw
/// CheckpointError; time and memory are bounded by the pickle's length and by `limits`.
///
/// `label` names the pickle in errors. The graph's texts point into `pickle`.
PickleGraph read_pickle(std::span<const std::byte> pickle, const std::string& label,
                        const PickleLimits& limits = {});

}  // namespace bb
