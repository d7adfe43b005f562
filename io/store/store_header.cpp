#include "io/store/store_header.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

#include "io/store/hdf5/store_error.h"
#include "io/store/hdf5/superblock.h"
#include "io/store/record_crc.h"

namespace bb {
namespace {

// Every number of the header under its name, for writing and for reading alike.
void for_each_number(auto& d, auto&& visit) {
  visit("samples", d.contents.samples);
  visit("structures", d.contents.structures);
  visit("pae", d.contents.pae);
  visit("pde", d.contents.pde);
  visit("s_channels", d.contents.s_channels);
  visit("z_channels", d.contents.z_channels);
  visit("rows", d.rows);
  visit("id_bytes", d.id_bytes);
  visit("smiles_bytes", d.smiles_bytes);
  if (d.schema_version >= 2) { visit("smiles_written_bytes", d.smiles_written_bytes); }
  visit("atoms", d.atoms);
  visit("tokens", d.tokens);
  visit("token_pairs", d.token_pairs);
  visit("chain_pairs", d.chain_pairs);
  visit("targets", d.targets);
  visit("ligands", d.ligands);
  visit("target_bytes", d.target_bytes);
  visit("ligand_bytes", d.ligand_bytes);
  visit("batches", d.batches);
  visit("batch_columns", d.batch_columns);
  visit("members", d.members);
}

void for_each_input_number(auto& d, auto&& visit) {
  visit("input_files", d.files);
  visit("input_path_bytes", d.path_bytes);
  visit("input_checks", d.checks);
  visit("input_sets", d.sets);
  visit("input_members", d.members);
}

void for_each_text(auto& a, auto&& visit) {
  visit("program", a.program);
  visit("options", a.options);
  visit("checkpoint_sha256", a.checkpoint_sha256);
  visit("affinity_checkpoint_sha256", a.affinity_checkpoint_sha256);
  visit("input_hash", a.input_hash);
  visit("precision", a.precision);
  visit("rdkit_version", a.rdkit_version);
}

void for_each_note(auto& a, auto&& visit) {
  visit("weights", a.weights);
  visit("affinity_weights", a.affinity_weights);
  visit("residues", a.residues);
}

std::string column_key(const char* kind, size_t i) {
  return std::string(kind) + "_" + std::to_string(i);
}

[[noreturn]] void fail(const hdf5::File& file, const std::string& what) {
  throw StoreError(StoreError::Kind::corrupt, file.path().string() + ": " + what);
}

void check_shape(const hdf5::File& file, const std::string& name, const hdf5::Dataset& dataset,
                 const std::vector<uint64_t>& shape, size_t element_bytes) {
  if (dataset.shape() == shape && dataset.element_bytes() == element_bytes) { return; }
  fail(file, name + " does not have the shape that the store's header says: the file is damaged");
}

void check_datasets(const hdf5::File& file, const StoreDimensions& dimensions) {
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (is_shown(spec, dimensions)) { continue; }
    check_shape(file, spec.name, file.dataset(spec.name), spec.shape,
                bytes_of(spec.type, spec.text_bytes));
  }
}

void check_view(const hdf5::File& file, const std::string& name, const std::string& source,
                const std::set<std::string>& files, const std::vector<uint64_t>& shape,
                size_t element_bytes) {
  const hdf5::Dataset view = file.view(name);
  for (const hdf5::ViewPart& part : view.parts()) {
    if (part.source != source || !files.contains(part.file)) {
      fail(file, name +
                     " shows something else than a store's does: not made by boltz-batch. It is "
                     "not used");
    }
  }
  check_shape(file, name, view, shape, element_bytes);
}

// Virtual datasets show this file's own records, and in a master what is in the stores it names.
void check_views(const hdf5::File& file, const StoreHeader& header) {
  const StoreDimensions& dimensions = header.dimensions;
  for (const ViewSpec& spec : view_specs(dimensions.contents)) {
    check_view(
        file, spec.name, spec.source, {"."},
        spec.flat ? std::vector{dimensions.rows} : std::vector{dimensions.rows, spec.columns},
        bytes_of(spec.type, 0));
  }
  std::set<std::string> files;
  for (const StoreSource& source : header.sources) { files.insert(name_in_views(source.file)); }
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (!is_shown(spec, dimensions)) { continue; }
    check_view(file, spec.name, spec.name, files, spec.shape, bytes_of(spec.type, spec.text_bytes));
  }
}

