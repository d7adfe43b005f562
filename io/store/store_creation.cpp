#include "io/store/store_creation.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "io/files/interrupted.h"
#include "io/files/printable.h"
#include "io/store/hdf5/agreement.h"
#include "io/store/stop.h"
#include "io/store/store_header.h"
#include "io/store/store_tables.h"

namespace bb {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : id_(without_interruption([&] { return ::open(path.c_str(), flags | O_CLOEXEC); })),
        path_(path) {
    if (id_ < 0) {
      throw StoreError(path.string() + ": cannot be opened: " + std::strerror(errno));
    }
  }
  ~Descriptor() { ::close(id_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void sync() const {
    if (without_interruption([&] { return ::fsync(id_); }) == 0) { return; }
    const auto kind = errno == ENOSPC ? StoreError::Kind::no_space : StoreError::Kind::other;
    throw StoreError(kind, path_.string() + ": the disk did not take it: " + std::strerror(errno));
  }
  int get() const noexcept { return id_; }

 private:
  int id_;
  std::filesystem::path path_;
};

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void check_space(const std::filesystem::path& path, uint64_t bytes) {
  const auto folder = folder_of(path);
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) {
    throw StoreError(path.string() + ": the folder '" + folder.string() +
                     "' cannot be used: " + std::strerror(errno) + ". Make it, or choose another");
  }
  const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize;
  if (bytes > free) {
    throw StoreError(
        StoreError::Kind::no_space,
        path.string() + ": the store needs " + std::to_string(bytes) + " bytes, but its disk has " +
            std::to_string(free) +
            " free. Make room, choose another disk, or keep less (structures, pae, pde, "
            "embeddings, samples)");
  }
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && bytes > limit.rlim_cur) {
    throw StoreError(StoreError::Kind::no_space,
                     path.string() + ": the store needs " + std::to_string(bytes) +
                         " bytes, but files may be " + std::to_string(limit.rlim_cur) +
                         " bytes long at most. Raise the limit (ulimit -f)");
  }
}

// Takes the disk space of the small tables now. False where the file system cannot.
bool reserve(const std::filesystem::path& path,
             const std::vector<std::pair<uint64_t, uint64_t>>& extents) {
  const Descriptor file(path, O_RDWR);
  for (const auto& [offset, bytes] : extents) {
    const auto first = static_cast<off_t>(offset), length = static_cast<off_t>(bytes);
    if (without_interruption([&] { return ::fallocate(file.get(), 0, first, length); }) == 0) {
      continue;
    }
    if (errno == EOPNOTSUPP || errno == ENOSYS) { return false; }
    const auto kind = errno == ENOSPC || errno == EDQUOT || errno == EFBIG
                          ? StoreError::Kind::no_space
                          : StoreError::Kind::other;
    throw StoreError(kind, path.string() + ": cannot reserve " + std::to_string(bytes) +
                               " bytes: " + std::strerror(errno) +
                               ". Make room, choose another disk, or raise the limit (ulimit -f)");
  }
  return true;
}

void write_topology_index(StoreTables& tables, bool target, const std::vector<uint32_t>& sizes) {
  write_topology_offsets(tables, target, running_sum(sizes));
  const std::vector<uint32_t> none(sizes.size(), 0);
  (target ? tables.targets : tables.ligands).crc.write(0, none.size(), none.data());
}

