#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <string_view>
#include <vector>

#include "io/checkpoint/known_globals.h"

namespace bb {

/// The objects of a pickle as plain data. Nodes refer to each other by number, so that the cycles
/// of Python objects (every OmegaConf node knows its parent) neither leak nor need reference
/// counts; the graph owns all nodes, and texts point into the pickle's bytes.
using NodeId = uint32_t;
inline constexpr NodeId no_node = std::numeric_limits<NodeId>::max();

enum class NodeKind : uint8_t {
  none,
  boolean,
  integer,
  big_integer,  // beyond 64 bits; its value is not kept
  real,
  text,
  bytes,
  tuple,
  list,
  set,
  dict,
  global,  // a Python name
  object,  // what such a name was called, or instantiated, with: arguments, then items, then state
  persistent,  // torch's reference to a storage: `arguments` is ('storage', type, key, location,
               // count)
};

struct Node {
  NodeKind kind = NodeKind::none;
  NodeId arguments = no_node;           // object, persistent
  NodeId state = no_node;               // object: what BUILD gave it
  const KnownGlobal* global = nullptr;  // global, object
  int64_t integer = 0;                  // integer; boolean as 0 or 1
  double real = 0;
  std::string_view text{};  // text, bytes
  /// Elements; of dicts (and dict-like objects) keys and values in turn.
  std::vector<NodeId> items{};
};

struct PickleGraph {
  std::deque<Node> nodes;  // deques: growing never moves what is there
  std::deque<KnownGlobal> inert_names;
  NodeId root = no_node;

  const Node& operator[](NodeId id) const { return nodes[id]; }
};

}  // namespace bb
