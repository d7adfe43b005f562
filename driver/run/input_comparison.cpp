#include "driver/run/input_comparison.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "driver/ranks/together.h"
#include "driver/run/input_sets.h"
#include "io/files/content_digest.h"
#include "io/input/lists/row_digest.h"
#include "io/store/hdf5/store_error.h"

namespace bb {

namespace {

constexpr size_t rows_named = 10, causes_named = 10;
constexpr uint64_t rows_compared_at_once = 65536;

std::span<const uint32_t> members(const InputTable& table, uint32_t set) {
  return set == no_inputs ? std::span<const uint32_t>() : table.files_of(set);
}

bool is_same_file(const InputTable& one, uint32_t a, const InputTable& other, uint32_t b) {
  return one.role[a] == other.role[b] && one.digest[2 * a] == other.digest[2 * b] &&
         one.digest[2 * a + 1] == other.digest[2 * b + 1];
}

bool is_component(const InputTable& table, uint32_t file) {
  return table.role[file] == static_cast<uint8_t>(InputRole::component);
}

std::string name_of(const InputFile& file) {
  return std::string(bb::name_of(file.role)) + ' ' + file.path;
}

/// "the MSA msa/a.a3m, line 7"
std::string difference(const InputFile& then, const InputFile& now) {
  const std::string name = name_of(now);
  if (then.is_absent) { return name + ", which was not there and is now"; }
  if (now.is_absent) { return name + ", which is not there any more"; }
  if (now.role == InputRole::component) { return name; }
  std::string out = name;
  const LineRange lines = first_difference(then.lines, now.lines);
  if (lines.first > 0) {
    out += lines.first == lines.last
               ? ", line " + std::to_string(lines.first)
               : ", lines " + std::to_string(lines.first) + " to " + std::to_string(lines.last);
  }
  if (then.lines.lines != now.lines.lines) {
    out += " (it had " + std::to_string(then.lines.lines) + " lines, now " +
           std::to_string(now.lines.lines) + ")";
  }
  return out;
}

/// What changed, and of how many rows.
using Causes = std::map<std::string, uint64_t>;

/// Between a row's set of files then and now: files of one role are told apart by their order.
std::vector<std::string> changed_files(const InputTable& then, uint32_t then_set,
                                       const InputTable& now, uint32_t now_set) {
  std::vector<std::string> out;
  std::map<uint8_t, std::vector<uint32_t>> before, after;
  const auto key = [](const InputTable& table, uint32_t file) { return table.role[file]; };
  for (const uint32_t file : members(then, then_set)) { before[key(then, file)].push_back(file); }
  for (const uint32_t file : members(now, now_set)) { after[key(now, file)].push_back(file); }
  for (uint8_t role = 0; role <= static_cast<uint8_t>(InputRole::other); ++role) {
    auto &was = before[role], &is = after[role];
    if (role == static_cast<uint8_t>(InputRole::component)) {
      // By their codes.
      const auto pair_up = [&](std::vector<uint32_t>& list, const InputTable& table) {
        std::sort(list.begin(), list.end(),
                  [&](uint32_t a, uint32_t b) { return table.path[a] < table.path[b]; });
      };
      pair_up(was, then);
      pair_up(is, now);
      size_t i = 0, j = 0;
      while (i < was.size() && j < is.size()) {
        const std::string_view a = then.path[was[i]], b = now.path[is[j]];
        if (a == b && !is_same_file(then, was[i], now, is[j])) {
          out.push_back(difference(file_of(then, was[i]), file_of(now, is[j])));
        }
        if (a <= b) { ++i; }
        if (b <= a) { ++j; }
      }
      continue;
    }
    const size_t both = std::min(was.size(), is.size());
    for (size_t i = 0; i < both; ++i) {
      if (is_same_file(then, was[i], now, is[i])) { continue; }
      out.push_back(difference(file_of(then, was[i]), file_of(now, is[i])));
    }
    for (size_t i = both; i < was.size(); ++i) {
      out.push_back(name_of(file_of(then, was[i])) + ", which is not read any more");
    }
    for (size_t i = both; i < is.size(); ++i) {
      out.push_back(name_of(file_of(now, is[i])) + ", which was not read then");
    }
  }
  if (out.empty()) { out.emplace_back("the order of its files"); }
  return out;
}

/// What one rank finds in its block.
struct Found {
  uint64_t rows = 0, computed = 0, ids = 0, causes_left_out = 0;
  std::vector<std::string> named;
  Causes causes;

