#include "io/store/store_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "io/store/hdf5/store_error.h"

namespace bb {

StoreTables::StoreTables(const hdf5::File& file, const StoreDimensions& dimensions) {
  std::set<std::string> reserved, shown;
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (spec.space == DatasetSpec::Space::reserve) { reserved.insert(spec.name); }
    if (is_shown(spec, dimensions)) { shown.insert(spec.name); }
  }
  const auto open = [&](hdf5::Dataset& dataset, const std::string& name) {
    dataset = shown.contains(name) ? file.view(name) : file.dataset(name);
    if (reserved.contains(name)) { dataset.prepare_small_writes(); }
  };
  const auto& contents = dimensions.contents;
  open(id, "/complexes/id");
  open(smiles, "/complexes/smiles");
  for (const std::string& name : user_dataset_names(dimensions.user_columns)) {
    user.push_back(file.dataset(name));
  }
  if (dimensions.schema_version >= 2) {
    open(smiles_written, "/complexes/smiles_written");
    open(same_as, "/complexes/same_as");
    open(msa_rows, "/complexes/msa_rows");
    open(paired_rows, "/complexes/paired_rows");
    open(warning_kinds, "/complexes/warning_kinds");
    open(warnings, "/complexes/warnings");
    open(topology_offset_crc, "/topology/offset_crc");
  }
  open(manifest_row, "/complexes/manifest_row");
  open(tokens, "/complexes/tokens");
  open(atoms, "/complexes/atoms");
  open(chains, "/complexes/chains");
  open(target, "/complexes/target");
  open(ligand, "/complexes/ligand");
  open(wants_affinity, "/complexes/wants_affinity");
  open(structure_status, "/complexes/structure_status");
  open(affinity_status, "/complexes/affinity_status");
  open(error_code, "/complexes/error_code");
  open(error, "/complexes/error");
  open(row_crc, "/complexes/row_crc");
  open(index_crc, "/complexes/index_crc");
  if (dimensions.inputs) {
    open(input_digest, "/complexes/input_digest");
    open(input_set, "/complexes/input_set");
  }
  open(structure_scores, "/records/structure_scores");
  open(structure_marks, "/records/structure_marks");
  open(affinity_scores, "/records/affinity_scores");
  open(affinity_marks, "/records/affinity_marks");
  open(pair_chains_offset, "/scores/pair_chains_offset");
  open(pair_chains_iptm, "/scores/pair_chains_iptm");
  if (contents.structures) {
    open(atom_offset, "/structures/atom_offset");
    open(coordinates, "/structures/coordinates");
    open(plddt, "/structures/plddt");
  }
  if (contents.structures || contents.s_channels > 0) {
    open(token_offset, "/structures/token_offset");
  }
  if (RowOffsets::has_pairs(contents)) { open(pair_offset, "/structures/pair_offset"); }
  if (contents.pae) { open(pae, "/structures/pae"); }
  if (contents.pde) { open(pde, "/structures/pde"); }
  if (contents.s_channels > 0) { open(s, "/structures/s"); }
  if (contents.z_channels > 0) { open(z, "/structures/z"); }
  const auto open_topologies = [&](Topologies& topologies, const std::string& kind) {
    open(topologies.offset, "/topology/" + kind + "_offset");
    open(topologies.crc, "/topology/" + kind + "_crc");
    open(topologies.data, "/topology/" + kind + "_data");
  };
  open_topologies(targets, "target");
  open_topologies(ligands, "ligand");
  open(plan_batches, "/plan/batches");
  open(plan_seconds, "/plan/seconds");
  open(plan_members, "/plan/members");
  open(attempt, "/journal/attempt");
  open(synced, "/journal/synced");
}

std::vector<const hdf5::Dataset*> StoreTables::row_texts() const {
  std::vector<const hdf5::Dataset*> out{&id, &smiles};
  if (smiles_written) { out.push_back(&smiles_written); }
  for (const hdf5::Dataset& column : user) { out.push_back(&column); }
  return out;
}

void add_to(Crc& crc, const StructureParts& parts) {
  crc.add(parts.pair_chains_iptm).add(parts.coordinates).add(parts.plddt);
  crc.add(parts.pae).add(parts.pde).add(parts.s).add(parts.z);
}