// One process: all objects, attributes, and what is not per row. True where space could be
// reserved.
bool make_skeleton(const std::filesystem::path& path, const StoreLayout& layout,
                   const StoreDimensions& dimensions) {
  std::vector<std::pair<uint64_t, uint64_t>> extents;
  hdf5::File file = hdf5::File::create(path);
  for (const DatasetSpec& spec : dataset_specs(dimensions)) {
    const hdf5::Dataset dataset =
        file.create_dataset(spec.name, spec.type, spec.shape, spec.text_bytes);
    file.set_attribute(spec.name, "unit", spec.unit);
    file.set_attribute(spec.name, "description", spec.description);
    const auto offset = dataset.file_offset();
    if (offset && spec.space == DatasetSpec::Space::reserve && spec.bytes() > 0) {
      extents.emplace_back(*offset, spec.bytes());
    }
  }
  create_views(file, dimensions);
  write_header(file, {.attributes = layout.attributes, .dimensions = dimensions});
  // Space before contents: a disk that is too full is found before anything large is written.
  {
    StoreTables tables(file, dimensions);
    write_plan(file, tables, layout.plan);
    write_topology_index(tables, true, layout.sizes.target_bytes);
    write_topology_index(tables, false, layout.sizes.ligand_bytes);
    if (layout.inputs) { write_inputs(file, *layout.inputs); }
    const uint32_t attempt = 0;
    tables.attempt.write(0, 1, &attempt);
    const std::vector<int32_t> unsynced(max_watermarks, 0);
    tables.synced.write(0, max_watermarks, unsynced.data());
  }
  file.close();
  seal_metadata(path, dimensions);
  return reserve(path, extents);
}

void write_texts(hdf5::Dataset& dataset, const StringPool& pool, uint64_t first, uint64_t from,
                 uint64_t count) {
  const size_t width = dataset.row_bytes();
  const uint64_t step = std::max<uint64_t>(1, (uint64_t{16} << 20) / width);
  std::vector<char> bytes;
  for (uint64_t done = 0; done < count; done += step) {
    const uint64_t now = std::min(step, count - done);
    bytes.assign(now * width, '\0');
    for (uint64_t i = 0; i < now; ++i) {
      const std::string_view text = pool[from + done + i];
      std::memcpy(bytes.data() + i * width, text.data(), text.size());
    }
    dataset.write(first + done, now, bytes.data());
  }
}

