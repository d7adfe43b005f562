#pragma once

#include <optional>

#include "io/checkpoint/pickle_graph.h"
#include "io/checkpoint/value.h"

namespace bb {

/// The number that a call of NumPy's `scalar` (role numpy_scalar) stands for: a bool, an integer or
/// a float of 2, 4 or 8 bytes. Nothing for other types, and where type and bytes do not fit.
std::optional<Value> numpy_scalar(const PickleGraph& graph, const Node& call);

}  // namespace bb
