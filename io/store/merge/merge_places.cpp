#include "io/store/merge/merge_places.h"

#include <algorithm>
#include <functional>
#include <map>

#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

constexpr size_t ids_named = 10;

/// How much a row is worth to who wants its numbers.
enum Worth : int { pending, failed, structure_only, done };

class Worths {
 public:
  explicit Worths(const std::vector<MergeSource>& sources) {
    for (const MergeSource& source : sources) {
      structure_.push_back(source.tables().structure_status.read_all<Status>());
      affinity_.push_back(source.tables().affinity_status.read_all<Status>());
    }
  }

  Worth of(uint32_t source, uint64_t row) const {
    const Status structure = structure_[source][row], affinity = affinity_[source][row];
    if (structure == Status::failed) { return failed; }
    if (structure != Status::done) { return pending; }
    return affinity == Status::done || affinity == Status::not_wanted ? done : structure_only;
  }

 private:
  std::vector<std::vector<Status>> structure_, affinity_;
};

std::string id_of(const MergeSource& source, uint64_t row) {
  const auto bytes = source.tables().id.read_rows<char>(row, 1);
  return std::string(field(bytes.data(), bytes.size()));
}

/// What is done twice.
class Doubles {
 public:
  bool any() const noexcept { return count_ > 0; }

  void add(uint64_t place, const std::string& id, const MergeSource& first,
           const MergeSource& second) {
    ++count_;
    first_[place] = {.id = id, .one = first.path().string(), .other = second.path().string()};
    if (first_.size() > ids_named) { first_.erase(std::prev(first_.end())); }
  }

  [[noreturn]] void refuse() const {
    std::string named;
    for (const auto& [place, one] : first_) {
      named += (named.empty() ? "'" : ", '") + one.id + "'";
    }
    if (count_ > first_.size()) { named += ", …"; }
    const uint64_t count = count_;
    const auto& [id, first, second] = first_.begin()->second;
    throw StoreError(
        StoreError::Kind::mismatch,
        (count == 1 ? "The id " + named + " is"
                    : std::to_string(count) + " ids (" + named + ") are") +
            " done in " + first + " and in " + second +
            ", so a master could not say which is meant. Give --newest to show that of "
            "the store that was made last, or leave one of the stores out");
  }

 private:
  struct Double {
    std::string id{}, one{}, other{};
  };
  uint64_t count_ = 0;
  std::map<uint64_t, Double> first_{};  // by place
};

}  // namespace

std::vector<MergePlaces::Seen> MergePlaces::all_ids(const std::vector<MergeSource>& sources) const {
  std::vector<Seen> all;
  uint64_t rows = 0;
  for (const MergeSource& source : sources) { rows += source.dimensions().rows; }
  all.reserve(rows);
  for (const MergeSource& source : sources) {
    const hdf5::Dataset& ids = source.tables().id;
    const size_t width = ids.row_bytes();
    for (uint64_t first = 0; first < ids.rows(); first += rows_at_once) {
      const uint64_t count = std::min(rows_at_once, ids.rows() - first);
      const auto bytes = ids.read_rows<char>(first, count);
      for (uint64_t i = 0; i < count; ++i) {
        const std::string_view id = field(bytes.data() + i * width, width);
        all.push_back(
            {.hash = std::hash<std::string_view>()(id), .row = first + i, .source = source.index});
      }
    }
  }
  std::sort(all.begin(), all.end(), [&](const Seen& a, const Seen& b) {
    if (a.hash != b.hash) { return a.hash < b.hash; }
    return sources[a.source].row_in_master(a.row) < sources[b.source].row_in_master(b.row);
  });
  return all;
}

MergePlaces::MergePlaces(const std::vector<MergeSource>& sources, uint64_t rows, bool newest)
    : rows_(rows), hidden_(sources.size()) {
  const Worths worths(sources);
  const std::vector<Seen> all = all_ids(sources);
  Doubles doubles;
  const auto made = [&](const Seen& one) { return sources[one.source].header().attributes.made; };
  const auto is_better = [&](const Seen& one, const Seen& than) {
    const Worth a = worths.of(one.source, one.row), b = worths.of(than.source, than.row);
    return a != b ? a > b : made(one) >= made(than);
  };
  const auto settle = [&](const std::vector<Seen>& same, const std::string& id) {
    const Seen* best = &same.front();
    std::vector<const Seen*> done_ones;
    for (const Seen& one : same) {
      if (&one != best && is_better(one, *best)) { best = &one; }
      if (worths.of(one.source, one.row) == done) { done_ones.push_back(&one); }
    }
    const uint64_t place = sources[same.front().source].row_in_master(same.front().row);
    if (done_ones.size() > 1) {
      doubles.add(place, id, sources[done_ones[0]->source], sources[done_ones[1]->source]);
    }
    for (const Seen& one : same) {
      if (&one == best && &one == &same.front()) { continue; }
      hidden_[one.source].push_back(one.row);
      if (&one != &same.front()) { closed_.push_back(sources[one.source].row_in_master(one.row)); }
    }
    if (best != &same.front()) {
      stand_ins_.push_back({.place = place, .source = best->source, .row = best->row});
    }
  };
  for (size_t i = 0; i < all.size();) {
    size_t end = i + 1;
    while (end < all.size() && all[end].hash == all[i].hash) { ++end; }
    if (end > i + 1) {
      std::map<std::string, std::vector<Seen>> by_id;
      for (; i < end; ++i) {
        const std::string id = id_of(sources[all[i].source], all[i].row);
        std::vector<Seen>& same = by_id[id];
        // A list's own mistakes, ids that are empty or repeated, stay as they are.
        const auto mine = std::find_if(
            same.begin(), same.end(), [&](const Seen& one) { return one.source == all[i].source; });
        if (mine == same.end()) {
          same.push_back(all[i]);
        } else if (worths.of(all[i].source, all[i].row) > worths.of(mine->source, mine->row)) {
          *mine = all[i];
        }
      }
      for (const auto& [id, same] : by_id) {
        if (same.size() > 1 && !id.empty()) { settle(same, id); }
      }
    }
    i = end;
  }
  if (doubles.any() && !newest) { doubles.refuse(); }
  std::sort(closed_.begin(), closed_.end());
  for (auto& some : hidden_) { std::sort(some.begin(), some.end()); }
  for (StandIn& one : stand_ins_) { one.place = after_closing(one.place); }
  std::sort(stand_ins_.begin(), stand_ins_.end(),
            [](const StandIn& a, const StandIn& b) { return a.place < b.place; });
}

uint64_t MergePlaces::after_closing(uint64_t place) const {
  return place - static_cast<uint64_t>(std::lower_bound(closed_.begin(), closed_.end(), place) -
                                       closed_.begin());
}

uint64_t MergePlaces::before_closing(uint64_t row) const {
  uint64_t low = 0, high = closed_.size();  // how many closed places lie before it
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    if (closed_[middle] - middle <= row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return row + low;
}

uint64_t MergePlaces::of(const MergeSource& source, uint64_t row) const {
  const auto& hidden = hidden_[source.index];
  if (std::binary_search(hidden.begin(), hidden.end(), row)) { return nowhere; }
  return after_closing(source.row_in_master(row));
}

}  // namespace bb
