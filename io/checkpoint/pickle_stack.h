#pragma once

#include <cstddef>
#include <vector>

#include "io/checkpoint/pickle_cursor.h"
#include "io/checkpoint/pickle_graph.h"

namespace bb {

/// The stack of the pickle machine, with its marks. What lies below the last mark cannot be
/// reached. Throws CheckpointError, with the place of `cursor`, when there is less on it than is
/// asked for.
class PickleStack {
 public:
  explicit PickleStack(const PickleCursor& cursor) : cursor_(cursor) {}

  void push(NodeId id) { ids_.push_back(id); }
  void mark() { marks_.push_back(ids_.size()); }
  bool empty() const { return ids_.empty() && marks_.empty(); }

  NodeId top() const;
  NodeId pop();
  std::vector<NodeId> pop_last(size_t count);
  std::vector<NodeId> pop_to_mark();

 private:
  size_t available() const { return ids_.size() - (marks_.empty() ? 0 : marks_.back()); }
  void require(size_t count) const;

  const PickleCursor& cursor_;
  std::vector<NodeId> ids_;
  std::vector<size_t> marks_;
};

}  // namespace bb
