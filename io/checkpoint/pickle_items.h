#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "io/checkpoint/pickle_graph.h"

namespace bb {

// Uniform access to the many shapes in which Python pickles one dict or list. All of this only
// looks at nodes.

using DictItems = std::vector<std::pair<NodeId, NodeId>>;

/// Keys and values of a dict, OrderedDict, defaultdict, …; nothing if the node is none of these.
std::optional<DictItems> dict_items(const PickleGraph& graph, NodeId id);

/// Elements of a list, tuple, set, torch.Size, …; nothing if the node is none of these.
std::optional<std::vector<NodeId>> sequence_items(const PickleGraph& graph, NodeId id);

/// The value under a text key, or no_node.
NodeId find_item(const PickleGraph& graph, const DictItems& items, std::string_view key);

/// Positional argument `index` of an object, or no_node.
NodeId argument(const PickleGraph& graph, const Node& object, size_t index);

/// The attributes that BUILD gave an object: a dict, or (dict, slots). Empty if there are none.
DictItems attributes_of(const PickleGraph& graph, const Node& object);

}  // namespace bb