  void add_cause(const std::string& cause, uint64_t of_rows = 1) {
    const auto known = causes.find(cause);
    if (known != causes.end()) {
      known->second += of_rows;
    } else if (causes.size() < causes_named) {
      causes.emplace(cause, of_rows);
    } else {
      ++causes_left_out;
    }
  }

  static constexpr auto members() {
    return std::tuple(&Found::rows, &Found::computed, &Found::ids, &Found::causes_left_out,
                      &Found::named, &Found::causes);
  }
};

void add(Found& all, const Found& one) {
  for (const std::string& name : one.named) {
    if (all.named.size() < rows_named) { all.named.push_back(name); }
  }
  for (const auto& [cause, rows] : one.causes) { all.add_cause(cause, rows); }
  all.rows += one.rows;
  all.computed += one.computed;
  all.ids += one.ids;
  all.causes_left_out += one.causes_left_out;
}

class Comparison {
 public:
  Comparison(const StoreReader& store, const RowTable& table, const Survey& survey)
      : store_(store), table_(table), survey_(survey), then_(store.inputs()) {}

  Found block() {
    const uint64_t end = survey_.first + survey_.count;
    for (uint64_t first = survey_.first; first < end; first += rows_compared_at_once) {
      rows(first, std::min(rows_compared_at_once, end - first));
    }
    return std::move(found_);
  }

 private:
  void rows(uint64_t first, uint64_t count) {
    const auto digests = store_.input_digests(first, count);
    const auto sets = store_.input_sets(first, count);
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t row = first + i, mine = row - survey_.first;
      const bool entry = digests[i] == survey_.input_digest[mine];
      const uint32_t now = survey_.input_set[mine];
      const auto& files = now == not_read ? nothing_ : changed(sets[i], now);
      if (!entry || !files.empty()) { note(row, digests[i], entry, files); }
    }
  }

  const std::vector<std::string>& changed(uint32_t then, uint32_t now) {
    if (then == then_set_ && now == now_set_) {
      return files_;  // as the row before's
    }
    then_set_ = then;
    now_set_ = now;
    files_ = is_same_set(then_, then, survey_.inputs, now)
                 ? std::vector<std::string>()
                 : changed_files(then_, then, survey_.inputs, now);
    return files_;
  }

  void note(uint64_t row, uint64_t digest, bool entry, const std::vector<std::string>& files) {
    if (!statuses_) { statuses_ = store_.structure_status(); }
    const ManifestRow given = table_.row(PlaceId(row));
    ++found_.rows;
    if ((*statuses_)[row] != Status::failed) { ++found_.computed; }
    if (found_.named.size() < rows_named) {
      found_.named.push_back(given.id + " (row " + std::to_string(given.index + 1) + ")");
    }
    for (const std::string& file : files) { found_.add_cause(file); }
    if (entry) { return; }
    const RowText text = store_.text(row);
    for (const std::string& field :
         changed_fields(given, digest, text.id, text.user_values, table_.user_columns())) {
      if (field == changed_id) { ++found_.ids; }
      found_.add_cause(field + " of " + given.id +
                       (field == changed_id ? ", which was " + text.id : ""));
    }
  }

