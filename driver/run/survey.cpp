#include "driver/run/survey.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

#include "driver/faults/failpoint.h"
#include "driver/faults/in_flight.h"
#include "driver/faults/stop_signals.h"
#include "driver/report/row_warnings.h"
#include "driver/run/input_sets.h"
#include "driver/run/topologies.h"
#include "io/files/content_digest.h"
#include "io/files/input_recording.h"
#include "io/files/sha256.h"
#include "io/input/lists/row_digest.h"
#include "io/store/layout.h"

namespace bb {

namespace {

/// Half a SHA-256: rows with one key are the same complex.
using RowKey = std::array<unsigned char, 16>;

/// What one rank tells the others of a row.
struct Measured {
  uint32_t tokens = 0, atoms = 0, msa_rows = 1, paired_rows = 0, chains = 0;
  uint32_t target_bytes = 0, ligand_bytes = 0;
  uint32_t input_set = no_inputs;  // of this rank's
  RowKey key{};                    // of all that its results follow from
  uint8_t affinity = 0;
  uint8_t has_ligand = 0;  // whose topology is its own
  uint8_t reserved[2] = {};
};

ErrorCode code_of(const LigandError& error) {
  return error.status() == LigandStatus::lost ? ErrorCode::internal : ErrorCode::chemistry;
}

Measured from_measure(const ComplexMeasure& measure) {
  Measured out;
  out.tokens = static_cast<uint32_t>(measure.tokens);
  out.atoms = static_cast<uint32_t>(measure.atoms);
  out.msa_rows = static_cast<uint32_t>(std::max<size_t>(measure.msa_rows, 1));
  out.paired_rows = static_cast<uint32_t>(measure.paired_rows);
  out.chains = static_cast<uint32_t>(measure.chains);
  out.affinity = measure.affinity ? 1 : 0;
  out.has_ligand = measure.row_ligand_is_last ? 1 : 0;
  const TopologyBytes bytes = planned_topologies(measure);
  out.target_bytes = bytes.target;
  out.ligand_bytes = bytes.ligand;
  Sha256 hash;
  hash.add((measure.row_ligand_is_last ? "1" : "0") + measure.inputs);
  const std::string digest = hash.bytes();
  std::memcpy(out.key.data(), digest.data(), out.key.size());
  return out;
}

/// A key is a cryptographic hash: any part of it will do.
struct KeyHash {
  size_t operator()(const RowKey& key) const {
    size_t out = 0;
    std::memcpy(&out, key.data(), sizeof out);
    return out;
  }
};

/// What ranks learned that others cannot know.
struct Block {
  std::vector<Measured>& measured;  // of all rows; this rank fills its own
  Survey& survey;                   // its block
  std::vector<std::string> smiles{};
  std::map<uint64_t, RowProblem> problems{};
  std::map<std::string, std::string> bad_targets{};  // path to message
  std::set<std::string> said{};                      // warnings, each once
  InputSets inputs{};
  std::mutex mutex{};