// Rows [from, from + count) of this rank's block.
void write_rows(StoreTables& tables, const StoreLayout& layout, const RowOffsets& offsets,
                uint64_t from, uint64_t count) {
  const RowBlock& block = layout.block;
  const RowSizes& sizes = layout.sizes;
  const uint64_t first = block.first + from;
  write_texts(tables.id, block.id, first, from, count);
  write_texts(tables.smiles, block.smiles, first, from, count);
  write_texts(tables.smiles_written, block.smiles_written, first, from, count);
  for (size_t i = 0; i < tables.user.size(); ++i) {
    write_texts(tables.user[i], block.user_values[i], first, from, count);
  }
  const auto write = [&](hdf5::Dataset& dataset, const auto& all) {
    if (dataset) { dataset.write(first, count, all.data() + first); }
  };
  write(tables.tokens, sizes.tokens);
  write(tables.atoms, sizes.atoms);
  write(tables.chains, sizes.chains);
  write(tables.target, sizes.target);
  write(tables.ligand, sizes.ligand);
  write(tables.atom_offset, offsets.atom);
  write(tables.token_offset, offsets.token);
  write(tables.pair_offset, offsets.pair);
  write(tables.pair_chains_offset, offsets.chain_pair);
  tables.wants_affinity.write(first, count, block.wants_affinity.data() + from);
  tables.error_code.write(first, count, block.error_code.data() + from);
  tables.same_as.write(first, count, block.same_as.data() + from);
  tables.msa_rows.write(first, count, block.msa_rows.data() + from);
  tables.paired_rows.write(first, count, block.paired_rows.data() + from);
  tables.warning_kinds.write(first, count, block.warning_kinds.data() + from);

  if (layout.inputs) {
    tables.input_digest.write(first, count, block.input_digest.data() + from);
    tables.input_set.write(first, count, block.input_set.data() + from);
  }

  const size_t marks_width = tables.structure_marks.shape()[1];
  std::vector<uint64_t> manifest(count);
  std::vector<uint32_t> row_crcs(count), index_crcs(count);
  std::vector<Status> structure(count, Status::pending), affinity(count, Status::pending);
  std::vector<int32_t> marks(count * marks_width, -1), affinity_marks(count * mark_count, -1);
  std::vector<std::string_view> texts;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t row = first + i, mine = from + i;
    manifest[i] = sizes.manifest_row.empty() ? row : sizes.manifest_row[row];
    texts.assign({block.id[mine], block.smiles[mine], block.smiles_written[mine]});
    for (const StringPool& values : block.user_values) { texts.push_back(values[mine]); }
    if (layout.inputs) { texts.push_back(bytes_of_digest(block.input_digest[mine])); }
    const uint8_t wants = block.wants_affinity[mine];
    row_crcs[i] = row_crc(store_schema_version, texts,
                          {.manifest_row = manifest[i],
                           .tokens = sizes.tokens[row],
                           .atoms = sizes.atoms[row],
                           .chains = sizes.chains[row],
                           .wants_affinity = wants,
                           .msa_rows = block.msa_rows[mine],
                           .paired_rows = block.paired_rows[mine]});
    const auto at = [&](const hdf5::Dataset& kept, const std::vector<uint64_t>& offset) {
      return kept ? offset[row] : 0;
    };
    index_crcs[i] = index_crc(store_schema_version,
                              {.row = row,
                               .atom = at(tables.atom_offset, offsets.atom),
                               .token = at(tables.token_offset, offsets.token),
                               .pair = at(tables.pair_offset, offsets.pair),
                               .chain_pair = offsets.chain_pair[row],
                               .target = sizes.target[row],
                               .ligand = sizes.ligand[row],
                               .same_as = block.same_as[mine],
                               .row_crc = row_crcs[i],
                               .input_set = layout.inputs ? block.input_set[mine] : no_inputs});
    if (block.warning_kinds[mine] != 0) {
      const std::string warnings =
          cut_text(printable(block.warning_texts[block.warning[mine]]), max_warning_bytes);
      std::array<char, max_warning_bytes> padded{};
      std::memcpy(padded.data(), warnings.data(), warnings.size());
      tables.warnings.write(row, 1, padded.data());
    }
    if (wants == 0) { affinity[i] = Status::not_wanted; }
    const ErrorCode code = block.error_code[mine];
    if (code == ErrorCode::none) { continue; }
    const std::string message = cut_message(block.error[mine]);
    structure[i] = Status::failed;
    marks[i * marks_width] =
        static_cast<int32_t>(failure_crc(row_crcs[i], Stage::structure, code, message));
    if (wants != 0) {
      affinity[i] = Status::failed;
      affinity_marks[i * mark_count] =
          static_cast<int32_t>(failure_crc(row_crcs[i], Stage::affinity, code, message));
    }
    std::array<char, max_error_bytes> padded{};
    std::memcpy(padded.data(), message.data(), message.size());
    tables.error.write(row, 1, padded.data());
  }
  tables.manifest_row.write(first, count, manifest.data());
  tables.row_crc.write(first, count, row_crcs.data());
  tables.index_crc.write(first, count, index_crcs.data());
  tables.structure_marks.write(first, count, marks.data());
  tables.affinity_marks.write(first, count, affinity_marks.data());
  const std::vector<float> none(
      count * std::max(tables.structure_scores.shape()[1], tables.affinity_scores.shape()[1]), nan);
  tables.structure_scores.write(first, count, none.data());
  tables.affinity_scores.write(first, count, none.data());
  tables.structure_status.write(first, count, structure.data());
  tables.affinity_status.write(first, count, affinity.data());
}

// An even share of a flat dataset for each rank.
void fill_share(MPI_Comm communicator, hdf5::Dataset& dataset,
                const std::vector<std::byte>& chunk) {
  const auto rank = static_cast<uint64_t>(rank_of(communicator));
  const auto ranks = static_cast<uint64_t>(size_of(communicator));
  const uint64_t share = (dataset.rows() + ranks - 1) / ranks;
  const uint64_t end = std::min(dataset.rows(), (rank + 1) * share);
  const uint64_t step = chunk.size() / dataset.row_bytes();
  for (uint64_t at = rank * share; at < end; at += step) {
    dataset.write(at, std::min(step, end - at), chunk.data());
  }
}