uint32_t StructureBytes::crc(uint32_t row_crc) const {
  Crc crc = result_crc(row_crc, Stage::structure, scores, marks);
  add_to(crc, {values.pair_chains_iptm, values.coordinates, values.plddt, values.pae, values.pde,
               values.s, values.z});
  return crc.value();
}

uint32_t AffinityBytes::crc(uint32_t row_crc) const {
  return result_crc(row_crc, Stage::affinity, scores, marks).value();
}

StructureBytes read_structure(const StoreTables& tables, const StoreContents& contents,
                              const RowShape& shape) {
  const uint64_t samples = shape.samples, tokens = shape.tokens;
  const RowPlace& place = shape.place;
  StructureBytes bytes;
  bytes.scores = tables.structure_scores.read_rows<float>(shape.row, 1);
  bytes.marks = tables.structure_marks.read_rows<int32_t>(shape.row, 1);
  bytes.values.pair_chains_iptm = tables.pair_chains_iptm.read_rows<float>(
      place.chain_pair, samples * shape.chains * shape.chains);
  if (contents.structures) {
    bytes.values.coordinates =
        tables.coordinates.read_rows<float>(place.atom, samples * shape.atoms);
    bytes.values.plddt = tables.plddt.read_rows<float>(place.token, samples * tokens);
  }
  const uint64_t pairs = samples * tokens * tokens;
  if (contents.pae) { bytes.values.pae = tables.pae.read_rows<uint16_t>(place.pair, pairs); }
  if (contents.pde) { bytes.values.pde = tables.pde.read_rows<uint16_t>(place.pair, pairs); }
  if (contents.s_channels > 0) {
    bytes.values.s = tables.s.read_rows<float>(place.token / samples, tokens);
  }
  if (contents.z_channels > 0) {
    bytes.values.z = tables.z.read_rows<float>(place.pair / samples, tokens * tokens);
  }
  return bytes;
}

AffinityBytes read_affinity(const StoreTables& tables, uint64_t row) {
  return {.scores = tables.affinity_scores.read_rows<float>(row, 1),
          .marks = tables.affinity_marks.read_rows<int32_t>(row, 1)};
}

RowPlace StoreIndex::place(uint64_t row) const {
  const auto at = [&](const std::vector<uint64_t>& offset) {
    return offset.empty() ? 0 : offset[row];
  };
  return {.row = row,
          .atom = at(offsets.atom),
          .token = at(offsets.token),
          .pair = at(offsets.pair),
          .chain_pair = at(offsets.chain_pair),
          .target = sizes.target[row],
          .ligand = sizes.ligand[row],
          .same_as = same_as.empty() ? no_row : same_as[row],
          .row_crc = row_crc[row],
          .input_set = input_set.empty() ? no_inputs : input_set[row]};
}

RowShape StoreIndex::shape(uint64_t row, uint32_t samples) const {
  return {.row = row,
          .samples = samples,
          .tokens = sizes.tokens[row],
          .atoms = sizes.atoms[row],
          .chains = sizes.chains[row],
          .place = place(row)};
}

StoreIndex read_index(const StoreTables& tables) {
  StoreIndex index;
  index.sizes.tokens = tables.tokens.read_all<uint32_t>();
  index.sizes.atoms = tables.atoms.read_all<uint32_t>();
  index.sizes.chains = tables.chains.read_all<uint32_t>();
  index.sizes.target = tables.target.read_all<uint32_t>();
  index.sizes.ligand = tables.ligand.read_all<uint32_t>();
  const auto read = [](const hdf5::Dataset& dataset) {
    return dataset ? dataset.read_all<uint64_t>() : std::vector<uint64_t>();
  };
  index.offsets.atom = read(tables.atom_offset);
  index.offsets.token = read(tables.token_offset);
  index.offsets.pair = read(tables.pair_offset);
  index.offsets.chain_pair = read(tables.pair_chains_offset);
  index.row_crc = tables.row_crc.read_all<uint32_t>();
  if (tables.same_as) { index.same_as = tables.same_as.read_all<uint32_t>(); }
  if (tables.input_set) { index.input_set = tables.input_set.read_all<uint32_t>(); }
  return index;
}