  const StoreReader& store_;
  const RowTable& table_;
  const Survey& survey_;
  const InputTable then_;
  uint32_t then_set_ = no_inputs, now_set_ = no_inputs;
  std::vector<std::string> files_;  // that changed between these
  const std::vector<std::string> nothing_;
  std::optional<std::vector<Status>> statuses_;
  Found found_;
};

std::string some(const std::vector<std::string>& names, uint64_t all) {
  std::string out;
  for (const std::string& name : names) { out += (out.empty() ? "" : ", ") + name; }
  return all > names.size() ? out + ", …" : out;
}

/// Which ids only one of them has, where there are as many rows or not.
std::string describe_lists(const StoreReader& store, const RowTable& table) {
  std::unordered_map<std::string, uint8_t> where;  // 1: store, 2: table
  for (uint64_t first = 0; first < store.rows(); first += rows_compared_at_once) {
    for (std::string& id :
         store.ids(first, std::min(rows_compared_at_once, store.rows() - first))) {
      where[std::move(id)] |= 1U;
    }
  }
  std::vector<std::string> added, removed;
  uint64_t more = 0, fewer = 0;
  for (uint64_t row = 0; row < table.size(); ++row) {
    std::string id = table.row(PlaceId(row)).id;
    uint8_t& flags = where[id];
    flags |= 2U;
    if (flags == 3U) { continue; }
    if (++more <= rows_named) { added.push_back(std::move(id)); }
  }
  for (const auto& [id, flags] : where) { fewer += flags == 1U ? 1 : 0; }
  for (uint64_t first = 0; first < store.rows() && fewer > 0; first += rows_compared_at_once) {
    for (std::string& id :
         store.ids(first, std::min(rows_compared_at_once, store.rows() - first))) {
      if (removed.size() < rows_named && where[id] == 1U) { removed.push_back(std::move(id)); }
    }
  }
  std::string out;
  const auto say = [&](uint64_t count, const std::vector<std::string>& names, const char* what) {
    if (count == 0) { return; }
    out += (out.empty() ? "" : "; ") + std::to_string(count) + (count == 1 ? " row" : " rows") +
           " " + what + " (" + some(names, count) + ")";
  };
  say(more, added, "added or renamed");
  say(fewer, removed, "removed or renamed");
  if (out.empty() && store.rows() == table.size()) { out = "its rows stand in another order"; }
  return out;
}

std::string message_of(const StoreReader& store, const Found& found) {
  const auto rows_of = [](uint64_t rows) {
    return std::to_string(rows) + (rows == 1 ? " row" : " rows");
  };
  std::string out = std::to_string(found.rows) + " of its " + rows_of(store.rows()) +
                    (found.rows == 1 ? " is" : " are") + " not what " +
                    (found.rows == 1 ? "it was" : "they were") +
                    " when it was made: " + some(found.named, found.rows) + ". What changed: ";
  bool is_first = true;
  for (const auto& [cause, rows] : found.causes) {
    out += (is_first ? "" : "; ") + cause + " (" + rows_of(rows) + ")";
    is_first = false;
  }
  if (found.causes_left_out > 0) { out += "; and more"; }
  return out;
}

}  // namespace

bool is_same_set(const InputTable& one, uint32_t one_set, const InputTable& other,
                 uint32_t other_set) {
  const auto a = members(one, one_set), b = members(other, other_set);
  const auto is_same = [&](uint32_t x, uint32_t y) { return is_same_file(one, x, other, y); };
  if (std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same)) { return true; }
  const auto parts = [](const InputTable& table, std::span<const uint32_t> set) {
    std::pair<std::vector<uint32_t>, std::map<std::string_view, uint32_t>> out;
    for (const uint32_t file : set) {
      if (is_component(table, file)) { out.second.emplace(table.path[file], file); }
      if (!is_component(table, file)) { out.first.push_back(file); }
    }
    return out;
  };
  const auto [files_a, components_a] = parts(one, a);
  const auto [files_b, components_b] = parts(other, b);
  if (!std::equal(files_a.begin(), files_a.end(), files_b.begin(), files_b.end(), is_same)) {
    return false;
  }
  // Which components there are follows from the rest, and a row that failed early has not come to
  // all of them.
  return std::all_of(components_a.begin(), components_a.end(), [&](const auto& component) {
    const auto found = components_b.find(component.first);
    return found == components_b.end() || is_same(component.second, found->second);
  });
}

InputDifferences compare_inputs(const MpiSession& mpi, const StoreReader& store,
                                const RowTable& table, const Survey& survey) {
  if (!store.has_inputs()) {
    throw StoreError(StoreError::Kind::mismatch,
                     store.path().string() +
                         ": was made by an older version, which did not keep what its rows were "
                         "read from, so nobody can say whether they are the same. Choose another "
                         "name for this run's store");
  }
  InputDifferences out;
  if (store.rows() != table.size()) {
    out.message = on_leader(mpi, [&] {
      return "the list has " + std::to_string(table.size()) + " rows, the store was made from " +
             std::to_string(store.rows()) + ": " + describe_lists(store, table);
    });
    out.rows = out.computed = 1;
    return out;
  }
  const Found mine = together(mpi, [&] { return Comparison(store, table, survey).block(); });
  Found all;
  for (const Found& one : mpi.gather(mine)) { add(all, one); }
  return on_leader(mpi, [&] {
    out = {.rows = all.rows, .computed = all.computed};
    if (all.rows == 0) { return out; }
    const bool other_ids = all.ids > 0 && table.selected().empty();
    out.message = (other_ids ? describe_lists(store, table) + "; " : "") + message_of(store, all);
    return out;
  });
}

}  // namespace bb
