#include "io/store/merge/merge.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "io/files/interrupted.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/lock/store_path.h"
#include "io/store/merge/merge_places.h"
#include "io/store/merge/merge_rows.h"
#include "io/store/merge/merge_source.h"
#include "io/store/source_check.h"
#include "io/store/stop.h"
#include "io/store/store_creation.h"

namespace bb {
namespace {

namespace fs = std::filesystem;

/// Shards of one plan, or one store that is none.
struct Group {
  std::vector<size_t> members{};  ///< sources
  StoredPlan plan{};
  uint64_t rows = 0;
};

[[noreturn]] void refuse(const std::string& message) {
  throw StoreError(StoreError::Kind::mismatch, message);
}

void check_out(const fs::path& out, std::span<const fs::path> stores, bool replace) {
  std::error_code ignored;
  for (const fs::path& store : stores) {
    if (fs::weakly_canonical(store, ignored) != fs::weakly_canonical(out, ignored)) { continue; }
    refuse(out.string() + ": is to be made, and is one of the stores to make it of. Give another " +
           "name for the master, before the stores");
  }
  if (!fs::exists(out)) { return; }
  if (!replace) {
    throw StoreError(StoreError::Kind::exists,
                     out.string() +
                         ": is there already. Give --force to make it anew, or another "
                         "name");
  }
  const auto own = [&](const std::string& why) {
    return StoreError(StoreError::Kind::exists,
                      out.string() + ": is not replaced, because " + why +
                          ". Choose another name for the master, or remove it yourself");
  };
  std::optional<StoreHeader> header;
  try {
    header = read_header(hdf5::File::open(out, hdf5::File::Access::read));
  } catch (const StoreError& error) {
    throw own(std::string("it is no master that can be read (") + error.what() + ")");
  }
  if (!header->is_master()) { throw own("it is a store with results of its own"); }
}

std::vector<MergeSource> open_all(std::span<const fs::path> stores, std::vector<fs::path>& absent) {
  std::vector<MergeSource> sources;
  for (const fs::path& path : stores) {
    if (!fs::exists(path)) {
      absent.push_back(path);
      continue;
    }
    sources.emplace_back(path);
    sources.back().index = static_cast<uint32_t>(sources.size() - 1);
  }
  return sources;
}

// The store that others are compared with: one that has affinities, if any has.
const MergeSource& reference(const std::vector<MergeSource>& sources) {
  const auto found = std::find_if(sources.begin(), sources.end(), [](const MergeSource& source) {
    return !source.header().attributes.affinity_checkpoint_sha256.empty();
  });
  return found == sources.end() ? sources.front() : *found;
}

void check_settings(const std::vector<MergeSource>& sources) {
  const MergeSource& first = reference(sources);
  const auto listed = [](const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) { text += (text.empty() ? "" : ", ") + name; }
    return text;
  };
  for (const MergeSource& source : sources) {
    auto found = merge_differences(first.header(), source.header());
    if (first.dimensions().user_columns != source.dimensions().user_columns) {
      found.push_back({.name = "columns of the manifest",
                       .first = listed(first.dimensions().user_columns),
                       .second = listed(source.dimensions().user_columns)});
    }
    if (first.dimensions().inputs.has_value() != source.dimensions().inputs.has_value()) {
      const auto kept = [](const MergeSource& one) {
        return one.dimensions().inputs ? "yes" : "no";
      };
      found.push_back({.name = "knows what it was made from (newer versions do)",
                       .first = kept(first),
                       .second = kept(source)});
    }
    if (found.empty()) { continue; }
    refuse("These stores are not of equal settings, so their numbers do not belong in one table (" +
           describe(found, first.path().string(), source.path().string()) +
           "). Merge only what was made alike");
  }
}

/// Files that two shards read, and that were not the same.
std::string files_that_differ(const InputTable& one, const InputTable& other) {
  std::map<std::string_view, size_t> places;
  for (size_t i = 0; i < one.files(); ++i) { places.emplace(one.path[i], i); }
  std::string text;
  for (size_t i = 0; i < other.files(); ++i) {
    const auto found = places.find(other.path[i]);
    if (found == places.end()) { continue; }
    const size_t at = found->second;
    if (one.digest[2 * at] == other.digest[2 * i] &&
        one.digest[2 * at + 1] == other.digest[2 * i + 1]) {
      continue;
    }
    text += (text.empty() ? "" : ", ") + std::string(other.path[i]);
  }
  return text;
}

/// Shards of one plan are of one manifest.
void check_same_inputs(const MergeSource& one, const MergeSource& other) {
  if (one.header().attributes.input_hash == other.header().attributes.input_hash) { return; }
  std::string files;
  if (one.dimensions().inputs && other.dimensions().inputs) {
    files = files_that_differ(one.inputs(), other.inputs());
  }
  refuse(one.path().string() + " and " + other.path().string() +
         ": are shards of one plan, made from different inputs: " +
         (files.empty() ? "rows of the manifest, or files that they read, were changed in between"
                        : "changed in between were " + files) +
         ". Make the shards that are out of date again");
}

std::vector<Group> in_groups(const std::vector<MergeSource>& sources) {
  std::vector<Group> groups;
  for (const MergeSource& source : sources) {
    StoredPlan plan = source.plan();
    if (source.end_of_manifest() > plan.rows) {
      throw StoreError(StoreError::Kind::corrupt,
                       source.path().string() + ": has rows beyond those of its plan");
    }
    const StoreAttributes& attributes = source.header().attributes;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      const MergeSource& other = sources[group.members.front()];
      return source.is_shard() && other.header().attributes.shard_count == attributes.shard_count &&
             group.plan == plan;
    });
    if (same == groups.end()) {
      const uint64_t rows = source.is_shard() ? plan.rows : source.dimensions().rows;
      groups.push_back({.members = {source.index}, .plan = std::move(plan), .rows = rows});
    } else {
      for (const size_t member : same->members) {
        const MergeSource& other = sources[member];
        if (other.header().attributes.shard_index != attributes.shard_index) { continue; }
        refuse(other.path().string() + " and " + source.path().string() + ": both are shard " +
               std::to_string(attributes.shard_index + 1) + " of " +
               std::to_string(attributes.shard_count) + " of one plan. Leave one of them out");
      }
      check_same_inputs(sources[same->members.front()], source);
      same->members.push_back(source.index);
    }
  }
  return groups;
}

