#include "made_up.h"

#include <algorithm>
#include <array>

namespace bb::test {
namespace {

uint64_t mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

float unit(uint64_t key) { return static_cast<float>(mix(key) >> 40) / 16777216.0F; }

std::vector<float> numbers(uint64_t key, size_t count, float scale) {
  std::vector<float> values(count);
  // Cheap beside the writing, and different in every element.
  uint64_t state = mix(key);
  for (float& value : values) {
    state = state * 6364136223846793005 + 1442695040888963407;
    value = static_cast<float>(state >> 40) / 16777216.0F * scale;
  }
  return values;
}

constexpr uint32_t batch_rows = 4;

// Rows of the manifest that are planned, as of a screen in one store.
std::vector<uint32_t> planned(const MadeUpOptions& options) {
  std::vector<uint32_t> rows;
  for (uint64_t row = options.rows; row-- > 0;) {
    if (!is_error(options, row)) { rows.push_back(static_cast<uint32_t>(row)); }
  }
  return rows;
}

// Of each row: whole batches in turn; rows with an error in blocks.
std::vector<uint32_t> shards_of(const MadeUpOptions& options) {
  std::vector<uint32_t> shards(options.rows);
  for (uint64_t row = 0; row < options.rows; ++row) {
    shards[row] = static_cast<uint32_t>(row * options.shards / options.rows);
  }
  const auto rows = planned(options);
  for (size_t i = 0; i < rows.size(); ++i) {
    shards[rows[i]] = static_cast<uint32_t>(i / batch_rows) % options.shards;
  }
  return shards;
}

std::vector<uint64_t> manifest_rows(const MadeUpOptions& options) {
  std::vector<uint64_t> rows;
  if (options.shards == 1) {
    for (uint64_t i = 0; i < options.rows; ++i) {
      rows.push_back(options.manifest_first + i * options.manifest_step);
    }
    return rows;
  }
  const auto shards = shards_of(options);
  for (uint64_t row = 0; row < options.rows; ++row) {
    if (shards[row] == options.shard) { rows.push_back(row); }
  }
  return rows;
}

}  // namespace

bool is_error(const MadeUpOptions& options, uint64_t row) {
  return options.tokens == 0 && row % 10 == 7;
}

bool wants_affinity(const MadeUpOptions&, uint64_t row) { return row % 3 != 2; }

bool has_warning(uint64_t row) { return row % 9 == 4; }

StoreLayout make_layout(const MadeUpOptions& options, int rank, int ranks) {
  const std::vector<uint64_t> rows = manifest_rows(options);
  const uint64_t n = rows.size();
  StoreLayout layout;
  layout.contents = {.samples = options.samples,
                     .structures = options.structures,
                     .pae = options.everything,
                     .pde = options.everything,
                     .s_channels = options.everything ? 8U : 0U,
                     .z_channels = options.everything ? 4U : 0U};
  layout.attributes = {.program = "boltz-batch 0.1.0",
                       .options = R"({"diffusion_samples": 2})",
                       .checkpoint_sha256 = "c0ffee",
                       .affinity_checkpoint_sha256 = "affe",
                       .input_hash = "1234",
                       .precision = "highest float32",
                       .rdkit_version = "2022.09.3",
                       .seed = 42,
                       .numerics = {{"recycling_steps", "3"}, {"sampling_steps", "200"}}};
  layout.user_columns = {"score/x", "note"};

  RowSizes& sizes = layout.sizes;
  const auto manifest = [&](uint64_t row) { return rows[row]; };
  const bool sharded =
      options.manifest_step != 1 || options.manifest_first != 0 || options.shards > 1;
  for (uint64_t i = 0; i < n; ++i) {
    const uint64_t row = manifest(i);
    const bool error = is_error(options, row);
    const auto varied = static_cast<uint32_t>(5 + mix(row) % 20);
    const uint32_t tokens = options.tokens > 0 ? options.tokens : varied;
    sizes.tokens.push_back(error ? 0 : tokens);
    sizes.atoms.push_back(error ? 0 : options.tokens > 0 ? options.atoms : tokens * 4 + 1);
    sizes.chains.push_back(error ? 0 : 1 + static_cast<uint32_t>(row % 3));
    sizes.target.push_back(
        error || !options.structures ? no_topology : static_cast<uint32_t>(row % made_up_targets));
    sizes.ligand.push_back(error || !options.structures ? no_topology : static_cast<uint32_t>(i));
    if (sharded) { sizes.manifest_row.push_back(row); }
  }
  if (options.structures) {
    for (uint32_t i = 0; i < made_up_targets; ++i) {
      sizes.target_bytes.push_back(static_cast<uint32_t>(encode(make_topology(true, i)).size()));
    }
    // A little more than is needed, which must do no harm.
    const auto size = topology_bytes(1, 1, 3, 3);
    sizes.ligand_bytes.assign(n, size);
  }

  StoredPlan& plan = layout.plan;
  plan.columns = {"first", "count", "tokens"};
  plan.rows = options.shards > 1 ? options.rows : manifest(n - 1) + 1;
  if (options.shards > 1) {
    plan.members = planned(options);
    StoreAttributes& attributes = layout.attributes;
    attributes.shard_index = options.shard;
    attributes.shard_count = options.shards;
    attributes.shard_rows.assign(options.shards, 0);
    for (const uint32_t shard : shards_of(options)) { ++attributes.shard_rows[shard]; }
  }
  for (uint64_t i = options.shards > 1 ? 0 : n; i-- > 0;) {
    if (sizes.tokens[i] == 0) { continue; }
    plan.members.push_back(static_cast<uint32_t>(manifest(i)));
    // Of another shard: passed over.
    if (sharded && i % 2 == 0) { plan.members.push_back(static_cast<uint32_t>(manifest(i)) + 1); }
  }
  for (uint32_t first = 0; first < plan.members.size(); first += batch_rows) {
    const auto count =
        std::min<uint32_t>(batch_rows, static_cast<uint32_t>(plan.members.size()) - first);
    plan.batches.insert(plan.batches.end(), {first, count, 32});
    plan.seconds.insert(plan.seconds.end(), {1.5F, 0.5F});
  }
  plan.checksum = 77;

  // Each target has a file of its own, and all share an alignment.
  InputTable& inputs = layout.inputs.emplace();
  for (uint32_t i = 0; i <= made_up_targets; ++i) {
    const bool is_shared = i == made_up_targets;
    inputs.path.push_back(is_shared ? "msa/shared.a3m" : "target" + std::to_string(i) + ".yaml");
    inputs.role.push_back(is_shared ? 1 : 0);
    inputs.digest.insert(inputs.digest.end(), {mix(i), mix(i + 100)});
    inputs.lines.push_back(2);
    inputs.lines_per_check.push_back(1);
    inputs.checks.insert(inputs.checks.end(), {i, i + 7});
    inputs.check_end.push_back(inputs.checks.size());
    if (is_shared) { continue; }
    inputs.set_files.insert(inputs.set_files.end(), {i, made_up_targets});
    inputs.set_end.push_back(inputs.set_files.size());
  }

  RowBlock& block = layout.block;
  const uint64_t each = (n + static_cast<uint64_t>(ranks) - 1) / static_cast<uint64_t>(ranks);
  block.first = std::min(n, static_cast<uint64_t>(rank) * each);
  block.rows = std::min(n, block.first + each) - block.first;
  block.user_values.resize(2);
  for (uint64_t i = block.first; i < block.first + block.rows; ++i) {
    const uint64_t row = manifest(i);
    const bool error = is_error(options, row);
    block.id.push_back(options.name + "-" + std::to_string(row) + (row == 3 ? "-é" : ""));
    block.smiles.push_back(row % 4 == 0 ? "" : "CC(=O)N" + std::string(row % 30, 'C'));
    block.smiles_written.push_back(row % 4 == 0 ? "" : "N" + std::string(row % 30, 'C') + "(=O)C");
    block.wants_affinity.push_back(wants_affinity(options, row) ? 1 : 0);
    block.same_as.push_back(options.copies && i % 2 == 1 ? static_cast<uint32_t>(i - 1) : no_row);
    block.msa_rows.push_back(error ? 0 : 1 + static_cast<uint32_t>(row % 7));
    block.paired_rows.push_back(0);
    block.warning_kinds.push_back(has_warning(row) ? static_cast<WarningKinds>(WarningKind::msa)
                                                   : 0);
    block.warning.push_back(static_cast<uint32_t>(block.warning_texts.size()));
    if (has_warning(row)) {
      block.warning_texts.push_back("the MSA of row " + std::to_string(row));
    }
    block.input_digest.push_back(mix(row));
    block.input_set.push_back(error ? no_inputs : static_cast<uint32_t>(row % made_up_targets));
    block.error_code.push_back(error ? ErrorCode::input : ErrorCode::none);
    block.error.push_back(error ? "row " + std::to_string(row) + ": no SMILES. Give one" : "");
    block.user_values[0].push_back(std::to_string(row * 2));
    block.user_values[1].push_back("");
  }
  return layout;
}

MadeUpStructure make_structure(const StoreContents& contents, uint64_t row, uint32_t tokens,
                               uint32_t atoms, uint32_t chains) {
  const size_t samples = contents.samples;
  MadeUpStructure made;
  StructureResult& of = made.result;
  for (uint64_t i = 0; i < 9; ++i) {
    of.*structure_scores[i] = numbers(row * 64 + i, samples, 1.0F);
  }
  of.pair_chains_iptm = numbers(row * 64 + 10, samples * chains * chains, 1.0F);
  if (contents.structures) {
    of.coordinates = numbers(row * 64 + 11, samples * atoms * 3, 50.0F);
    of.plddt = numbers(row * 64 + 12, samples * tokens, 1.0F);
  }
  const auto halves = [&](uint64_t key) {
    std::vector<uint16_t> bits(samples * tokens * tokens);
    for (size_t i = 0; i < bits.size(); ++i) {
      bits[i] = static_cast<uint16_t>(mix(key + i) % 0x5000);
    }
    return bits;
  };
  if (contents.pae) { of.pae = halves(row * 64 + 13); }
  if (contents.pde) { of.pde = halves(row * 64 + 14); }
  of.s = numbers(row * 64 + 15, size_t{tokens} * contents.s_channels, 2.0F);
  of.z = numbers(row * 64 + 16, size_t{tokens} * tokens * contents.z_channels, 2.0F);
  made.share = {.batch = static_cast<uint32_t>(row / 4), .seconds = unit(row * 64 + 17)};
  return made;
}

MadeUpAffinity make_affinity(uint64_t row) {
  return {.result = {.pred_value = unit(row * 64 + 30) * 8 - 4,
                     .probability_binary = unit(row * 64 + 31),
                     .pred_value1 = unit(row * 64 + 32) * 8 - 4,
                     .probability_binary1 = unit(row * 64 + 33),
                     .pred_value2 = unit(row * 64 + 34) * 8 - 4,
                     .probability_binary2 = unit(row * 64 + 35)},
          .share = {.batch = static_cast<uint32_t>(row / 4), .seconds = unit(row * 64 + 36)}};
}

Topology make_topology(bool target, uint32_t index) {
  Topology topology;
  if (!target) {
    topology.chains = {{.name = "L", .kind = Topology::ChainKind::ligand, .entity = 1}};
    topology.residues = {{.name = "LIG", .number = 1, .chain = 0}};
    topology.atoms = {
        {.name = "C1", .element = 6, .charge = 0, .residue = 0},
        {.name = "N" + std::to_string(index % 100), .element = 7, .charge = 1, .residue = 0},
        {.name = "O1", .element = 8, .charge = -1, .residue = 0}};
    topology.bonds = {{.atom_1 = 0, .atom_2 = 1, .order = 2},
                      {.atom_1 = 1, .atom_2 = 2, .order = 1}};
    return topology;
  }
  topology.chains = {{.name = "A", .kind = Topology::ChainKind::protein, .entity = 0},
                     {.name = "B", .kind = Topology::ChainKind::rna, .entity = index}};
  for (uint32_t i = 0; i < 5 + index; ++i) {
    topology.residues.push_back(
        {.name = "GLY", .number = static_cast<int32_t>(i + 1), .chain = i % 2});
    topology.atoms.push_back({.name = "CA", .element = 6, .charge = 0, .residue = i});
  }
  return topology;
}

std::string difference(const MadeUpStructure& all, const StoredStructure& stored) {
  const StructureResult &made = all.result, &read = stored.result;
  for (size_t i = 0; i < structure_scores.size(); ++i) {
    if (made.*structure_scores[i] != read.*structure_scores[i]) {
      return "score " + std::to_string(i);
    }
  }
  if (made.pair_chains_iptm != read.pair_chains_iptm) { return "pair_chains_iptm"; }
  if (made.coordinates != read.coordinates) { return "coordinates"; }
  if (made.plddt != read.plddt) { return "plddt"; }
  if (made.pae != read.pae) { return "pae"; }
  if (made.pde != read.pde) { return "pde"; }
  if (made.s != read.s) { return "s"; }
  if (made.z != read.z) { return "z"; }
  if (all.share.seconds != stored.share.seconds) { return "seconds"; }
  if (all.share.batch != stored.share.batch) { return "batch"; }
  const std::vector<float>& scores = made.confidence_score;
  std::vector<size_t> order(scores.size());
  for (size_t i = 0; i < order.size(); ++i) {
    order[static_cast<size_t>(stored.sample_rank.at(i))] = i;
  }
  const bool ordered = std::is_sorted(order.begin(), order.end(),
                                      [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  return ordered ? "" : "sample_rank";
}

std::string difference(const MadeUpAffinity& made, const StoredAffinity& stored) {
  for (const auto score : affinity_scores) {
    if (made.result.*score != stored.result.*score) { return "affinity"; }
  }
  if (made.share.seconds != stored.share.seconds) { return "affinity"; }
  return made.share.batch == stored.share.batch ? "" : "batch";
}

}  // namespace bb::test