// Zeros that are really written keep room for messages on a full disk.
void fill_errors(MPI_Comm communicator, const hdf5::File& file) {
  hdf5::Dataset errors = file.dataset("/complexes/error");
  fill_share(communicator, errors, std::vector<std::byte>(size_t{4} << 20));
}

void fill(MPI_Comm communicator, const hdf5::File& file, const StoreLayout& layout,
          const StoreDimensions& dimensions, const RowOffsets& offsets,
          const std::function<bool()>& stop) {
  StoreTables tables(file, dimensions);
  std::vector<std::byte> chunk(size_t{4} << 20);
  for (size_t at = 0; at < chunk.size(); at += sizeof nan) {
    std::memcpy(chunk.data() + at, &nan, sizeof nan);
  }
  fill_share(communicator, tables.pair_chains_iptm, chunk);
  for (uint64_t from = 0; from < layout.block.rows; from += rows_at_once) {
    stop_if_told(stop, file.path());
    write_rows(tables, layout, offsets, from, std::min(rows_at_once, layout.block.rows - from));
  }
}

}  // namespace

void create_views(hdf5::File& file, const StoreDimensions& dimensions) {
  for (const ViewSpec& view : view_specs(dimensions.contents)) {
    const hdf5::ViewPiece piece{.file = ".",
                                .source = view.source,
                                .rows = dimensions.rows,
                                .source_columns = view.source_columns,
                                .first_column = view.first_column,
                                .columns = view.columns};
    const std::vector<uint64_t> shape =
        view.flat ? std::vector{dimensions.rows} : std::vector{dimensions.rows, view.columns};
    const int32_t none = -1;
    const void* fill = view.type == hdf5::Type::f32 ? static_cast<const void*>(&nan) : &none;
    file.create_view(view.name, view.type, 0, shape, std::span(&piece, 1), fill);
    file.set_attribute(view.name, "unit", view.unit);
    file.set_attribute(view.name, "description", view.description);
  }
}

void create_store(MPI_Comm communicator, const std::filesystem::path& path,
                  const StoreLayout& layout, const StoreWriterOptions& options) {
  const auto reached = [&](const char* point) {
    if (options.failpoint) { options.failpoint(point); }
  };
  const bool first = rank_of(communicator) == 0;
  RowOffsets offsets;
  const StoreDimensions dimensions = measure(communicator, layout, offsets);
  const std::filesystem::path unfinished = path.string() + ".creating";
  int reserved = 0;
  try {
    on_all_ranks(communicator, [&] {
      if (!first) { return; }
      if (std::filesystem::exists(path)) {
        throw StoreError(StoreError::Kind::exists,
                         path.string() +
                             ": is there already. Resume it, remove it, or choose another "
                             "name");
      }
      check_space(path, bytes_of(dimensions));
      reserved = make_skeleton(unfinished, layout, dimensions) ? 1 : 0;
    });
    reached("create:skeleton");
    check_mpi(MPI_Bcast(&reserved, 1, MPI_INT, 0, communicator), "MPI_Bcast");
    hdf5::File file;
    on_all_ranks(communicator, [&] { file = hdf5::File::open(unfinished, communicator); });
    if (reserved == 0) {
      on_all_ranks(communicator, [&] { fill_errors(communicator, file); });
    }
    on_all_ranks(communicator,
                 [&] { fill(communicator, file, layout, dimensions, offsets, options.stop); });
    reached("create:rows");
    on_all_ranks(communicator, [&] { file.close(); });
    on_all_ranks(communicator, [&] { Descriptor(unfinished, O_RDWR).sync(); });
    on_all_ranks(communicator, [&] {
      if (!first) { return; }
      std::error_code error;
      std::filesystem::rename(unfinished, path, error);
      if (error) {
        throw StoreError(path.string() + ": cannot be put in its place, where '" +
                         unfinished.string() + "' is to be renamed to it: " + error.message());
      }
      Descriptor(folder_of(path), O_RDONLY).sync();
    });
    reached("create:rename");
  } catch (...) {
    std::error_code ignored;
    if (first) { std::filesystem::remove(unfinished, ignored); }
    throw;
  }
}

}  // namespace bb