constexpr const char* metadata_dataset = "/journal/metadata_crc";

// Of the bytes between the datasets.
uint32_t metadata_crc(const hdf5::File& file, const StoreDimensions& dimensions) {
  std::vector<std::pair<uint64_t, uint64_t>> extents;
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (is_shown(spec, dimensions)) { continue; }
    const auto offset = file.dataset(spec.name).file_offset();
    if (offset && spec.bytes() > 0) { extents.emplace_back(*offset, spec.bytes()); }
  }
  const uint64_t end = std::filesystem::file_size(file.path());
  extents.emplace_back(end, 0);
  std::sort(extents.begin(), extents.end());
  std::ifstream bytes(file.path(), std::ios::binary);
  Crc crc;
  std::vector<char> gap;
  uint64_t at = 0;
  for (const auto& [offset, size] : extents) {
    if (offset < at || offset > end || size > end - offset) {
      throw StoreError(StoreError::Kind::corrupt,
                       file.path().string() + ": datasets overlap: the file is damaged");
    }
    gap.resize(offset - at);
    bytes.seekg(static_cast<std::streamoff>(at));
    if (!gap.empty() && !bytes.read(gap.data(), static_cast<std::streamsize>(gap.size()))) {
      throw StoreError(file.path().string() + ": cannot be read");
    }
    if (at == 0) { clear_write_mark(gap); }
    crc.add(std::span<const char>(gap));
    at = offset + size;
  }
  return crc.value();
}

void check_metadata(const hdf5::File& file, const StoreDimensions& dimensions) {
  const auto stored = file.dataset(metadata_dataset).read_all<uint32_t>().at(0);
  if (stored == metadata_crc(file, dimensions)) { return; }
  throw StoreError(
      StoreError::Kind::corrupt,
      file.path().string() +
          ": the checksum of the file's metadata does not agree: it is damaged, or was "
          "changed by another program (boltz-batch never changes it). Use a copy");
}

}  // namespace

std::string name_in_views(const std::string& file) {
  std::string text;
  for (const char letter : file) { text += letter == '%' ? "%%" : std::string(1, letter); }
  return text;
}

void seal_metadata(const std::filesystem::path& path, const StoreDimensions& dimensions) {
  const hdf5::File file = hdf5::File::open(path, hdf5::File::Access::read);
  const uint32_t crc = metadata_crc(file, dimensions);
  const auto offset = file.dataset(metadata_dataset).file_offset();
  DirectFile(path).write(offset.value(), &crc, sizeof crc);
}

