#include "io/store/verify.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "io/store/hdf5/store_error.h"
#include "io/store/repair.h"
#include "io/store/source_check.h"
#include "io/store/stop.h"
#include "io/store/store_header.h"
#include "io/store/store_tables.h"

namespace bb {
namespace {

class Verification {
 public:
  Verification(const std::filesystem::path& path, const std::function<bool()>& stop)
      : stop_(stop),
        file_(hdf5::File::open(path, hdf5::File::Access::read)),
        header_(read_header(file_)),
        tables_(file_, header_.dimensions),
        index_(read_index(tables_)) {
    report_.rows = header_.dimensions.rows;
  }

  VerifyReport run() {
    check_sources();
    check("the plan", [&] { check_plan(); });
    check("topologies", [&] { check_topologies(true, report_.bad_targets, absent_targets_); });
    check("topologies", [&] { check_topologies(false, report_.bad_ligands, absent_ligands_); });
    if (header_.dimensions.inputs) {
      check("the inputs", [&] { read_inputs(file_); });
    }
    const uint64_t rows = header_.dimensions.rows;
    for (uint64_t first = 0; first < rows; first += rows_at_once) {
      stop_if_told(stop_, file_.path());
      check_rows(first, std::min(rows_at_once, rows - first));
    }
    return std::move(report_);
  }

  void repair(VerifyReport& report) {
    if (header_.is_master()) {
      throw StoreError(file_.path().string() +
                       ": is a master and has no results of its own to repair. Repair its stores "
                       "(the first: " +
                       header_.sources[0].file + "), then merge again");
    }
    repair_store(file_.path(), header_, index_, report, stop_);
  }

 private:
  template <typename Action>
  void check(const std::string& what, Action&& action) {
    try {
      action();
    } catch (const StoreError& error) {
      if (error.kind() == StoreError::Kind::stopped) { throw; }
      report_.problems.push_back(what + ": " + error.what());
    } catch (const std::exception& error) {
      report_.problems.push_back(what + ": " + error.what());
    }
  }

  // A store that is not there is one problem, not one for each of its rows.
  void check_sources() {
    uint64_t targets = 0, ligands = 0;
    for (size_t i = 0; i < header_.sources.size(); ++i) {
      const StoreSource& source = header_.sources[i];
      const std::string problem = source_problem(file_.path(), header_, i);
      unusable_.push_back(!problem.empty());
      target_ends_.push_back(targets += source.targets);
      ligand_ends_.push_back(ligands += source.ligands);
      if (!problem.empty()) { report_.problems.push_back(problem); }
    }
    if (header_.is_master()) { store_ = file_.dataset("/complexes/store").read_all<uint32_t>(); }
  }

  bool is_unusable(uint64_t row) const {
    return !store_.empty() && store_[row] < unusable_.size() && unusable_[store_[row]];
  }
  bool has_no_store(uint64_t row) const {
    return !store_.empty() && store_[row] >= unusable_.size();
  }
  // Whether topology `index` is in a store that is not there; `ends`: of each store's.
  bool is_unusable(uint32_t index, const std::vector<uint64_t>& ends) const {
    const auto store = std::upper_bound(ends.begin(), ends.end(), uint64_t{index});
    return store != ends.end() && unusable_[static_cast<size_t>(store - ends.begin())];
  }

  void check_plan() {
    const StoredPlan plan = read_plan(file_, tables_);
    if (header_.is_master()) {
      return;  // rows lie as in their stores; index_crc has their places
    }
    RowSizes sizes = index_.sizes;
    sizes.manifest_row = tables_.manifest_row.read_all<uint64_t>();
    const RowOffsets expected = row_offsets(sizes, header_.dimensions.contents, plan);
    const auto same = [](const auto& stored, const auto& computed) {
      return stored.empty() || stored == computed;
    };
    if (!same(index_.offsets.atom, expected.atom) || !same(index_.offsets.token, expected.token) ||
        !same(index_.offsets.pair, expected.pair) ||
        !same(index_.offsets.chain_pair, expected.chain_pair)) {
      throw StoreError("offsets of rows are not those that follow from the plan");
    }
  }

