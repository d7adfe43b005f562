#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hdf5.h>
#include <mpi.h>

#include "io/store/hdf5/direct_file.h"

namespace bb::hdf5 {

/// The part of HDF5 that the store needs, each C call in one place and checked. Failures throw
/// StoreError with the file, the dataset and HDF5's own words. One thread at a time.

enum class Type { u8, u32, i32, u64, f16, f32, status, error_code, text };

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close close) noexcept : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  ~Handle() { reset(); }

  hid_t get() const noexcept { return id_; }
  explicit operator bool() const noexcept { return id_ >= 0; }
  void reset() noexcept;
  /// Leaves it open for good: closing a file of several ranks would wait for them.
  void abandon() noexcept { id_ = -1; }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// A part of a virtual dataset as its file says it.
struct ViewPart {
  std::string file;  ///< "." for the same one; %% stands for %
  std::string source;
};

/// A dataset, read and written by ranges of its first index.
class Dataset {
 public:
  Dataset() = default;
  Dataset(Handle id, std::string where, std::shared_ptr<const DirectFile> direct = nullptr);

  explicit operator bool() const noexcept { return static_cast<bool>(id_); }
  uint64_t rows() const noexcept { return shape_.empty() ? 0 : shape_[0]; }
  const std::vector<uint64_t>& shape() const noexcept { return shape_; }
  uint64_t element_bytes() const noexcept;
  uint64_t row_bytes() const noexcept { return row_bytes_; }
  hid_t id() const noexcept { return id_.get(); }
  /// Where its bytes begin in the file; nothing for one that has none (no elements, virtual).
  std::optional<uint64_t> file_offset() const;

  /// Of a virtual one; none: it has bytes of its own.
  const std::vector<ViewPart>& parts() const noexcept { return parts_; }
  void set_parts(std::vector<ViewPart> parts, uint64_t most_bytes);

  /// Small writes go through memory from now on, where the file allows. Takes its disk space.
  void prepare_small_writes();

  /// `data` holds count × row_bytes() bytes.
  void write(uint64_t first, uint64_t count, const void* data);
  void read(uint64_t first, uint64_t count, void* data) const;

  template <typename T>
  std::vector<T> read_rows(uint64_t first, uint64_t count) const {
    std::vector<T> values(check_size(count, sizeof(T)));
    read(first, count, values.data());
    return values;
  }
  template <typename T>
  std::vector<T> read_all() const {
    return read_rows<T>(0, rows());
  }

 private:
  size_t check_size(uint64_t count, size_t element) const;
  void check_range(uint64_t first, uint64_t count) const;
  void select(uint64_t first, uint64_t count) const;

  Handle id_;
  Handle type_;
  Handle space_;  // its selection is scratch
  std::vector<ViewPart> parts_;
  /// That there can be, where the file's own end says nothing.
  std::optional<uint64_t> most_bytes_;
  std::string where_;
  std::vector<uint64_t> shape_;
  uint64_t row_bytes_ = 0;
  std::shared_ptr<const DirectFile> direct_;  // or HDF5 writes
  uint64_t offset_ = 0;                       // in the file, with direct_
  bool is_prepared_ = false;                  // for small writes
};

/// One piece of a virtual dataset: `rows` rows of `source` from 0 on, columns [first_column,
/// first_column + columns), shown from `first_row` on. A source of one dimension has columns == 0.
struct ViewPiece {
  std::string file;  ///< "." for the same one
  std::string source;
  uint64_t rows = 0;
  uint64_t source_columns = 0;
  uint64_t first_column = 0;
  uint64_t columns = 0;
  uint64_t first_row = 0;
};

class File {
 public:
  /// write: into datasets that are there, by system calls at their places in the file. HDF5 itself
  /// has the file open for reading, so nothing of its own is ever half written.
  enum class Access { read, write };

  /// Of one process. create() replaces what is there, and follows no link.
  static File create(const std::filesystem::path& path);
  static File open(const std::filesystem::path& path, Access access);
  /// Collective. As Access::write on each rank by itself; where the file system does not allow that
  /// (NFS), independent MPI-IO. Either way nothing is buffered, so that what is written survives
  /// the death of the process.
  static File open(const std::filesystem::path& path, MPI_Comm communicator);

  File() = default;
  File(File&&) noexcept = default;
  File& operator=(File&&) noexcept = default;

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Contiguous, allocated now, not filled; groups on the way are made. `text_bytes` is the width
  /// of Type::text.
  Dataset create_dataset(const std::string& name, Type type, std::span<const uint64_t> shape,
                         size_t text_bytes = 0);
  /// Virtual; what no piece shows reads as `fill` (one element).
  Dataset create_view(const std::string& name, Type type, size_t text_bytes,
                      std::span<const uint64_t> shape, std::span<const ViewPiece> pieces,
                      const void* fill);
  void create_group(const std::string& name);
  bool has(const std::string& name) const;
  /// One whose bytes lie in this file as they are. Links to elsewhere, storage in other files,
  /// filters and virtual datasets are refused before anything of them is read: a store has none of
  /// these.
  Dataset dataset(const std::string& name) const;
  /// A virtual one. Who opens it checks that parts() are what they should be before reading.
  Dataset view(const std::string& name) const;

  /// Attributes of a group or dataset.
  void set_attribute(const std::string& object, const std::string& name, std::string_view text);
  void set_attribute(const std::string& object, const std::string& name, uint64_t number);
  std::optional<std::string> text(const std::string& object, const std::string& name) const;
  std::optional<uint64_t> number(const std::string& object, const std::string& name) const;
  std::vector<std::string> attributes(const std::string& object) const;

  void sync();   ///< of Access::write: gives what was written to the disk
  void close();  ///< collective with MPI-IO
  /// Leaves it: closing with MPI-IO waits for other ranks, and some may be gone.
  void abandon() noexcept;

  /// Whether the file's name still leads to this file. True where HDF5 alone has it open.
  bool is_in_place() const noexcept { return !direct_ || direct_->is_in_place(); }

 private:
  File(Handle id, std::filesystem::path path) : id_(std::move(id)), path_(std::move(path)) {}
  [[noreturn]] void fail(const std::string& object, const std::string& what) const;
  void check_links(const std::string& name) const;
  Handle open_dataset(const std::string& name) const;
  Handle open_attribute(const std::string& object, const std::string& name) const;

  Handle id_;
  std::filesystem::path path_;
  std::shared_ptr<const DirectFile> direct_;
  bool is_shared_ = false;  // by MPI-IO
};

}  // namespace bb::hdf5
