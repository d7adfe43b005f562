#include "io/checkpoint/pickle_reader.h"

#include <utility>

#include "io/checkpoint/pickle_cursor.h"
#include "io/checkpoint/pickle_opcodes.h"
#include "io/checkpoint/pickle_stack.h"

namespace bb {
namespace {

// The pickle virtual machine: a stack, marks on it and a memo, all of node numbers. Every opcode is
// at least one byte and pushes at most one number, so that none of them can outgrow the pickle;
// only nodes need a limit of their own.
class PickleMachine {
 public:
  PickleMachine(std::span<const std::byte> pickle, const std::string& label,
                const PickleLimits& limits)
      : cursor_(pickle, label), limits_(limits), stack_(cursor_) {
    if (pickle.size() > limits.max_bytes) {
      cursor_.fail("the pickle has " + std::to_string(pickle.size()) +
                   " bytes, more than a checkpoint's can need");
    }
    if (cursor_.left() == 0) { cursor_.fail("the pickle is cut short: it is empty"); }
    if (pickle.front() != static_cast<std::byte>(Opcode::proto)) {
      cursor_.fail("this is not a pickle of protocol 2 or later");
    }
  }

  PickleGraph run() {
    for (;;) {
      const auto opcode = static_cast<Opcode>(cursor_.opcode());
      if (opcode == Opcode::stop) { break; }
      if (!literal(opcode) && !container(opcode) && !memory(opcode) && !instance(opcode)) {
        fail("pickle opcode " + std::to_string(static_cast<int>(opcode)) +
             " is not one that torch.save writes");
      }
    }
    graph_.root = stack_.pop();
    if (!stack_.empty() || cursor_.left() != 0) { fail("the pickle goes on after its end"); }
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { cursor_.fail(what); }

  template <typename T>
  T number() {
    return cursor_.number<T>();
  }

  // The pushing functions return true: that is what the opcodes' handlers return.

  bool push(Node node) {
    if (graph_.nodes.size() >= limits_.max_nodes) {
      cursor_.fail("the pickle has more than " + std::to_string(limits_.max_nodes) + " objects",
                   "No checkpoint of ours is like that: check where the file comes from");
    }
    stack_.push(static_cast<NodeId>(graph_.nodes.size()));
    graph_.nodes.push_back(std::move(node));
    return true;
  }

  bool push_integer(int64_t value) { return push({.kind = NodeKind::integer, .integer = value}); }
  bool push_text(uint64_t size) {
    return push({.kind = NodeKind::text, .text = cursor_.text(size)});
  }
  bool push_bytes(uint64_t size) {
    return push({.kind = NodeKind::bytes, .text = cursor_.text(size)});
  }
  bool push_items(NodeKind kind, std::vector<NodeId> items) {
    return push({.kind = kind, .items = std::move(items)});
  }

  // Little-endian two's complement of any length.
  bool push_long(uint64_t size) {
    const auto digits = cursor_.take(size);
    if (size > 8) { return push({.kind = NodeKind::big_integer}); }
    const bool negative = size > 0 && (digits.back() & std::byte{0x80}) != std::byte{0};
    uint64_t value = negative ? ~uint64_t{0} : 0;
    for (size_t i = size; i-- > 0;) { value = (value << 8) | std::to_integer<uint64_t>(digits[i]); }
    return push_integer(static_cast<int64_t>(value));
  }

  // --- opcodes; false if it is not one of the group ---

  bool literal(Opcode opcode) {
    switch (opcode) {
      case Opcode::none:
        return push({.kind = NodeKind::none});
      case Opcode::new_true:
        return push({.kind = NodeKind::boolean, .integer = 1});
      case Opcode::new_false:
        return push({.kind = NodeKind::boolean, .integer = 0});
      case Opcode::bin_int:
        return push_integer(number<int32_t>());
      case Opcode::bin_int1:
        return push_integer(number<uint8_t>());
      case Opcode::bin_int2:
        return push_integer(number<uint16_t>());
      case Opcode::long1:
        return push_long(number<uint8_t>());
      case Opcode::long4:
        return push_long(number<uint32_t>());
      case Opcode::bin_float:
        return push({.kind = NodeKind::real, .real = cursor_.big_endian_real()});
      case Opcode::short_bin_string:
      case Opcode::short_bin_unicode:
        return push_text(number<uint8_t>());
      case Opcode::bin_string:
      case Opcode::bin_unicode:
        return push_text(number<uint32_t>());
      case Opcode::bin_unicode8:
        return push_text(number<uint64_t>());
      case Opcode::short_bin_bytes:
        return push_bytes(number<uint8_t>());
      case Opcode::bin_bytes:
        return push_bytes(number<uint32_t>());
      case Opcode::bin_bytes8:
      case Opcode::byte_array8:
        return push_bytes(number<uint64_t>());
      default:
        return false;
    }
  }

  bool container(Opcode opcode) {
    switch (opcode) {
      case Opcode::empty_tuple:
        return push({.kind = NodeKind::tuple});
      case Opcode::empty_list:
        return push({.kind = NodeKind::list});
      case Opcode::empty_dict:
        return push({.kind = NodeKind::dict});
      case Opcode::empty_set:
        return push({.kind = NodeKind::set});
      case Opcode::tuple1:
        return push_items(NodeKind::tuple, stack_.pop_last(1));
      case Opcode::tuple2:
        return push_items(NodeKind::tuple, stack_.pop_last(2));
      case Opcode::tuple3:
        return push_items(NodeKind::tuple, stack_.pop_last(3));
      case Opcode::tuple:
        return push_items(NodeKind::tuple, stack_.pop_to_mark());
      case Opcode::frozen_set:
        return push_items(NodeKind::set, stack_.pop_to_mark());
      case Opcode::append:
        return add(stack_.pop_last(1), NodeKind::list, GlobalRole::sequence_type);
      case Opcode::appends:
        return add(stack_.pop_to_mark(), NodeKind::list, GlobalRole::sequence_type);
      case Opcode::add_items:
        return add(stack_.pop_to_mark(), NodeKind::set, GlobalRole::sequence_type);
      case Opcode::set_item:
        return add(stack_.pop_last(2), NodeKind::dict, GlobalRole::dict_type);
      case Opcode::set_items:
        return add(stack_.pop_to_mark(), NodeKind::dict, GlobalRole::dict_type);
      default:
        return false;
    }
  }

  bool memory(Opcode opcode) {
    switch (opcode) {
      case Opcode::proto: {
        const int version = number<uint8_t>();
        if (!cursor_.at_first_opcode() || version < 2 || version > 5) {
          fail("pickle protocol " + std::to_string(version) + " is not known");
        }
        return true;
      }
      case Opcode::frame:
        if (number<uint64_t>() > cursor_.left()) {
          fail("the pickle is cut short: a frame reaches past its end");
        }
        return true;
      case Opcode::mark:
        stack_.mark();
        return true;
      case Opcode::pop:
        stack_.pop();
        return true;
      case Opcode::pop_mark:
        stack_.pop_to_mark();
        return true;
      case Opcode::dup:
        stack_.push(stack_.top());
        return true;
      case Opcode::bin_get:
        return recall(number<uint8_t>());
      case Opcode::long_bin_get:
        return recall(number<uint32_t>());
      case Opcode::bin_put:
        return remember(number<uint8_t>());
      case Opcode::long_bin_put:
        return remember(number<uint32_t>());
      case Opcode::memoize:
        return remember(memo_.size());
      default:
        return false;
    }
  }

  bool instance(Opcode opcode) {
    switch (opcode) {
      case Opcode::global: {
        const std::string_view module = cursor_.line();
        return push_global(module, cursor_.line());
      }
      case Opcode::stack_global: {
        const Node& name = graph_[stack_.pop()];
        const Node& module = graph_[stack_.pop()];
        if (name.kind != NodeKind::text || module.kind != NodeKind::text) {
          fail("a class is named by something other than text");
        }
        return push_global(module.text, name.text);
      }
      case Opcode::ext1:
        number<uint8_t>();
        return push_extension();
      case Opcode::ext2:
        number<uint16_t>();
        return push_extension();
      case Opcode::ext4:
        number<uint32_t>();
        return push_extension();
      case Opcode::reduce:
      case Opcode::new_obj: {
        const NodeId arguments = stack_.pop();
        return push_object(stack_.pop(), arguments);
      }
      case Opcode::new_obj_ex: {
        const NodeId keywords = stack_.pop(), arguments = stack_.pop();
        return push_object_with_keywords(stack_.pop(), arguments, graph_[keywords]);
      }
      case Opcode::inst: {
        const std::string_view module = cursor_.line();
        push_global(module, cursor_.line());
        const NodeId callee = stack_.pop();
        return push_instance(callee, stack_.pop_to_mark());
      }
      case Opcode::obj: {
        std::vector<NodeId> parts = stack_.pop_to_mark();
        if (parts.empty()) { fail("the pickle makes an object of no class"); }
        const NodeId callee = parts.front();
        parts.erase(parts.begin());
        return push_instance(callee, std::move(parts));
      }
      case Opcode::build:
        return build(stack_.pop());
      case Opcode::bin_pers_id:
        return push({.kind = NodeKind::persistent, .arguments = stack_.pop()});
      default:
        return false;
    }
  }

  bool add(const std::vector<NodeId>& items, NodeKind kind, GlobalRole role) {
    Node& target = graph_.nodes[stack_.top()];
    const bool is_dict = role == GlobalRole::dict_type;
    const bool is_object =
        target.kind == NodeKind::object &&
        (target.global->role == role || target.global->role == GlobalRole::inert ||
         (is_dict && target.global->role == GlobalRole::attributes));
    if (target.kind != kind && !is_object) {
      fail("the pickle adds items to something that holds none");
    }
    if (is_dict && items.size() % 2 != 0) { fail("the pickle gives a dict a key without a value"); }
    target.items.insert(target.items.end(), items.begin(), items.end());
    return true;
  }

  // Python numbers the memo from 0 without gaps, so a number beyond the bytes read so far is not
  // its work.
  bool remember(size_t index) {
    if (index > cursor_.position()) { fail("the pickle's memo has a gap"); }
    if (index >= memo_.size()) { memo_.resize(index + 1, no_node); }
    memo_[index] = stack_.top();
    return true;
  }

  bool recall(size_t index) {
    if (index >= memo_.size() || memo_[index] == no_node) {
      fail("the pickle refers to an object that it never stored");
    }
    stack_.push(memo_[index]);
    return true;
  }

  bool push_global(std::string_view module, std::string_view name) {
    const KnownGlobal* known = find_known_global(module, name);
    if (known == nullptr) { known = inert(module, name); }
    return push({.kind = NodeKind::global, .global = known});
  }

  const KnownGlobal* inert(std::string_view module, std::string_view name) {
    graph_.inert_names.push_back({.module = module, .name = name, .dtype = {}});
    return &graph_.inert_names.back();
  }

  // What a number of Python's registry (copyreg) stands for, only the program that wrote it knows.
  bool push_extension() {
    return push({.kind = NodeKind::global, .global = inert("copyreg", "add_extension")});
  }

  // What was made by a call may be called itself (functools.partial): its role does not say how to
  // read what comes of that.
  bool push_object(NodeId callee_id, NodeId arguments, bool plain = true) {
    const Node& callee = graph_[callee_id];
    if (callee.kind != NodeKind::global && callee.kind != NodeKind::object) {
      fail("the pickle calls something that is not a name");
    }
    if (graph_[arguments].kind != NodeKind::tuple) {
      fail("the pickle makes a call without an argument tuple");
    }
    const KnownGlobal* global = callee.global;
    if (!plain || callee.kind == NodeKind::object) { global = inert(global->module, global->name); }
    return push({.kind = NodeKind::object, .arguments = arguments, .global = global});
  }

  bool push_instance(NodeId callee, std::vector<NodeId> arguments) {
    push_items(NodeKind::tuple, std::move(arguments));
    return push_object(callee, stack_.pop());
  }

  bool push_object_with_keywords(NodeId callee, NodeId arguments, const Node& keywords) {
    if (keywords.kind != NodeKind::dict) { fail("the pickle makes a call without a keyword dict"); }
    return push_object(callee, arguments, keywords.items.empty());  // no role of ours has keywords
  }

  bool build(NodeId state) {
    Node& target = graph_.nodes[stack_.top()];
    if (target.kind != NodeKind::object) {
      fail("the pickle gives attributes to something that has none");
    }
    if (target.state != no_node) { fail("the pickle gives an object its attributes twice"); }
    target.state = state;
    return true;
  }

  PickleCursor cursor_;
  PickleLimits limits_;
  PickleGraph graph_;
  PickleStack stack_;
  std::vector<NodeId> memo_;
};

}  // namespace

PickleGraph read_pickle(std::span<const std::byte> pickle, const std::string& label,
                        const PickleLimits& limits) {
  return PickleMachine(pickle, label, limits).run();
}

}  // namespace bb