  void check_topologies(bool target, std::vector<uint32_t>& bad, std::vector<uint32_t>& absent) {
    const StoreTables::Topologies& stored = target ? tables_.targets : tables_.ligands;
    const auto offsets = read_topology_offsets(file_, tables_, target);
    const auto crcs = stored.crc.read_all<uint32_t>();
    for (uint32_t i = 0; i < crcs.size(); ++i) {
      if (i % rows_at_once == 0) { stop_if_told(stop_, file_.path()); }
      if (is_unusable(i, target ? target_ends_ : ligand_ends_)) { continue; }
      if (crcs[i] == 0) {
        absent.push_back(i);
        continue;
      }
      const auto bytes = stored.data.read_rows<std::byte>(offsets[i], offsets[i + 1] - offsets[i]);
      if (topology_crc(bytes) == crcs[i]) { continue; }
      bad.push_back(i);
      report_.problems.push_back("the topology of " + std::string(target ? "target " : "ligand ") +
                                 std::to_string(i) + " is damaged");
    }
  }

  void add(uint64_t row, const std::string& id, Stage stage, std::string problem,
           bool repairable = true) {
    report_.bad.push_back({.row = row,
                           .id = id,
                           .stage = stage,
                           .problem = std::move(problem),
                           .repairable = repairable});
  }

  void check_rows(uint64_t first, uint64_t count) {
    const uint32_t version = header_.dimensions.schema_version;
    std::vector<std::vector<char>> texts;
    std::vector<size_t> widths;
    for (const hdf5::Dataset* const column : tables_.row_texts()) {
      texts.push_back(column->read_rows<char>(first, count));
      widths.push_back(column->row_bytes());
    }
    const bool has_inputs = header_.dimensions.inputs.has_value();
    const auto digests = has_inputs ? tables_.input_digest.read_rows<uint64_t>(first, count)
                                    : std::vector<uint64_t>();
    const auto numbers = [&](const hdf5::Dataset& dataset) {
      return dataset ? dataset.read_rows<uint32_t>(first, count) : std::vector<uint32_t>(count);
    };
    const auto msa_rows = numbers(tables_.msa_rows), paired_rows = numbers(tables_.paired_rows);
    const auto manifest = tables_.manifest_row.read_rows<uint64_t>(first, count);
    const auto wants = tables_.wants_affinity.read_rows<uint8_t>(first, count);
    const auto index_crcs = tables_.index_crc.read_rows<uint32_t>(first, count);
    const auto structure = tables_.structure_status.read_rows<Status>(first, count);
    const auto affinity = tables_.affinity_status.read_rows<Status>(first, count);
    std::vector<std::string_view> words(texts.size() + (has_inputs ? 1 : 0));
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t row = first + i;
      for (size_t t = 0; t < texts.size(); ++t) {
        words[t] = field(texts[t].data() + i * widths[t], widths[t]);
      }
      if (has_inputs) { words.back() = bytes_of_digest(digests[i]); }
      const std::string id(words[0]);
      const RowShape shape = index_.shape(row, header_.dimensions.contents.samples);
      const uint32_t crc = bb::row_crc(version, words,
                                       {.manifest_row = manifest[i],
                                        .tokens = index_.sizes.tokens[row],
                                        .atoms = index_.sizes.atoms[row],
                                        .chains = index_.sizes.chains[row],
                                        .wants_affinity = wants[i],
                                        .msa_rows = msa_rows[i],
                                        .paired_rows = paired_rows[i]});
      if (crc != index_.row_crc[row] || index_crc(version, shape.place) != index_crcs[i] ||
          !fits(tables_, header_.dimensions.contents, shape)) {
        add(row, id, Stage::structure, "its entry (id, texts, sizes, offsets) is damaged", false);
        continue;
      }
      check_stage(shape, id, Stage::structure, structure[i], true);
      check_stage(shape, id, Stage::affinity, affinity[i], wants[i] != 0);
    }
  }