// Those that no store was found for.
std::vector<std::string> missing_shards(const Group& group,
                                        const std::vector<MergeSource>& sources) {
  const StoreAttributes& one = sources[group.members.front()].header().attributes;
  std::vector<bool> there(one.shard_count);
  for (const size_t member : group.members) {
    const uint32_t index = sources[member].header().attributes.shard_index;
    if (index < there.size()) { there[index] = true; }
  }
  std::vector<std::string> missing;
  for (size_t i = 0; i < there.size(); ++i) {
    if (there[i]) { continue; }
    missing.push_back("shard " + std::to_string(i + 1) + " of " + std::to_string(there.size()));
    if (i < one.shard_rows.size()) {
      missing.back() += ", " + std::to_string(one.shard_rows[i]) + " rows";
    }
  }
  return missing;
}

// Gives each source its place, and returns what holds them all.
StoreDimensions lay_out(std::vector<MergeSource>& sources, const std::vector<Group>& groups) {
  StoreDimensions all = sources.front().dimensions();
  all.rows = all.atoms = all.tokens = all.token_pairs = all.chain_pairs = 0;
  all.targets = all.ligands = all.target_bytes = all.ligand_bytes = 0;
  if (all.inputs) { all.inputs = InputDimensions(); }
  all.sources = sources.size();
  for (const Group& group : groups) {
    for (const size_t member : group.members) { sources[member].set_first_row(all.rows); }
    all.rows += group.rows;
  }
  for (MergeSource& source : sources) {
    const StoreDimensions& one = source.dimensions();
    source.base = {.atom = all.atoms,
                   .token = all.tokens,
                   .pair = all.token_pairs,
                   .chain_pair = all.chain_pairs,
                   .target = all.targets,
                   .ligand = all.ligands,
                   .target_bytes = all.target_bytes,
                   .ligand_bytes = all.ligand_bytes,
                   .input_set = all.inputs ? all.inputs->sets : 0};
    all.atoms += one.atoms;
    all.tokens += one.tokens;
    all.token_pairs += one.token_pairs;
    all.chain_pairs += one.chain_pairs;
    all.targets += one.targets;
    all.ligands += one.ligands;
    all.target_bytes += one.target_bytes;
    all.ligand_bytes += one.ligand_bytes;
    if (all.inputs) {
      all.inputs->files += one.inputs->files;
      all.inputs->path_bytes = std::max(all.inputs->path_bytes, one.inputs->path_bytes);
      all.inputs->checks += one.inputs->checks;
      all.inputs->sets += one.inputs->sets;
      all.inputs->members += one.inputs->members;
    }
    all.id_bytes = std::max(all.id_bytes, one.id_bytes);
    all.smiles_bytes = std::max(all.smiles_bytes, one.smiles_bytes);
    all.smiles_written_bytes = std::max(all.smiles_written_bytes, one.smiles_written_bytes);
    for (size_t i = 0; i < all.user_bytes.size(); ++i) {
      all.user_bytes[i] = std::max(all.user_bytes[i], one.user_bytes[i]);
    }
  }
  if (all.targets >= no_topology || all.ligands >= no_topology) {
    refuse("These stores have more ligands together than a master can number");
  }
  return all;
}

