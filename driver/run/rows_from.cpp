#include "driver/run/rows_from.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "driver/faults/in_flight.h"
#include "driver/ranks/together.h"
#include "driver/run/input_comparison.h"
#include "driver/run/input_sets.h"
#include "io/files/input_recording.h"
#include "io/input/lists/row_digest.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_reader.h"

namespace bb {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t rows_read_at_once = 65536;

/// A row that is done in one of the stores.
struct DoneRow {
  uint64_t digest = 0;
  uint32_t store = 0, input_set = no_inputs;
};

struct DoneRows {
  std::vector<DoneRow> rows;       // by digest
  std::vector<InputTable> inputs;  // of each store
};

DoneRows read_done_rows(const Options& options) {
  DoneRows out;
  for (const fs::path& path : options.rows_from) {
    const StoreReader store(path);
    if (!store.has_inputs()) {
      throw StoreError(StoreError::Kind::mismatch,
                       path.string() +
                           ": was made by an older version, which did not keep what its rows were "
                           "read from, so nobody can say which of them are done");
    }
    const auto index = static_cast<uint32_t>(out.inputs.size());
    const auto structure = store.structure_status(), affinity = store.affinity_status();
    for (uint64_t first = 0; first < store.rows(); first += rows_read_at_once) {
      const uint64_t count = std::min(rows_read_at_once, store.rows() - first);
      const auto digests = store.input_digests(first, count);
      const auto sets = store.input_sets(first, count);
      for (uint64_t i = 0; i < count; ++i) {
        const bool is_done =
            structure[first + i] == Status::done &&
            (affinity[first + i] == Status::done || affinity[first + i] == Status::not_wanted);
        if (is_done) {
          out.rows.push_back({.digest = digests[i], .store = index, .input_set = sets[i]});
        }
      }
    }
    out.inputs.push_back(store.inputs());
  }
  std::sort(out.rows.begin(), out.rows.end(),
            [](const DoneRow& a, const DoneRow& b) { return a.digest < b.digest; });
  return out;
}

/// This rank's block of the list.
class Selection {
 public:
  Selection(const RunInputs& inputs, const DoneRows& done, uint64_t first, uint64_t count)
      : inputs_(inputs),
        done_(done),
        first_(first),
        count_(count),
        sets_of_rows_(count, not_read) {}

  /// Of each row of the block, whether it is to be computed. `crashed`: places that are not read.
  std::vector<uint8_t> operator()(int threads, const std::map<PlaceId, Verdict>& crashed) {
    std::atomic<uint64_t> next = 0;
    const auto work = [&] {
      for (uint64_t i = next++; i < count_; i = next++) {
        if (!crashed.contains(PlaceId(first_ + i))) { read(i); }
      }
    };
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) { others.emplace_back(work); }
    work();
    for (std::thread& thread : others) { thread.join(); }
    const InputTable now = table_of(inputs_.preparation->files(), sets_);
    std::vector<uint8_t> out(count_, 1);
    for (uint64_t i = 0; i < count_; ++i) {
      if (sets_of_rows_[i] != not_read && is_done(i, now)) { out[i] = 0; }
    }
    return out;
  }

 private:
  std::span<const DoneRow> candidates(uint64_t digest) const {
    const auto [begin, end] =
        std::equal_range(done_.rows.begin(), done_.rows.end(), DoneRow{.digest = digest},
                         [](const DoneRow& a, const DoneRow& b) { return a.digest < b.digest; });
    return {begin, end};
  }

  void read(uint64_t i) {
    const ManifestRow row = inputs_.table->row(PlaceId(first_ + i));
    if (candidates(row_digest(row)).empty()) { return; }
    const InFlightStep one({.index = row.index, .step = Step::survey, .is_batch = 0});
    const InputRecording recording(inputs_.preparation->files());
    try {
      inputs_.preparation->read(row);
    } catch (const std::exception&) {
      return;  // it is not what was done, and the survey says why
    }
    sets_of_rows_[i] = sets_.add(recording.files());
  }

  bool is_done(uint64_t i, const InputTable& now) const {
    const auto same = candidates(row_digest(inputs_.table->row(PlaceId(first_ + i))));
    return std::any_of(same.begin(), same.end(), [&](const DoneRow& one) {
      return is_same_set(done_.inputs[one.store], one.input_set, now, sets_of_rows_[i]);
    });
  }

  const RunInputs& inputs_;
  const DoneRows& done_;
  const uint64_t first_, count_;
  std::vector<uint32_t> sets_of_rows_;
  InputSets sets_;
};

}  // namespace

std::vector<RowId> rows_not_done(const MpiSession& mpi, const RunInputs& inputs,
                                 const Options& options, const Quarantine& quarantine, int threads,
                                 const Say& say) {
  const DoneRows done = together(mpi, [&] { return read_done_rows(options); });
  const uint64_t rows = inputs.table->size();
  const auto ranks = static_cast<uint64_t>(mpi.ranks()), rank = static_cast<uint64_t>(mpi.rank());
  const uint64_t first = rows * rank / ranks, count = rows * (rank + 1) / ranks - first;
  std::vector<uint8_t> wanted(rows);
  const std::vector<uint8_t> mine = together(mpi, [&] {
    return Selection(inputs, done, first, count)(threads, quarantine.verdicts_in(*inputs.table));
  });
  std::copy(mine.begin(), mine.end(), wanted.begin() + static_cast<ptrdiff_t>(first));
  mpi.gather_blocks(wanted, first, count);
  std::vector<RowId> out;
  for (uint64_t row = 0; row < rows; ++row) {
    if (wanted[row] != 0) { out.emplace_back(row); }
  }
  say(std::to_string(out.size()) + " of " + std::to_string(rows) +
      " rows are not done in the stores of --rows-from");
  return out;
}

void check_settings_of_rows_from(const Options& options, const StoreContents& contents,
                                 const StoreAttributes& attributes) {
  for (const fs::path& path : options.rows_from) {
    const std::string different = StoreReader(path).other_settings(contents, attributes);
    if (different.empty()) { continue; }
    throw UsageError("--rows-from " + path.string() + ": was made with other settings (" +
                     different +
                     "), so what is done there is no result of this run. Use the same settings, or "
                     "leave --rows-from out");
  }
}

}  // namespace bb