  void check_stage(const RowShape& shape, const std::string& id, Stage stage, Status status,
                   bool wanted) {
    const uint64_t row = shape.row;
    if (!is_valid(status)) {
      add(row, id, stage, "its status is none that there is", shape.tokens > 0 && wanted);
      return;
    }
    if ((status == Status::not_wanted) == wanted) {
      add(row, id, stage,
          wanted ? "its status is not_wanted, though it is wanted"
                 : "it was not asked for, but its status is " + std::string(name_of(status)),
          wanted && shape.tokens > 0);
      return;
    }
    if (status == Status::pending && shape.tokens == 0 && !has_no_store(row)) {
      add(row, id, stage, "it is pending, though its input has an error", false);
      return;
    }
    if (status == Status::failed) { check_failure(shape, id, stage); }
    if (status == Status::done && !(stage == Stage::structure && is_unusable(row))) {
      check_result(shape, id, stage);
    }
  }

  void check_failure(const RowShape& shape, const std::string& id, Stage stage) {
    ++report_.results;
    const auto marks = tables_.marks(stage).read_rows<int32_t>(shape.row, 1);
    const auto code = tables_.error_code.read_rows<ErrorCode>(shape.row, 1)[0];
    const auto bytes = tables_.error.read_rows<char>(shape.row, 1);
    if (static_cast<uint32_t>(marks[mark_crc]) !=
        failure_crc(shape.place.row_crc, stage, code, field(bytes.data(), bytes.size()))) {
      add(shape.row, id, stage, "the checksum of its error does not agree", shape.tokens > 0);
      return;
    }
    const auto scores = tables_.scores(stage).read_rows<float>(shape.row, 1);
    if (!std::all_of(scores.begin(), scores.end(), [](float v) { return std::isnan(v); })) {
      add(shape.row, id, stage, "it failed, but has numbers", shape.tokens > 0);
    }
  }

  void check_result(const RowShape& shape, const std::string& id, Stage stage) {
    ++report_.results;
    try {
      const uint32_t crc = shape.place.row_crc;
      if (stage == Stage::affinity) {
        const AffinityBytes bytes = read_affinity(tables_, shape.row);
        if (static_cast<uint32_t>(bytes.marks[mark_crc]) != bytes.crc(crc)) {
          add(shape.row, id, stage, "the checksum of its result does not agree");
        }
        return;
      }
      const StructureBytes bytes = read_structure(tables_, header_.dimensions.contents, shape);
      if (shape.tokens == 0 || static_cast<uint32_t>(bytes.marks[mark_crc]) != bytes.crc(crc)) {
        add(shape.row, id, stage, "the checksum of its result does not agree", shape.tokens > 0);
        return;
      }
    } catch (const StoreError& error) {
      add(shape.row, id, stage, error.what());
      return;
    }
    if (!header_.dimensions.contents.structures) { return; }
    const auto listed = [](const std::vector<uint32_t>& list, uint32_t at) {
      return std::binary_search(list.begin(), list.end(), at);
    };
    const auto unusable = [&](uint32_t at, const auto& bad, const auto& absent) {
      return at != no_topology && (listed(bad, at) || listed(absent, at));
    };
    if (unusable(shape.place.target, report_.bad_targets, absent_targets_) ||
        unusable(shape.place.ligand, report_.bad_ligands, absent_ligands_)) {
      add(shape.row, id, stage, "the topology of its target or ligand is damaged or missing");
      report_.bad.back().only_topology = true;
    }
  }

  const std::function<bool()>& stop_;
  hdf5::File file_;
  StoreHeader header_;
  StoreTables tables_;
  StoreIndex index_;
  VerifyReport report_;
  // Of a master: of each row, its store; of each store, whether it cannot be read.
  std::vector<uint32_t> store_;
  std::vector<bool> unusable_;
  std::vector<uint64_t> target_ends_, ligand_ends_;
  std::vector<uint32_t> absent_targets_, absent_ligands_;
};

}  // namespace

VerifyReport verify_store(const std::filesystem::path& path, bool repair,
                          const std::function<bool()>& stop) {
  Verification verification(path, stop);
  VerifyReport report = verification.run();
  if (repair && !report.ok()) { verification.repair(report); }
  return report;
}

}  // namespace bb
