#include "io/checkpoint/pickle_stack.h"

namespace bb {

void PickleStack::require(size_t count) const {
  if (available() < count) {
    cursor_.fail("the pickle takes more from its stack than it put there");
  }
}

NodeId PickleStack::top() const {
  require(1);
  return ids_.back();
}

NodeId PickleStack::pop() {
  const NodeId id = top();
  ids_.pop_back();
  return id;
}

std::vector<NodeId> PickleStack::pop_last(size_t count) {
  require(count);
  const auto first = ids_.end() - static_cast<ptrdiff_t>(count);
  std::vector<NodeId> items(first, ids_.end());
  ids_.erase(first, ids_.end());
  return items;
}

std::vector<NodeId> PickleStack::pop_to_mark() {
  if (marks_.empty()) { cursor_.fail("the pickle looks for a mark that it never made"); }
  std::vector<NodeId> items = pop_last(available());
  marks_.pop_back();
  return items;
}

}  // namespace bb
