#include "driver/run/input_sets.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "io/files/content_digest.h"
#include "io/files/input_error.h"

namespace bb {

namespace {

/// Checks of lines that a store keeps, of all files together: 16 MiB.
constexpr size_t most_checks = size_t{4} << 20U;

void add_file(InputTable& table, const InputFile& file) {
  table.path.push_back(file.path);
  table.role.push_back(static_cast<uint8_t>(file.role));
  table.digest.push_back(file.is_absent ? 0 : file.digest.first);
  table.digest.push_back(file.is_absent ? 0 : file.digest.second);
  table.lines.push_back(file.lines.lines);
  table.lines_per_check.push_back(file.lines.lines_per_check);
  table.checks.insert(table.checks.end(), file.lines.checks.begin(), file.lines.checks.end());
  table.check_end.push_back(table.checks.size());
}

void add_set(InputTable& table, const std::vector<uint32_t>& files) {
  table.set_files.insert(table.set_files.end(), files.begin(), files.end());
  table.set_end.push_back(table.set_files.size());
}

/// Of each entry its place when they are sorted by a key.
template <class T, class Key>
std::vector<uint32_t> order_of(const std::vector<T>& entries, const Key& key) {
  std::vector<uint32_t> sorted(entries.size()), places(entries.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(),
            [&](uint32_t a, uint32_t b) { return key(entries[a]) < key(entries[b]); });
  for (uint32_t i = 0; i < sorted.size(); ++i) { places[sorted[i]] = i; }
  return places;
}

/// Files of all ranks, each once.
class Gathering {
 public:
  struct Added {
    uint32_t place = 0;
    bool is_same = true;  // as another rank read it
  };
  Added add(const InputFile& file) {
    const auto [place, is_new] =
        places_.try_emplace(static_cast<char>('0' + static_cast<int>(file.role)) + file.path,
                            static_cast<uint32_t>(out.files.size()));
    if (is_new) { out.files.push_back(file); }
    return {.place = place->second, .is_same = is_new || out.files[place->second].is_same(file)};
  }

  void add(const InputTable& part) {
    std::vector<uint32_t> files;
    std::vector<bool> same;
    for (uint64_t i = 0; i < part.files(); ++i) {
      const InputFile file = file_of(part, i);
      const Added added = add(file);
      files.push_back(added.place);
      same.push_back(added.is_same);
      if (added.is_same || file.role != InputRole::component) { continue; }
      throw InputError({}, "ranks read different components " + quote(file.path),
                       "Let all hosts read one component file, and do not change it meanwhile");
    }
    out.sets_of_rank.emplace_back();
    out.changed.emplace_back();
    std::vector<uint32_t> members;
    for (uint64_t set = 0; set < part.sets(); ++set) {
      members.clear();
      for (const uint32_t file : part.files_of(set)) {
        members.push_back(files[file]);
        if (!same[file]) { out.changed.back().emplace(static_cast<uint32_t>(set), files[file]); }
      }
      out.sets_of_rank.back().push_back(sets_.add(members));
    }
  }

  /// In an order that does not depend on which thread or rank came first: files by role and path,
  /// sets by their files.
  GatheredInputs finish() {
    const std::vector<uint32_t> files = order_of(out.files, [](const InputFile& file) {
      return std::pair<InputRole, const std::string&>(file.role, file.path);
    });
    std::vector<InputFile> in_order(out.files.size());
    for (size_t i = 0; i < files.size(); ++i) { in_order[files[i]] = std::move(out.files[i]); }
    out.files = std::move(in_order);
    std::vector<std::vector<uint32_t>> members = sets_.sets();
    for (auto& set : members) {
      for (uint32_t& file : set) { file = files[file]; }
    }
    const std::vector<uint32_t> sets =
        order_of(members, [](const auto& set) -> const auto& { return set; });
    std::vector<const std::vector<uint32_t>*> sorted(members.size());
    for (size_t i = 0; i < sets.size(); ++i) { sorted[sets[i]] = &members[i]; }
    for (const auto* set : sorted) { add_set(out.table, *set); }
    for (auto& of_rank : out.sets_of_rank) {
      for (uint32_t& set : of_rank) { set = sets[set]; }
    }
    for (auto& of_rank : out.changed) {
      for (auto& [set, file] : of_rank) { file = files[file]; }
    }
    const size_t each = std::min(LineCheckBuilder::most_checks,
                                 most_checks / std::max<size_t>(1, out.files.size()));
    for (InputFile& file : out.files) {
      file.lines.shorten(each);
      add_file(out.table, file);
      file.lines = {};
    }
    return std::move(out);
  }

  GatheredInputs out;

 private:
  std::unordered_map<std::string, uint32_t> places_;
  InputSets sets_;
};

}  // namespace

size_t InputSets::Hash::operator()(const std::vector<uint32_t>& files) const noexcept {
  DigestBuilder digest;
  digest.add({reinterpret_cast<const char*>(files.data()), files.size() * sizeof files[0]});
  return digest.digest().first;
}

uint32_t InputSets::add(const std::vector<uint32_t>& files) {
  if (files.empty()) { return no_inputs; }
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = places_.try_emplace(files, static_cast<uint32_t>(sets_.size()));
  if (is_new) { sets_.push_back(files); }
  return place->second;
}

InputFile file_of(const InputTable& table, uint64_t file) {
  InputFile out;
  out.role = static_cast<InputRole>(table.role[file]);
  out.path = table.path[file];
  out.digest = {.first = table.digest[2 * file], .second = table.digest[2 * file + 1]};
  out.is_absent = out.digest == ContentDigest{};
  const auto checks = table.checks_of(file);
  out.lines = {.lines = table.lines[file],
               .lines_per_check = table.lines_per_check[file],
               .checks = {checks.begin(), checks.end()}};
  return out;
}

InputTable table_of(const KnownFiles& known, const InputSets& sets) {
  InputTable mine;
  std::vector<uint32_t> places(known.size(), UINT32_MAX);  // of those that are in a set
  for (std::vector<uint32_t> set : sets.sets()) {
    for (uint32_t& file : set) {
      uint32_t& place = places[file];
      if (place == UINT32_MAX) {
        place = static_cast<uint32_t>(mine.files());
        add_file(mine, known.at(file));
      }
      file = place;
    }
    add_set(mine, set);
  }
  return mine;
}

GatheredInputs gather_inputs(const MpiSession& mpi, const KnownFiles& known,
                             const InputSets& sets) {
  Gathering all;
  for (const InputTable& part : mpi.gather_all(table_of(known, sets))) { all.add(part); }
  return all.finish();
}

}  // namespace bb