void write_header(hdf5::File& file, const StoreHeader& header) {
  file.set_attribute("/", "schema_version", header.dimensions.schema_version);
  for_each_text(header.attributes, [&](const char* name, const std::string& value) {
    file.set_attribute("/", name, value);
  });
  for_each_note(header.attributes, [&](const char* name, const std::string& value) {
    if (!value.empty()) { file.set_attribute("/", name, value); }
  });
  file.set_attribute("/", "seed", header.attributes.seed);
  file.create_group("/settings");
  for_each_number(header.dimensions, [&](const char* name, auto value) {
    file.set_attribute("/settings", name, uint64_t{value});
  });
  if (header.dimensions.inputs) {
    for_each_input_number(*header.dimensions.inputs, [&](const char* name, uint64_t value) {
      file.set_attribute("/settings", name, value);
    });
  }
  const auto& columns = header.dimensions.user_columns;
  file.set_attribute("/settings", "user_columns", columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    file.set_attribute("/settings", column_key("user_column", i), columns[i]);
    file.set_attribute("/settings", column_key("user_bytes", i), header.dimensions.user_bytes[i]);
  }
  file.set_attribute("/settings", "made", header.attributes.made);
  file.set_attribute("/settings", "shard_index", header.attributes.shard_index);
  file.set_attribute("/settings", "shard_count", header.attributes.shard_count);
  const auto& shards = header.attributes.shard_rows;
  file.set_attribute("/settings", "shard_rows", shards.size());
  for (size_t i = 0; i < shards.size(); ++i) {
    file.set_attribute("/settings", column_key("shard_rows", i), shards[i]);
  }
  if (header.is_master()) {
    file.set_attribute("/settings", "sources", header.sources.size());
    for (size_t i = 0; i < header.sources.size(); ++i) {
      const StoreSource& source = header.sources[i];
      file.set_attribute("/settings", column_key("source", i), source.file);
      file.set_attribute("/settings", column_key("source_rows", i), source.rows);
      file.set_attribute("/settings", column_key("source_targets", i), source.targets);
      file.set_attribute("/settings", column_key("source_ligands", i), source.ligands);
    }
  }
  file.create_group("/numerics");
  for (const auto& [name, value] : header.attributes.numerics) {
    file.set_attribute("/numerics", name, value);
  }
}

StoreHeader read_header(const hdf5::File& file) {
  const auto corrupt = [&](const std::string& what) {
    return StoreError(StoreError::Kind::corrupt, file.path().string() + ": " + what);
  };
  const auto number = [&](const char* group, const std::string& name) {
    const auto value = file.number(group, name);
    if (!value) { throw corrupt("the attribute '" + name + "' is missing: the file is damaged"); }
    return *value;
  };
  const auto version = file.number("/", "schema_version");
  if (!version) { throw corrupt("is no store of boltz-batch: it has no schema_version"); }
  if (*version > store_schema_version) {
    throw StoreError(StoreError::Kind::mismatch,
                     file.path().string() + ": was made by a newer boltz-batch (schema " +
                         std::to_string(*version) + "; this one knows " +
                         std::to_string(store_schema_version) + "). Use that version");
  }
  if (*version < oldest_schema_version) { throw corrupt("has schema 0, which never was"); }
  StoreHeader header;
  header.dimensions.schema_version = static_cast<uint32_t>(*version);
  for_each_text(header.attributes, [&](const char* name, std::string& value) {
    auto text = file.text("/", name);
    if (!text) { throw corrupt(std::string("the attribute '") + name + "' is missing"); }
    value = std::move(*text);
  });
  for_each_note(header.attributes, [&](const char* name, std::string& value) {
    value = file.text("/", name).value_or("");
  });
  header.attributes.seed = number("/", "seed");
  for_each_number(header.dimensions, [&]<typename T>(const char* name, T& value) {
    value = static_cast<T>(number("/settings", name));
  });
  if (file.number("/settings", "input_files")) {
    for_each_input_number(
        header.dimensions.inputs.emplace(),
        [&](const char* name, uint64_t& value) { value = number("/settings", name); });
  }
  if (header.dimensions.contents.samples == 0) {
    throw corrupt("has no samples: the file is damaged");
  }
  const uint64_t columns = number("/settings", "user_columns");
  for (size_t i = 0; i < columns; ++i) {
    const auto name = file.text("/settings", column_key("user_column", i));
    if (!name) { throw corrupt("the name of a column is missing: the file is damaged"); }
    header.dimensions.user_columns.push_back(*name);
    header.dimensions.user_bytes.push_back(number("/settings", column_key("user_bytes", i)));
  }
  header.attributes.made = file.number("/settings", "made").value_or(0);
  header.attributes.shard_index = static_cast<uint32_t>(number("/settings", "shard_index"));
  header.attributes.shard_count = static_cast<uint32_t>(number("/settings", "shard_count"));
  const uint64_t shards = number("/settings", "shard_rows");
  for (size_t i = 0; i < shards; ++i) {
    header.attributes.shard_rows.push_back(number("/settings", column_key("shard_rows", i)));
  }
  const StoreAttributes& attributes = header.attributes;
  const bool one = attributes.shard_count == 1 && attributes.shard_index == 0;
  if (!one && (attributes.shard_count != shards || attributes.shard_index >= shards)) {
    throw corrupt("says that it is a shard that there is none of: the file is damaged");
  }
  // Only masters have these.
  header.dimensions.sources = file.number("/settings", "sources").value_or(0);
  for (size_t i = 0; i < header.dimensions.sources; ++i) {
    const auto name = file.text("/settings", column_key("source", i));
    if (!name) { throw corrupt("the name of a store is missing: the file is damaged"); }
    header.sources.push_back({.file = *name,
                              .rows = number("/settings", column_key("source_rows", i)),
                              .targets = number("/settings", column_key("source_targets", i)),
                              .ligands = number("/settings", column_key("source_ligands", i))});
  }
  for (const std::string& name : file.attributes("/numerics")) {
    header.attributes.numerics[name] = file.text("/numerics", name).value_or("");
  }
  check_datasets(file, header.dimensions);
  // First: HDF5 has no checksum of what virtual datasets show, and may die of it.
  check_metadata(file, header.dimensions);
  check_views(file, header);
  return header;
}