StoredPlan plan_of(const std::vector<Group>& groups, uint64_t rows) {
  if (groups.size() == 1) { return groups.front().plan; }
  StoredPlan none;  // there is no one plan of screens that were planned apart
  none.columns = groups.front().plan.columns;
  none.rows = rows;
  return none;
}

StoreHeader header_of(const fs::path& out, const std::vector<MergeSource>& sources,
                      const StoreDimensions& dimensions) {
  StoreHeader header;
  header.dimensions = dimensions;
  header.attributes = reference(sources).header().attributes;
  header.attributes.shard_index = 0;
  header.attributes.shard_count = 1;
  header.attributes.shard_rows.clear();
  const fs::path folder = fs::canonical(fs::absolute(out).parent_path());
  for (const MergeSource& source : sources) {
    if (source.header().attributes.input_hash != header.attributes.input_hash) {
      header.attributes.input_hash = "several";
    }
    header.sources.push_back(
        {.file = fs::canonical(source.path()).lexically_relative(folder).string(),
         .rows = source.dimensions().rows,
         .targets = source.dimensions().targets,
         .ligands = source.dimensions().ligands});
  }
  return header;
}

void show(hdf5::File& file, const DatasetSpec& spec, const std::vector<MergeSource>& sources,
          const std::vector<StoreSource>& names) {
  std::vector<hdf5::ViewPiece> pieces;
  uint64_t first_row = 0;
  const uint64_t columns = spec.shape.size() > 1 ? spec.shape[1] : 0;
  for (const MergeSource& source : sources) {
    const uint64_t rows = source.dataset(spec.name).rows();
    pieces.push_back({.file = name_in_views(names[source.index].file),
                      .source = spec.name,
                      .rows = rows,
                      .source_columns = columns,
                      .first_column = 0,
                      .columns = columns,
                      .first_row = first_row});
    first_row += rows;
  }
  constexpr uint32_t nan = 0x7FC00000;
  constexpr uint16_t half_nan = 0x7E00;
  constexpr uint8_t zero = 0;
  const void* fill = &zero;
  if (spec.type == hdf5::Type::f32) { fill = &nan; }
  if (spec.type == hdf5::Type::f16) { fill = &half_nan; }
  file.create_view(spec.name, spec.type, 0, spec.shape, pieces, fill);
}

void copy_topologies(StoreTables& into, const std::vector<MergeSource>& sources, bool targets) {
  std::vector<uint64_t> all{0};
  for (const MergeSource& source : sources) {
    const auto& from = targets ? source.tables().targets : source.tables().ligands;
    const auto offsets = source.topology_offsets(targets);
    const auto crcs = from.crc.read_all<uint32_t>();
    (targets ? into.targets : into.ligands).crc.write(all.size() - 1, crcs.size(), crcs.data());
    const uint64_t before = all.back();
    for (size_t i = 1; i < offsets.size(); ++i) { all.push_back(before + offsets[i]); }
  }
  write_topology_offsets(into, targets, all);
}

