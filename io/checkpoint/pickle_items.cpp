#include "io/checkpoint/pickle_items.h"

namespace bb {
namespace {

void append_pairs(const std::vector<NodeId>& keys_and_values, DictItems& out) {
  for (size_t i = 0; i + 1 < keys_and_values.size(); i += 2) {
    out.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
  }
}

bool is_plain_sequence(const Node& node) {
  return node.kind == NodeKind::list || node.kind == NodeKind::tuple || node.kind == NodeKind::set;
}

bool has_role(const Node& node, GlobalRole role) {
  return node.kind == NodeKind::object && node.global->role == role;
}

}  // namespace

NodeId argument(const PickleGraph& graph, const Node& object, size_t index) {
  if (object.arguments == no_node) { return no_node; }
  const Node& arguments = graph[object.arguments];
  return arguments.kind == NodeKind::tuple && index < arguments.items.size()
             ? arguments.items[index]
             : no_node;
}

std::optional<DictItems> dict_items(const PickleGraph& graph, NodeId id) {
  const Node& node = graph[id];
  DictItems items;
  if (node.kind == NodeKind::dict) {
    append_pairs(node.items, items);
    return items;
  }
  if (!has_role(node, GlobalRole::dict_type)) { return std::nullopt; }
  if (const NodeId from = argument(graph, node, 0);
      from != no_node) {  // dict({…}) or OrderedDict([(key, value), …])
    const Node& source = graph[from];
    if (source.kind == NodeKind::dict) { append_pairs(source.items, items); }
    if (is_plain_sequence(source)) {
      for (const NodeId pair : source.items) {
        if (!is_plain_sequence(graph[pair]) || graph[pair].items.size() != 2) {
          return std::nullopt;
        }
        append_pairs(graph[pair].items, items);
      }
    }
  }
  append_pairs(node.items, items);
  return items;
}

std::optional<std::vector<NodeId>> sequence_items(const PickleGraph& graph, NodeId id) {
  const Node& node = graph[id];
  if (is_plain_sequence(node)) { return node.items; }
  if (!has_role(node, GlobalRole::sequence_type)) { return std::nullopt; }
  std::vector<NodeId> items;
  if (const NodeId from = argument(graph, node, 0);
      from != no_node && is_plain_sequence(graph[from])) {
    items = graph[from].items;
  }
  items.insert(items.end(), node.items.begin(), node.items.end());
  return items;
}

NodeId find_item(const PickleGraph& graph, const DictItems& items, std::string_view key) {
  for (auto item = items.rbegin(); item != items.rend();
       ++item) {  // of equal keys the last one counts, as in Python
    if (graph[item->first].kind == NodeKind::text && graph[item->first].text == key) {
      return item->second;
    }
  }
  return no_node;
}

DictItems attributes_of(const PickleGraph& graph, const Node& object) {
  if (object.state == no_node) { return {}; }
  const Node& state = graph[object.state];
  NodeId from = object.state;
  if (state.kind == NodeKind::tuple && !state.items.empty()) { from = state.items.front(); }
  return dict_items(graph, from).value_or(DictItems{});
}

}  // namespace bb
