#include "io/checkpoint/pickle_value.h"

#include <charconv>
#include <optional>
#include <utility>

#include "io/checkpoint/numpy_scalar.h"
#include "io/checkpoint/pickle_items.h"
#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

class ValueMaker {
 public:
  ValueMaker(const PickleGraph& graph, const std::string& label, const ValueLimits& limits)
      : graph_(graph), label_(label), limits_(limits) {}

  // Recursion is bounded by max_depth, which also ends every cycle.
  Value make(NodeId id) {
    if (++depth_ > limits_.max_depth) { fail("it is nested too deeply, or contains itself"); }
    count_steps(1);
    Value value = convert(id);
    --depth_;
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(label_, "at " + in_quotes(path_) + " " + what,
                          "The file was not written by a training run of this model, or is "
                          "damaged: download it again");
  }

  void count_steps(size_t steps) {
    steps_ += steps;
    if (steps_ > limits_.max_steps) { fail("it unfolds to too many values"); }
  }

  std::string copy(std::string_view text) {
    text_bytes_ += text.size();
    if (text_bytes_ > limits_.max_text_bytes) { fail("it unfolds to too much text"); }
    return std::string(text);
  }

  Value opaque(std::string_view what) { return Value::Opaque{copy(what)}; }

  Value opaque_object(const KnownGlobal& global) {
    return opaque("the Python object " + quoted_name(global));
  }

  Value convert(NodeId id) {
    const Node& node = graph_[id];
    switch (node.kind) {
      case NodeKind::none:
        return {};
      case NodeKind::boolean:
        return node.integer != 0;
      case NodeKind::integer:
        return node.integer;
      case NodeKind::real:
        return node.real;
      case NodeKind::text:
      case NodeKind::bytes:
        return copy(node.text);
      case NodeKind::big_integer:
        return opaque("an integer beyond 64 bits");
      case NodeKind::persistent:
        return opaque("a tensor's storage");
      case NodeKind::global:
        return node.global->role == GlobalRole::element_type
                   ? Value("torch." + std::string(node.global->name))
                   : opaque("the Python name " + quoted_name(*node.global));
      case NodeKind::list:
      case NodeKind::tuple:
      case NodeKind::set:
        return make_list(id);
      case NodeKind::dict:
        return make_dict(id);
      case NodeKind::object:
        return convert_object(id, node);
    }
    return {};
  }

  Value convert_object(NodeId id, const Node& node) {
    switch (node.global->role) {
      case GlobalRole::dict_type:
        return make_dict(id);
      case GlobalRole::sequence_type:
        return make_list(id);
      case GlobalRole::attributes:
        return make_attributes(node);
      case GlobalRole::config_container:
      case GlobalRole::config_leaf:
      case GlobalRole::inert:
        return make_config(node);
      case GlobalRole::path_type:
        return make_path(node);
      case GlobalRole::first_argument: {
        const NodeId first = argument(graph_, node, 0);
        return first == no_node ? Value{} : make(first);
      }
      case GlobalRole::numpy_scalar: {
        const auto number = bb::numpy_scalar(graph_, node);
        return number ? *number : opaque_object(*node.global);
      }
      case GlobalRole::tensor_rebuild:
      case GlobalRole::tensor_rebuild_typed:
      case GlobalRole::parameter_rebuild:
        return opaque("a tensor");
      case GlobalRole::element_type:
      case GlobalRole::storage_type:
      case GlobalRole::numpy_type:
        return opaque_object(*node.global);
    }
    return {};
  }

  // OmegaConf's containers and nodes differ in where their data is.
  Value make_config(const Node& node) {
    const DictItems attributes = attributes_of(graph_, node);
    count_steps(attributes.size());
    for (const std::string_view name : {"_content", "_val"}) {
      const NodeId found = find_item(graph_, attributes, name);
      if (found != no_node) { return make(found); }
    }
    return opaque_object(*node.global);
  }

  Value make_list(NodeId id) {
    const auto items = sequence_items(graph_, id);
    if (!items) { return opaque("a list in a form that is not known"); }
    count_steps(items->size());
    Value::List list;
    const size_t parent = path_.size();
    for (const NodeId item : *items) {
      path_.append(".").append(std::to_string(list.size()));
      list.push_back(make(item));
      path_.resize(parent);
    }
    return list;
  }

  Value make_dict(NodeId id) {
    const auto items = dict_items(graph_, id);
    if (!items) { return opaque("a dict in a form that is not known"); }
    return make_dict(*items);
  }

  Value make_attributes(const Node& node) {
    DictItems items = attributes_of(graph_, node);
    // Of a class that is a dict as well.
    for (size_t i = 0; i + 1 < node.items.size(); i += 2) {
      items.emplace_back(node.items[i], node.items[i + 1]);
    }
    return make_dict(items);
  }

  Value make_dict(const DictItems& items) {
    count_steps(items.size());
    Value::Dict dict;
    const size_t parent = path_.size();
    for (const auto& [key_id, value_id] : items) {
      std::optional<std::string> key = make_key(graph_[key_id]);
      if (!key) { return opaque("a dict with a key that is neither text nor a number"); }
      if (dict.contains(*key)) { return opaque("a dict with two keys " + in_quotes(*key)); }
      path_.append(".").append(*key);
      Value value = make(value_id);
      dict.emplace(std::move(*key), std::move(value));
      path_.resize(parent);
    }
    return dict;
  }

  std::optional<std::string> make_key(const Node& node) {
    switch (node.kind) {
      case NodeKind::text:
      case NodeKind::bytes:
        return copy(node.text);
      case NodeKind::integer:
        return std::to_string(node.integer);
      case NodeKind::boolean:
        return node.integer != 0 ? "True" : "False";
      case NodeKind::none:
        return "None";
      case NodeKind::real: {
        char buffer[32];
        const auto end = std::to_chars(std::begin(buffer), std::end(buffer), node.real).ptr;
        return std::string(buffer, end);
      }
      default:
        return std::nullopt;
    }
  }

  Value make_path(const Node& node) {
    std::string path;
    for (size_t i = 0; argument(graph_, node, i) != no_node; ++i) {
      const Node& part = graph_[argument(graph_, node, i)];
      if (part.kind != NodeKind::text) { return opaque("a path with a part that is not text"); }
      count_steps(1);
      if (!path.empty() && path.back() != '/') { path += '/'; }
      path += copy(part.text);
    }
    return path;
  }

  const PickleGraph& graph_;
  const std::string& label_;
  ValueLimits limits_;
  std::string path_;
  size_t depth_ = 0;
  size_t steps_ = 0;
  size_t text_bytes_ = 0;
};

}  // namespace

Value to_value(const PickleGraph& graph, NodeId id, const std::string& label,
               const ValueLimits& limits) {
  return ValueMaker(graph, label, limits).make(id);
}

}  // namespace bb