void make_master(const fs::path& path, const StoreHeader& header, const StoredPlan& plan,
                 const std::vector<MergeSource>& sources, const MergePlaces& places,
                 const std::function<bool()>& stop) {
  const StoreDimensions& dimensions = header.dimensions;
  hdf5::File file = hdf5::File::create(path);
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    if (is_shown(spec, dimensions)) {
      show(file, spec, sources, header.sources);
    } else {
      file.create_dataset(spec.name, spec.type, spec.shape, spec.text_bytes);
    }
    file.set_attribute(spec.name, "unit", spec.unit);
    file.set_attribute(spec.name, "description", spec.description);
  }
  create_views(file, dimensions);
  write_header(file, header);
  {
    StoreTables tables(file, dimensions);
    write_plan(file, tables, plan);
    if (dimensions.inputs) {
      InputTable inputs;
      for (const MergeSource& source : sources) { inputs.append(source.inputs()); }
      write_inputs(file, inputs);
    }
    const uint32_t attempt = 0;
    tables.attempt.write(0, 1, &attempt);
    const std::vector<int32_t> unsynced(max_watermarks, 0);
    tables.synced.write(0, max_watermarks, unsynced.data());
    MergeRows(file, dimensions, sources, places).copy(stop);
    // After the rows: what a row that is done needs is there by then.
    copy_topologies(tables, sources, true);
    copy_topologies(tables, sources, false);
  }
  file.close();
  seal_metadata(path, dimensions);
}

void sync(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && without_interruption([&] { return ::fsync(file); }) == 0;
  const int error = errno;
  if (file >= 0) { ::close(file); }
  if (!synced) {
    throw StoreError(path.string() + ": the disk did not take it: " + std::strerror(error));
  }
}

}  // namespace

MergeReport merge_stores(const fs::path& named, std::span<const fs::path> stores,
                         const MergeOptions& options) {
  const fs::path out = real_store_path(named);
  check_out(out, stores, options.replace);
  std::vector<fs::path> absent;
  std::vector<MergeSource> sources = open_all(stores, absent);
  const bool any_shard = std::any_of(sources.begin(), sources.end(),
                                     [](const MergeSource& source) { return source.is_shard(); });
  if (sources.empty() || (!absent.empty() && !any_shard)) {
    throw StoreError(StoreError::Kind::missing,
                     (absent.empty() ? "No stores" : absent.front().string()) +
                         ": there is no such file. Give the stores to merge");
  }
  check_settings(sources);
  const std::vector<Group> groups = in_groups(sources);
  MergeReport report;
  for (const Group& one : groups) {
    for (std::string& text : missing_shards(one, sources)) {
      report.missing.push_back(std::move(text));
    }
  }
  if (absent.size() > report.missing.size()) {
    throw StoreError(StoreError::Kind::missing,
                     absent.front().string() + ": there is no such file, and no shard is missing");
  }
  StoreDimensions dimensions = lay_out(sources, groups);
  const MergePlaces places(sources, dimensions.rows, options.newest);
  dimensions.rows = places.rows();
  const StoredPlan plan = plan_of(groups, dimensions.rows);
  dimensions.batch_columns = plan.columns.size();
  dimensions.batches = plan.batches.size() / plan.columns.size();
  dimensions.members = plan.members.size();
  const StoreHeader header = header_of(out, sources, dimensions);

  const fs::path unfinished = out.string() + ".merging";
  try {
    make_master(unfinished, header, plan, sources, places, options.stop);
    sync(unfinished);
    stop_if_told(options.stop, out);
    std::error_code error;
    fs::rename(unfinished, out, error);
    if (error) {
      throw StoreError(out.string() + ": cannot be put in its place, where '" +
                       unfinished.string() + "' is to be renamed to it: " + error.message());
    }
    sync(fs::absolute(out).parent_path());
  } catch (...) {
    std::error_code ignored;
    fs::remove(unfinished, ignored);
    throw;
  }
  report.rows = dimensions.rows;
  report.stores = sources.size();
  report.replaced = places.replaced();
  return report;
}

}  // namespace bb