std::vector<SettingDifference> setting_differences(const StoreAttributes& first,
                                                   const StoreContents& first_contents,
                                                   const StoreAttributes& second,
                                                   const StoreContents& second_contents) {
  std::vector<SettingDifference> found;
  const auto compare = [&](const std::string& name, const std::string& one,
                           const std::string& other) {
    if (one != other) { found.push_back({.name = name, .first = one, .second = other}); }
  };
  compare("checkpoint (SHA-256)", first.checkpoint_sha256, second.checkpoint_sha256);
  compare(affinity_checkpoint_setting, first.affinity_checkpoint_sha256,
          second.affinity_checkpoint_sha256);
  compare("precision", first.precision, second.precision);
  compare("RDKit version", first.rdkit_version, second.rdkit_version);
  compare("seed", std::to_string(first.seed), std::to_string(second.seed));
  std::map<std::string, std::pair<std::string, std::string>> numerics;
  for (const auto& [name, value] : first.numerics) { numerics[name].first = value; }
  for (const auto& [name, value] : second.numerics) { numerics[name].second = value; }
  for (const auto& [name, values] : numerics) { compare(name, values.first, values.second); }
  const auto count = [&](const char* name, uint64_t one, uint64_t other) {
    compare(name, std::to_string(one), std::to_string(other));
  };
  count("samples", first_contents.samples, second_contents.samples);
  count("structures kept", first_contents.structures, second_contents.structures);
  count("pae kept", first_contents.pae, second_contents.pae);
  count("pde kept", first_contents.pde, second_contents.pde);
  count("channels of s kept", first_contents.s_channels, second_contents.s_channels);
  count("channels of z kept", first_contents.z_channels, second_contents.z_channels);
  return found;
}

std::string describe(const std::vector<SettingDifference>& differences, const std::string& first,
                     const std::string& second) {
  const auto shown = [](const std::string& value) {
    return value.empty() ? std::string("nothing") : "'" + value + "'";
  };
  std::string text;
  for (const SettingDifference& one : differences) {
    text += (text.empty() ? "" : "; ") + one.name + ": " + first + " has " + shown(one.first) +
            ", " + second + " has " + shown(one.second);
  }
  return text;
}

std::string differences(const StoreHeader& header, const StoreContents& contents,
                        const StoreAttributes& attributes) {
  const StoreAttributes& stored = header.attributes;
  auto all = setting_differences(stored, header.dimensions.contents, attributes, contents);
  const auto shard = [](const StoreAttributes& of) {
    return std::to_string(of.shard_index) + "/" + std::to_string(of.shard_count);
  };
  if (shard(stored) != shard(attributes)) {
    all.push_back({.name = "shard", .first = shard(stored), .second = shard(attributes)});
  }
  return describe(all, "the store", "this run");
}

}  // namespace bb