bool fits(const StoreTables& tables, const StoreContents& contents, const RowShape& shape) {
  const auto inside = [](const hdf5::Dataset& dataset, uint64_t first, uint64_t count) {
    return first <= dataset.rows() && count <= dataset.rows() - first;
  };
  const uint64_t samples = shape.samples, tokens = shape.tokens;
  if (shape.atoms > 0x7FFFFFFF || tokens > 0x7FFFFFFF || shape.chains > 0x7FFFFFFF) {
    return false;
  }
  const uint64_t pairs = samples * tokens * tokens;
  const RowPlace& place = shape.place;
  bool ok =
      inside(tables.pair_chains_iptm, place.chain_pair, samples * shape.chains * shape.chains);
  if (contents.structures) {
    ok = ok && inside(tables.coordinates, place.atom, samples * shape.atoms) &&
         inside(tables.plddt, place.token, samples * tokens);
  }
  if (contents.pae) { ok = ok && inside(tables.pae, place.pair, pairs); }
  if (contents.pde) { ok = ok && inside(tables.pde, place.pair, pairs); }
  if (contents.s_channels > 0) { ok = ok && inside(tables.s, place.token / samples, tokens); }
  if (contents.z_channels > 0) {
    ok = ok && inside(tables.z, place.pair / samples, pairs / samples);
  }
  return ok;
}

std::vector<uint64_t> read_topology_offsets(const hdf5::File& file, const StoreTables& tables,
                                            bool target) {
  const StoreTables::Topologies& from = target ? tables.targets : tables.ligands;
  auto offsets = from.offset.read_all<uint64_t>();
  const bool has_crc = static_cast<bool>(tables.topology_offset_crc);  // not in schema 1
  const auto is_whole = [&] {
    const auto stored = tables.topology_offset_crc.read_rows<uint32_t>(target ? 0 : 1, 1);
    return topology_offset_crc(offsets) == stored[0];
  };
  if ((has_crc && !is_whole()) || !std::is_sorted(offsets.begin(), offsets.end()) ||
      offsets.front() != 0 || offsets.back() != from.data.rows()) {
    throw StoreError(
        StoreError::Kind::corrupt,
        file.path().string() + ": /topology/" + (target ? "target" : "ligand") +
            "_offset is damaged: its checksum does not agree. Without it no run can continue "
            "the store; scores and coordinates in it can be read");
  }
  return offsets;
}

void write_topology_offsets(StoreTables& tables, bool target,
                            const std::vector<uint64_t>& offsets) {
  const uint32_t crc = topology_offset_crc(offsets);
  (target ? tables.targets : tables.ligands).offset.write(0, offsets.size(), offsets.data());
  tables.topology_offset_crc.write(target ? 0 : 1, 1, &crc);
}

std::string_view field(const char* bytes, size_t width) noexcept {
  const std::string_view all(bytes, width);
  return all.substr(0, all.find('\0'));
}

void set_pending(StoreTables& tables, Stage stage, uint64_t row) {
  const auto pending = Status::pending;
  tables.status(stage).write(row, 1, &pending);
}

void clear_result(StoreTables& tables, Stage stage, const RowShape& shape) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  hdf5::Dataset& scores = tables.scores(stage);
  const std::vector<float> none(scores.row_bytes() / sizeof(float), nan);
  scores.write(shape.row, 1, none.data());
  hdf5::Dataset& marks = tables.marks(stage);
  const std::vector<int32_t> unmarked(marks.row_bytes() / sizeof(int32_t), -1);
  marks.write(shape.row, 1, unmarked.data());
  if (stage == Stage::structure && fits(tables, {.structures = false}, shape)) {
    const std::vector<float> pairs(shape.samples * shape.chains * shape.chains, nan);
    tables.pair_chains_iptm.write(shape.place.chain_pair, pairs.size(), pairs.data());
  }
}

void clear_error(StoreTables& tables, uint64_t row) {
  const ErrorCode none = ErrorCode::none;
  const std::array<char, max_error_bytes> empty{};
  tables.error_code.write(row, 1, &none);
  tables.error.write(row, 1, empty.data());
}

}  // namespace bb
