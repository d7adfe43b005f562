#pragma once

#include <cstddef>
#include <string>

#include "io/checkpoint/pickle_graph.h"
#include "io/checkpoint/value.h"

namespace bb {

/// What a configuration may at most unfold to: shared nodes are copied, so a small pickle could
/// mean a huge tree.
struct ValueLimits {
  size_t max_depth = 64;
  size_t max_steps = 2'000'000;  // nodes made and dict entries looked through
  size_t max_text_bytes = size_t{32} << 20;
};

/// A node of a pickle as plain configuration: OmegaConf containers become dicts and lists, their
/// nodes the values they hold, objects that are mere attribute containers dicts, NumPy's scalars
/// numbers. An object of an unknown class that keeps its data as OmegaConf does (`_content`,
/// `_val`) is read as one. Keys that are numbers or bools become text ("0", "True").
/// Interpolations ("${…}") stay text. What has no plain value (tensors, classes, unknown objects,
/// dicts whose keys are tuples) becomes Value::Opaque.
///
/// Throws CheckpointError, beginning with `label`, for a tree that contains itself or exceeds
/// `limits`.
Value to_value(const PickleGraph& graph, NodeId id, const std::string& label,
               const ValueLimits& limits = {});

}  // namespace bb