  void warn(uint64_t row, std::span<const RowWarning> warnings) {
    if (warnings.empty()) { return; }
    const JoinedWarnings joined = join(warnings);
    const std::lock_guard lock(mutex);
    for (const RowWarning& one : warnings) { said.insert(one.text); }
    survey.warnings.add(row - survey.first, joined);
  }
};

void measure_one(const ManifestRow& row, const Preparation& preparation, uint64_t max_tokens,
                 uint64_t index, Block& block) {
  RowProblem problem;
  try {
    const InFlightStep one({.index = row.index, .step = Step::survey, .is_batch = 0});
    row_failpoint(row.id, name_of(Step::survey));
    ComplexMeasure measure = preparation.measure(row);
    if (max_tokens > 0 && measure.tokens > max_tokens) {
      problem = {.code = ErrorCode::too_large,
                 .message = "the complex has " + std::to_string(measure.tokens) +
                            " tokens, more than --max-tokens " + std::to_string(max_tokens)};
    } else {
      block.measured[index] = from_measure(measure);
      block.smiles[index - block.survey.first] = std::move(measure.smiles);
      block.warn(index, measure.warnings);
      return;
    }
  } catch (const LigandError& error) {
    problem = {.code = code_of(error), .message = error.what()};
  } catch (const TargetError& error) {
    problem = {.code = ErrorCode::input, .message = error.what()};
    const std::lock_guard lock(block.mutex);
    block.bad_targets.emplace(error.target().string(), error.what());
  } catch (const InputError& error) {
    problem = {.code = ErrorCode::input, .message = error.what()};
  } catch (const std::exception& error) {
    problem = {.code = ErrorCode::internal, .message = error.what()};
  }
  const std::lock_guard lock(block.mutex);
  block.problems.emplace(index, std::move(problem));
}

void measure_row(const RowTable& table, const Preparation& preparation, uint64_t max_tokens,
                 uint64_t index, Block& block) {
  const InputRecording recording(preparation.files());
  measure_one(table.row(PlaceId(index)), preparation, max_tokens, index, block);
  block.measured[index].input_set = block.inputs.add(recording.files());
}

/// Rows of this rank's block that are not measured beside others: those that crashed get their
/// problem, suspects are measured here.
std::set<uint64_t> measure_suspects(const RowTable& table, const Quarantine& quarantine,
                                    const Survey& mine, Block& block,
                                    const std::function<void(uint64_t)>& measure) {
  std::set<uint64_t> out;
  const auto is_mine = [&](uint64_t place) {
    return place >= mine.first && place < mine.first + mine.count;
  };
  for (const auto& [at, verdict] : quarantine.verdicts_in(table)) {
    const uint64_t place = at.value();
    if (verdict.step != Step::survey || !is_mine(place)) { continue; }
    block.measured[place].input_set = not_read;
    block.problems.emplace(place, RowProblem{.code = verdict.code, .message = verdict.message});
    out.insert(place);
  }
  in_flight().alone = 1;
  for (const Suspect& suspect : quarantine.suspects()) {
    if (suspect.is_batch || suspect.step != Step::survey || !suspect.goes_alone()) { continue; }
    const auto place = table.place_of(RowId(suspect.index));
    if (!place || !is_mine(place->value()) || !out.insert(place->value()).second) { continue; }
    measure(place->value());
  }
  in_flight().alone = 0;
  return out;
}

/// The problems of this rank's rows; on rank 0 those of all.
std::map<uint64_t, RowProblem> gather_problems(const MpiSession& mpi,
                                               std::map<uint64_t, RowProblem> problems) {
  for (auto& [row, problem] : problems) { std::ranges::replace(problem.message, '\n', ' '); }
  for (auto& part : mpi.gather(problems)) { problems.merge(part); }
  return problems;
}

/// SHA-256 over the list and all that its rows were read from.
std::string hash_inputs(const RowTable& table, const Survey& survey,
                        const std::vector<Measured>& measured) {
  const InputTable& inputs = survey.inputs;
  std::vector<uint64_t> of_sets;  // contents, wherever they lie
  for (uint64_t set = 0; set < inputs.sets(); ++set) {
    DigestBuilder digest;
    for (const uint32_t file : inputs.files_of(set)) {
      digest.add_number(inputs.role[file]);
      digest.add_number(inputs.digest[2 * file]);
      digest.add_number(inputs.digest[2 * file + 1]);
    }
    of_sets.push_back(digest.digest().first);
  }
  Sha256 hash;
  hash.add(table.hash());
  for (const Measured& one : measured) {
    const uint64_t digest = one.input_set < of_sets.size() ? of_sets[one.input_set] : 0;
    hash.add({reinterpret_cast<const char*>(&digest), sizeof digest});
  }
  return hash.hex();
}

/// The targets that no rank could use, in order; their rows are counted by number_parts.
std::vector<BadTarget> gather_bad_targets(const MpiSession& mpi, const Block& block) {
  std::map<std::string, std::string> all;
  for (auto& part : mpi.gather_all(block.bad_targets)) { all.merge(part); }
  std::vector<BadTarget> out;
  for (const auto& [path, message] : all) { out.push_back({.path = path, .message = message}); }
  return out;
}

uint64_t first_row(uint64_t rows, uint64_t rank, uint64_t ranks) { return rows * rank / ranks; }

/// Puts ranks' sets together: input_set of every row becomes one of the table. A row that read what
/// another rank found to be otherwise has that problem.
void gather_sets(const MpiSession& mpi, const Preparation& preparation, const InputSets& mine,
                 std::vector<Measured>& measured, Survey& out) {
  GatheredInputs all = gather_inputs(mpi, preparation.files(), mine);
  const auto ranks = static_cast<uint64_t>(mpi.ranks());
  for (uint64_t rank = 0; rank < ranks; ++rank) {
    const uint64_t end = first_row(measured.size(), rank + 1, ranks);
    for (uint64_t row = first_row(measured.size(), rank, ranks); row < end; ++row) {
      uint32_t& set = measured[row].input_set;
      if (set == no_inputs || set == not_read) { continue; }
      const auto changed = all.changed[rank].find(set);
      set = all.sets_of_rank[rank][set];
      if (changed == all.changed[rank].end()) { continue; }
      const InputFile& file = all.files[changed->second];
      measured[row] = {.input_set = set};
      out.problems[row] = {.code = ErrorCode::input,
                           .message = file.path + ": " + std::string(name_of(file.role)) +
                                      " was changed while the run was reading its inputs. Start it "
                                      "again when they are at rest"};
    }
  }
  preparation.expect(all.files);
  out.inputs = std::move(all.table);
}

/// Rows that the store has an error for keep it, so that all others are numbered as they were.
void leave_out(const RowsWithoutPlace& without_place, std::vector<Measured>& measured,
               Survey& out) {
  for (const uint64_t row : without_place.rows) {
    if (measured[row].tokens > 0) { out.mended.push_back(row); }
    measured[row] = {.input_set = measured[row].input_set};
    out.problems.emplace(row, RowProblem{.code = ErrorCode::input, .message = "failed before"});
  }
}

/// Rows that are the same complex as an earlier one, then the topologies of those that are left.
void number_parts(const RowTable& table, const std::vector<Measured>& measured, Survey& out) {
  std::unordered_map<RowKey, uint32_t, KeyHash> first_of;
  std::unordered_map<std::string, uint32_t> target_of;
  for (uint64_t i = 0; i < out.rows(); ++i) {
    const ManifestRow row = table.row(PlaceId(i));
    const auto bad =
        std::ranges::lower_bound(out.bad_targets, row.target.string(), {}, &BadTarget::path);
    if (bad != out.bad_targets.end() && bad->path == row.target.string()) { ++bad->rows; }
    auto as = static_cast<uint32_t>(i);
    if (measured[i].tokens > 0) { as = first_of.try_emplace(measured[i].key, as).first->second; }
    out.computed_as[i] = as;
    const Measured& one = measured[i];
    out.chains[i] = one.chains;
    out.sizes[i] = {.tokens = one.tokens,
                    .atoms = one.atoms,
                    .msa_rows = one.msa_rows,
                    .target = 0,
                    .affinity = one.affinity != 0};
    if (one.tokens == 0) { continue; }
    if (one.has_ligand == 0) {
      if (as == i) {
        out.target[i] = static_cast<uint32_t>(out.target_bytes.size());
        out.target_bytes.push_back(one.target_bytes);
      } else {
        out.target[i] = out.target[as];
      }
      continue;
    }
    const auto [target, is_new] =
        target_of.try_emplace(row.target.string(), static_cast<uint32_t>(out.target_bytes.size()));
    if (is_new) { out.target_bytes.push_back(one.target_bytes); }
    out.target[i] = target->second;
    out.sizes[i].target = target->second + 1;
    if (as == i) {
      out.ligand[i] = static_cast<uint32_t>(out.ligand_bytes.size());
      out.ligand_bytes.push_back(one.ligand_bytes);
    } else {
      out.ligand[i] = out.ligand[as];
    }
  }
}

}  // namespace

Survey survey_rows(const MpiSession& mpi, const RowTable& table, const Preparation& preparation,
                   const Quarantine& quarantine, const RowsWithoutPlace& without_place, int threads,
                   uint64_t max_tokens, const std::function<void(uint64_t)>& advanced,
                   const std::function<void(const std::string&)>& warn) {
  const uint64_t rows = table.size();
  const auto ranks = static_cast<uint64_t>(mpi.ranks()), rank = static_cast<uint64_t>(mpi.rank());
  Survey out;
  out.first = first_row(rows, rank, ranks);
  out.count = first_row(rows, rank + 1, ranks) - out.first;

  std::vector<Measured> measured(rows);
  out.warnings = BlockWarnings(out.count);
  Block block{.measured = measured, .survey = out, .smiles = std::vector<std::string>(out.count)};
  const auto measure = [&](uint64_t row) {
    measure_row(table, preparation, max_tokens, row, block);
  };
  std::set<uint64_t> apart = measure_suspects(table, quarantine, out, block, measure);
  for (const uint64_t row : without_place.unreadable) {
    if (row < out.first || row >= out.first + out.count || !apart.insert(row).second) { continue; }
    measured[row].input_set = not_read;
  }
  std::atomic<uint64_t> next = 0;
  const auto work = [&] {
    for (uint64_t i = next++; i < out.count && StopSignals::received() == 0; i = next++) {
      if (!apart.contains(out.first + i)) { measure(out.first + i); }
      if (advanced) { advanced(i + 1); }
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) { others.emplace_back(work); }
  work();
  for (std::thread& thread : others) { thread.join(); }

  mpi.gather_blocks(measured, out.first, out.count);
  out.problems = gather_problems(mpi, std::move(block.problems));
  out.bad_targets = gather_bad_targets(mpi, block);
  for (const std::string& warning : block.said) { warn(warning); }
  gather_sets(mpi, preparation, block.inputs, measured, out);
  leave_out(without_place, measured, out);
  out.sizes.resize(rows);
  out.chains.resize(rows);
  out.computed_as.resize(rows);
  out.target.assign(rows, no_topology);
  out.ligand.assign(rows, no_topology);
  number_parts(table, measured, out);
  for (const BadTarget& bad : out.bad_targets) {
    warn(std::to_string(bad.rows) + " rows of target " + bad.path +
         " cannot be used: " + bad.message);
  }
  for (uint64_t i = 0; i < out.count; ++i) {
    const uint64_t row = out.first + i;
    out.smiles.push_back(block.smiles[i]);
    out.paired_rows.push_back(measured[row].paired_rows);
    out.input_digest.push_back(row_digest(table.row(PlaceId(row))));
    out.input_set.push_back(measured[row].input_set);
  }
  out.input_hash = hash_inputs(table, out, measured);
  return out;
}

}  // namespace bb
