#include "io/store/schema.h"

#include <algorithm>
#include <set>

namespace bb {

using hdf5::Type;

size_t bytes_of(Type type, size_t text_bytes) noexcept {
  switch (type) {
    case Type::u8:
    case Type::status:
    case Type::error_code:
      return 1;
    case Type::f16:
      return 2;
    case Type::u32:
    case Type::i32:
    case Type::f32:
      return 4;
    case Type::u64:
      return 8;
    case Type::text:
      return std::max<size_t>(text_bytes, 1);
  }
  return 0;
}

uint64_t DatasetSpec::bytes() const noexcept {
  uint64_t bytes = bytes_of(type, text_bytes);
  for (const uint64_t extent : shape) {
    // Of a damaged header: more than any file has, rather than few by chance.
    if (__builtin_mul_overflow(bytes, extent, &bytes)) { return uint64_t{1} << 63; }
  }
  return bytes;
}

std::vector<std::string> user_dataset_names(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  std::set<std::string> used;
  for (const std::string& column : columns) {
    std::string name = column.empty() ? "unnamed" : column;
    std::replace(name.begin(), name.end(), '/', '_');
    if (name == "." || name == "..") { name = "_"; }
    std::string unique = name;
    for (int i = 2; !used.insert(unique).second; ++i) { unique = name + "_" + std::to_string(i); }
    names.push_back("/complexes/user/" + unique);
  }
  return names;
}

std::vector<std::string> row_text_names(const StoreDimensions& dimensions) {
  std::vector<std::string> names{"/complexes/id", "/complexes/smiles"};
  if (dimensions.schema_version >= 2) { names.emplace_back("/complexes/smiles_written"); }
  for (std::string& name : user_dataset_names(dimensions.user_columns)) {
    names.push_back(std::move(name));
  }
  return names;
}

bool is_shown(const DatasetSpec& dataset, const StoreDimensions& dimensions) {
  if (dimensions.sources == 0 || dataset.bytes() == 0) { return false; }
  constexpr std::array flat{
      "/structures/coordinates", "/structures/plddt",     "/structures/pae",
      "/structures/pde",         "/structures/s",         "/structures/z",
      "/topology/target_data",   "/topology/ligand_data", "/scores/pair_chains_iptm"};
  return std::find(flat.begin(), flat.end(), dataset.name) != flat.end();
}

bool is_per_row(const std::string& dataset) {
  return dataset.starts_with("/complexes/") || dataset.starts_with("/records/") ||
         (dataset.ends_with("_offset") && !dataset.starts_with("/topology/"));
}

std::vector<DatasetSpec> dataset_specs(const StoreDimensions& d) {
  using Shape = std::vector<uint64_t>;
  const uint64_t n = d.rows, samples = d.contents.samples;
  std::vector<DatasetSpec> all;
  const auto add = [&](std::string name, Type type, Shape shape, std::string unit,
                       std::string description, size_t text_bytes = 0,
                       DatasetSpec::Space space = DatasetSpec::Space::reserve) {
    all.push_back({.name = std::move(name),
                   .type = type,
                   .shape = std::move(shape),
                   .text_bytes = text_bytes,
                   .unit = std::move(unit),
                   .description = std::move(description),
                   .space = space});
  };
  const auto add_large = [&](std::string name, Type type, Shape shape, std::string unit,
                             std::string description) {
    add(std::move(name), type, std::move(shape), std::move(unit), std::move(description), 0,
        DatasetSpec::Space::sparse);
  };

  add("/complexes/id", Type::text, {n}, "", "Name of the complex, from the manifest", d.id_bytes);
  const bool second = d.schema_version >= 2;
  add("/complexes/smiles", Type::text, {n}, "",
      "SMILES of the ligand as the model sees it (standardised with affinity), or empty",
      d.smiles_bytes);
  if (second) {
    add("/complexes/smiles_written", Type::text, {n}, "",
        "SMILES of the row's ligand as it was written, or empty", d.smiles_written_bytes);
  }
  const auto users = user_dataset_names(d.user_columns);
  for (size_t i = 0; i < users.size(); ++i) {
    add(users[i], Type::text, {n}, "", "The manifest's column '" + d.user_columns[i] + "'",
        d.user_bytes[i]);
  }
  add("/complexes/manifest_row", Type::u64, {n}, "", "Row of the manifest, from 0");
  add("/complexes/tokens", Type::u32, {n}, "1", "Tokens; 0 for a row with an error in its input");
  add("/complexes/atoms", Type::u32, {n}, "1", "Atoms");
  add("/complexes/chains", Type::u32, {n}, "1", "Chains");
  add("/complexes/target", Type::u32, {n}, "",
      "Index of its target in /topology; 4294967295: none");
  add("/complexes/ligand", Type::u32, {n}, "",
      "Index of its ligand in /topology; 4294967295: none");
  if (second) {
    add("/complexes/same_as", Type::u32, {n}, "",
        "Row of this store that is the same complex and whose results this row has; 4294967295: "
        "its own");
    add("/complexes/msa_rows", Type::u32, {n}, "1",
        "Rows of the alignment that the model is given, the sequence itself included; 0 for a row "
        "with an error in its input");
    add("/complexes/paired_rows", Type::u32, {n}, "1",
        "Of these, rows in which several chains are paired by species; 0: none");
    add("/complexes/warning_kinds", Type::u8, {n}, "",
        "What its warnings are about, a sum: 1 input, 2 MSA, 4 template, 8 ligand, 16 a text cut");
    add("/complexes/warnings", Type::text, {n}, "",
        "What is worth knowing of its numbers, or empty", max_warning_bytes,
        DatasetSpec::Space::rare);
  }
  add("/complexes/wants_affinity", Type::u8, {n}, "", "Whether affinity was asked for");
  add("/complexes/structure_status", Type::status, {n}, "",
      "pending, done or failed; only of done rows are numbers to be used");
  add("/complexes/affinity_status", Type::status, {n}, "", "pending, done, failed or not_wanted");
  add("/complexes/error_code", Type::error_code, {n}, "", "Why a stage failed");
  add("/complexes/error", Type::text, {n}, "", "What is wrong and how to mend it; empty: nothing",
      max_error_bytes);
  add("/complexes/row_crc", Type::u32, {n}, "", "CRC-32 of this row's id, texts and sizes");
  add("/complexes/index_crc", Type::u32, {n}, "",
      "CRC-32 of row_crc, offsets, target, ligand and same_as");

  if (d.sources > 0) {
    add("/complexes/store", Type::u32, {n}, "",
        "Which of the stores of this master has the row, see source_<i> of /settings; "
        "4294967295: a shard that was not there");
  }

  add("/records/structure_scores", Type::f32, {n, structure_score_columns(d.contents.samples)}, "",
      "What /scores shows column by column; the last column is seconds");
  add("/records/structure_marks", Type::i32, {n, mark_count + samples}, "",
      "crc (bits of uint32), batch, rank, attempt, epoch, sample_rank");
  add("/records/affinity_scores", Type::f32, {n, affinity_score_columns}, "",
      "What /affinity shows column by column; the last column is seconds");
  add("/records/affinity_marks", Type::i32, {n, mark_count}, "",
      "crc (bits of uint32), batch, rank, attempt, epoch");

  add("/scores/pair_chains_offset", Type::u64, {n}, "",
      "First element of this row in pair_chains_iptm");
  add("/scores/pair_chains_iptm", Type::f32, {d.chain_pairs}, "0..1",
      "Ragged, (samples, chains, chains) of each row; the diagonal is each chain's pTM");

  const auto& c = d.contents;
  if (c.structures) {
    add("/structures/atom_offset", Type::u64, {n}, "", "First row of this complex in coordinates");
    add_large("/structures/coordinates", Type::f32, {d.atoms, 3}, "Å",
              "Ragged, (samples, atoms, 3) of each complex, in the plan's order");
  }
  if (c.structures || c.s_channels > 0) {
    add("/structures/token_offset", Type::u64, {n}, "",
        "First element of this complex in plddt; divided by samples, first row in s");
  }
  if (c.structures) {
    add("/structures/plddt", Type::f32, {d.tokens}, "0..1",
        "Ragged, (samples, tokens) of each complex");
  }
  if (c.pae || c.pde || c.z_channels > 0) {
    add("/structures/pair_offset", Type::u64, {n}, "",
        "First element of this complex in pae and pde; divided by samples, first row in z");
  }
  if (c.pae) {
    add_large("/structures/pae", Type::f16, {d.token_pairs}, "Å",
              "Ragged, (samples, tokens, tokens) of each complex");
  }
  if (c.pde) {
    add_large("/structures/pde", Type::f16, {d.token_pairs}, "Å",
              "Ragged, (samples, tokens, tokens) of each complex");
  }
  if (c.s_channels > 0) {
    add_large("/structures/s", Type::f32, {d.tokens / samples, c.s_channels}, "",
              "Ragged, (tokens, channels): the trunk's single embedding");
  }
  if (c.z_channels > 0) {
    add_large("/structures/z", Type::f32, {d.token_pairs / samples, c.z_channels}, "",
              "Ragged, (tokens, tokens, channels): the trunk's pair embedding");
  }

  for (const bool target : {true, false}) {
    const std::string kind = target ? "target" : "ligand";
    const uint64_t count = target ? d.targets : d.ligands;
    add("/topology/" + kind + "_offset", Type::u64, {count + 1}, "bytes",
        "Where each " + kind + " begins in " + kind + "_data; the last is the end");
    add("/topology/" + kind + "_crc", Type::u32, {count}, "",
        "CRC-32 of each " + kind + "'s bytes, with 0 written as 1; 0: not written yet");
    add("/topology/" + kind + "_data", Type::u8, {target ? d.target_bytes : d.ligand_bytes}, "",
        "Chains, residues, atoms and bonds of each " + kind + ", see docs/store.md");
  }

  if (second) {
    add("/topology/offset_crc", Type::u32, {2}, "",
        "CRC-32 of all of target_offset, and of ligand_offset");
  }

  add("/plan/batches", Type::u32, {d.batches, d.batch_columns}, "", "Batches, longest first");
  add("/plan/seconds", Type::f32, {d.batches, 2}, "s", "Predicted for structure and affinity");
  add("/plan/members", Type::u32, {d.members}, "", "Rows of the manifest, batch after batch");

  if (d.inputs) {
    for (DatasetSpec& spec : input_dataset_specs(*d.inputs, n)) { all.push_back(std::move(spec)); }
  }

  add("/journal/attempt", Type::u32, {1}, "", "Times that this store was opened for writing");
  add("/journal/metadata_crc", Type::u32, {1}, "",
      "CRC-32 of all bytes of the file that belong to no dataset");
  add("/journal/synced", Type::i32, {max_watermarks}, "",
      "Of each rank in this attempt: epochs of writing that the disk has for certain");
  return all;
}

std::vector<ViewSpec> view_specs(const StoreContents& contents) {
  const uint64_t samples = contents.samples;
  const uint64_t scores = structure_score_columns(contents.samples);
  const uint64_t marks = mark_count + samples;
  constexpr std::array<const char*, 9> score_units = {"0..1", "0..1", "0..1", "0..1", "0..1",
                                                      "0..1", "0..1", "Å",    "Å"};
  constexpr std::array<const char*, 9> score_texts = {
      "(4 complex_plddt + iptm) / 5, with ptm where there is no interface",
      "Predicted TM score",
      "Predicted TM score between chains",
      "ipTM of protein-ligand interfaces",
      "ipTM of protein-protein interfaces",
      "Mean pLDDT over tokens",
      "Mean pLDDT, weighted to interfaces",
      "Mean predicted distance error",
      "Mean predicted distance error of interfaces"};
  constexpr std::array<const char*, 6> affinity_units = {
      "log10(IC50/µM)", "0..1", "log10(IC50/µM)", "0..1", "log10(IC50/µM)", "0..1"};
  constexpr std::array<const char*, 6> affinity_texts = {
      "Predicted affinity, mean of the ensemble", "Probability of being a binder, mean",
      "Predicted affinity of the first model",    "Probability of being a binder, first model",
      "Predicted affinity of the second model",   "Probability of being a binder, second model"};

  std::vector<ViewSpec> all;
  for (size_t i = 0; i < score_names.size(); ++i) {
    all.push_back({.name = std::string("/scores/") + score_names[i],
                   .type = Type::f32,
                   .source = "/records/structure_scores",
                   .source_columns = scores,
                   .first_column = i * samples,
                   .columns = samples,
                   .flat = false,
                   .unit = score_units[i],
                   .description = std::string(score_texts[i]) + "; (rows, samples) in draw order"});
  }
  all.push_back({.name = "/scores/sample_rank",
                 .type = Type::i32,
                 .source = "/records/structure_marks",
                 .source_columns = marks,
                 .first_column = mark_count,
                 .columns = samples,
                 .flat = false,
                 .unit = "",
                 .description = "Place of each sample by confidence_score, 0 the best; -1: none"});
  const auto column = [&](std::string name, Type type, const char* source, uint64_t columns,
                          uint64_t first, const char* unit, const char* text) {
    all.push_back({.name = std::move(name),
                   .type = type,
                   .source = source,
                   .source_columns = columns,
                   .first_column = first,
                   .unit = unit,
                   .description = text});
  };
  column("/complexes/seconds", Type::f32, "/records/structure_scores", scores, scores - 1, "s",
         "Share of its batch's time, structure");
  column("/complexes/batch", Type::i32, "/records/structure_marks", marks, mark_batch, "",
         "Batch of the plan; -1: none yet");
  column("/complexes/rank", Type::i32, "/records/structure_marks", marks, mark_rank, "",
         "MPI rank that computed the structure; -1: none yet");
  column("/complexes/attempt", Type::i32, "/records/structure_marks", marks, mark_attempt, "",
         "Attempt that computed the structure; -1: none yet");
  for (size_t i = 0; i < affinity_names.size(); ++i) {
    column(std::string("/affinity/") + affinity_names[i], Type::f32, "/records/affinity_scores",
           affinity_score_columns, i, affinity_units[i], affinity_texts[i]);
  }
  column("/affinity/seconds", Type::f32, "/records/affinity_scores", affinity_score_columns,
         affinity_score_columns - 1, "s", "Share of its batch's time, affinity");
  column("/affinity/rank", Type::i32, "/records/affinity_marks", mark_count, mark_rank, "",
         "MPI rank that computed the affinity; -1: none yet");
  return all;
}

}  // namespace bb
