#include <algorithm>
#include <array>
#include <exception>
#include <set>
#include <utility>

#include "io/files/file_error.h"
#include "io/files/new_file.h"
#include "io/files/regular_file.h"
#include "io/results/status.h"
#include "io/store/hdf5/agreement.h"
#include "io/store/hdf5/hdf5.h"
#include "io/store/hdf5/hdf5_error.h"

namespace bb::hdf5 {
namespace {

// Object headers of HDF5 1.8 carry checksums; its superblock, unlike that of 1.10, does not mark
// the file as open for writing, which a killed process would leave behind.
void set_format(hid_t access, const std::string& where) {
  check_status(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST), where,
               "cannot choose the file format");
}

Handle access_list(const std::string& where) {
  prepare_library();
  Handle access(check(H5Pcreate(H5P_FILE_ACCESS), where, "no memory"), H5Pclose);
  set_format(access.get(), where);
  // The store has its own lock; many cluster file systems have none.
  check_status(H5Pset_file_locking(access.get(), false, true), where, "cannot turn file locks off");
  check_status(H5Pset_sieve_buf_size(access.get(), 0), where, "cannot turn buffers off");
  return access;
}

Handle make_enum(const std::string& where, auto name, std::span<const int> values) {
  Handle type(check(H5Tenum_create(H5T_STD_U8LE), where, "no memory"), H5Tclose);
  for (const int value : values) {
    const auto byte = static_cast<uint8_t>(value);
    check_status(H5Tenum_insert(type.get(), std::string(name(byte)).c_str(), &byte), where,
                 "cannot make an enumeration");
  }
  return type;
}

Handle make_type(const std::string& where, Type type, size_t text_bytes) {
  const auto copy = [&](hid_t of) {
    return Handle(check(H5Tcopy(of), where, "no memory"), H5Tclose);
  };
  switch (type) {
    case Type::u8:
      return copy(H5T_STD_U8LE);
    case Type::u32:
      return copy(H5T_STD_U32LE);
    case Type::i32:
      return copy(H5T_STD_I32LE);
    case Type::u64:
      return copy(H5T_STD_U64LE);
    case Type::f32:
      return copy(H5T_IEEE_F32LE);
    case Type::f16: {
      Handle half = copy(H5T_IEEE_F32LE);
      check_status(H5Tset_fields(half.get(), 15, 10, 5, 0, 10), where, "cannot make float16");
      check_status(H5Tset_size(half.get(), 2), where, "cannot make float16");
      check_status(H5Tset_ebias(half.get(), 15), where, "cannot make float16");
      return half;
    }
    case Type::status: {
      constexpr std::array<int, 4> values{0x00, 0x55, 0xAA, 0xFF};
      return make_enum(where, [](uint8_t v) { return name_of(static_cast<Status>(v)); }, values);
    }
    case Type::error_code: {
      constexpr std::array<int, 9> values{0, 1, 2, 3, 4, 5, 6, 7, 8};
      return make_enum(where, [](uint8_t v) { return name_of(static_cast<ErrorCode>(v)); }, values);
    }
    case Type::text: {
      Handle text = copy(H5T_C_S1);
      check_status(H5Tset_size(text.get(), std::max<size_t>(text_bytes, 1)), where,
                   "cannot make a string type");
      check_status(H5Tset_cset(text.get(), H5T_CSET_UTF8), where, "cannot make a string type");
      check_status(H5Tset_strpad(text.get(), H5T_STR_NULLPAD), where, "cannot make a string type");
      return text;
    }
  }
  fail(where, "a type that is none");
}

Handle make_space(const std::string& where, std::span<const uint64_t> shape) {
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  return {check(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), where,
                "cannot make a shape"),
          H5Sclose};
}

Handle link_list(const std::string& where) {
  Handle links(check(H5Pcreate(H5P_LINK_CREATE), where, "no memory"), H5Pclose);
  check_status(H5Pset_create_intermediate_group(links.get(), 1), where, "no memory");
  check_status(H5Pset_char_encoding(links.get(), H5T_CSET_UTF8), where, "no memory");
  return links;
}

void select_rows(hid_t space, const std::string& where, uint64_t first_row, uint64_t first_column,
                 uint64_t rows, uint64_t columns) {
  const std::array<hsize_t, 2> start{first_row, first_column}, count{rows, columns};
  check_status(
      H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
      where, "cannot select a part of a view");
}

Handle source_space(const std::string& where, const ViewPiece& piece) {
  const bool flat = piece.source_columns == 0;
  const std::array<uint64_t, 2> shape{piece.rows, piece.source_columns};
  Handle space = make_space(where, std::span(shape).first(flat ? 1 : 2));
  select_rows(space.get(), where, 0, piece.first_column, piece.rows, piece.columns);
  return space;
}

template <typename Getter>
std::string virtual_text(Getter getter, hid_t options, size_t part, const std::string& where) {
  const auto size = getter(options, part, nullptr, 0);
  if (size < 0) { fail(where, "a part is damaged", StoreError::Kind::corrupt); }
  std::string text(static_cast<size_t>(size), '\0');
  getter(options, part, text.data(), text.size() + 1);
  return text;
}

std::filesystem::path file_of_part(const std::filesystem::path& path, std::string file) {
  if (file == ".") { return path; }
  for (size_t at = file.find("%%"); at != std::string::npos; at = file.find("%%", at + 1)) {
    file.erase(at, 1);
  }
  return path.parent_path() / file;
}

// HDF5 would wait for ever for the other end of a pipe.
void check_file(const std::filesystem::path& path) {
  try {
    check_regular_file(path);
  } catch (const FileError& error) {
    if (error.is_missing()) {
      throw StoreError(StoreError::Kind::missing, path.string() + ": there is no such file");
    }
    throw StoreError(StoreError::Kind::other, error.what());
  }
}

}  // namespace

void File::fail(const std::string& object, const std::string& what) const {
  hdf5::fail(path_.string() + ": " + object, what, StoreError::Kind::corrupt);
}

File File::create(const std::filesystem::path& path) {
  const std::string where = path.string();
  const Handle access = access_list(where);
  make_way(path);
  return {Handle(check(H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, access.get()), where,
                       "cannot make the file. Is the folder there, and may you write to it?"),
                 H5Fclose),
          path};
}

File File::open(const std::filesystem::path& path, Access mode) {
  const std::string where = path.string();
  check_file(path);
  std::shared_ptr<const DirectFile> direct;
  if (mode == Access::write) { direct = std::make_shared<const DirectFile>(path); }
  const Handle access = access_list(where);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  if (id < 0) {
    hdf5::fail(where,
               "cannot be opened as an HDF5 file: it is cut short or damaged, no store, or may "
               "not be accessed",
               StoreError::Kind::corrupt);
  }
  File file(Handle(id, H5Fclose), path);
  file.direct_ = std::move(direct);
  return file;
}

File File::open(const std::filesystem::path& path, MPI_Comm communicator) {
  const std::string where = path.string();
  // One way on all ranks: that of MPI-IO is collective.
  std::exception_ptr error;
  int alone = 1;
  try {
    check_file(path);
    alone = DirectFile(path).is_safe_across_hosts() ? 1 : 0;
  } catch (const StoreError&) { error = std::current_exception(); }
  int failed[2] = {error ? 1 : 0, 1 - alone};
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, failed, 2, MPI_INT, MPI_MAX, communicator),
            "MPI_Allreduce");
  if (error) { std::rethrow_exception(error); }
  if (failed[0] != 0 || failed[1] == 0) { return open(path, Access::write); }
  const Handle access = access_list(where);
  check_status(H5Pset_fapl_mpio(access.get(), communicator, MPI_INFO_NULL), where,
               "HDF5 cannot use MPI");
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get());
  if (id < 0) {
    hdf5::fail(where, "cannot be opened for writing. May all ranks reach it and write to it?");
  }
  File file(Handle(id, H5Fclose), path);
  file.is_shared_ = true;
  return file;
}

Dataset File::create_dataset(const std::string& name, Type type, std::span<const uint64_t> shape,
                             size_t text_bytes) {
  const std::string where = path_.string() + ": " + name;
  const Handle memory_type = make_type(where, type, text_bytes);
  const Handle space = make_space(where, shape);
  const Handle options(check(H5Pcreate(H5P_DATASET_CREATE), where, "no memory"), H5Pclose);
  check_status(H5Pset_layout(options.get(), H5D_CONTIGUOUS), where, "cannot choose the layout");
  check_status(H5Pset_alloc_time(options.get(), H5D_ALLOC_TIME_EARLY), where, "cannot allocate");
  check_status(H5Pset_fill_time(options.get(), H5D_FILL_TIME_NEVER), where, "cannot choose fill");
  check_status(H5Pset_obj_track_times(options.get(), false), where, "cannot choose times");
  const Handle links = link_list(where);
  return {Handle(check(H5Dcreate2(id_.get(), name.c_str(), memory_type.get(), space.get(),
                                  links.get(), options.get(), H5P_DEFAULT),
                       where, "cannot make the dataset"),
                 H5Dclose),
          where};
}

Dataset File::create_view(const std::string& name, Type type, size_t text_bytes,
                          std::span<const uint64_t> shape, std::span<const ViewPiece> pieces,
                          const void* fill) {
  const std::string where = path_.string() + ": " + name;
  const Handle memory_type = make_type(where, type, text_bytes);
  const Handle space = make_space(where, shape);
  const Handle options(check(H5Pcreate(H5P_DATASET_CREATE), where, "no memory"), H5Pclose);
  check_status(H5Pset_layout(options.get(), H5D_VIRTUAL), where, "cannot choose the layout");
  check_status(H5Pset_fill_value(options.get(), memory_type.get(), fill), where,
               "cannot choose fill");
  check_status(H5Pset_obj_track_times(options.get(), false), where, "cannot choose times");
  for (const ViewPiece& piece : pieces) {
    if (piece.rows == 0) { continue; }
    const Handle from = source_space(where, piece);
    select_rows(space.get(), where, piece.first_row, 0, piece.rows, piece.columns);
    check_status(H5Pset_virtual(options.get(), space.get(), piece.file.c_str(),
                                piece.source.c_str(), from.get()),
                 where, "cannot add a part to a view");
  }
  check_status(H5Sselect_all(space.get()), where, "cannot select");
  const Handle links = link_list(where);
  return {Handle(check(H5Dcreate2(id_.get(), name.c_str(), memory_type.get(), space.get(),
                                  links.get(), options.get(), H5P_DEFAULT),
                       where, "cannot make the view"),
                 H5Dclose),
          where};
}

void File::create_group(const std::string& name) {
  const std::string where = path_.string() + ": " + name;
  const Handle links = link_list(where);
  const Handle group(
      check(H5Gcreate2(id_.get(), name.c_str(), links.get(), H5P_DEFAULT, H5P_DEFAULT), where,
            "cannot make the group"),
      H5Gclose);
}

bool File::has(const std::string& name) const {
  // Each group on the way must be asked for by itself.
  for (size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    const htri_t there = H5Lexists(id_.get(), name.substr(0, end).c_str(), H5P_DEFAULT);
    if (there <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
    if (end == std::string::npos) { return true; }
  }
}

// A soft or external link on the way would lead to something else, in another file maybe.
void File::check_links(const std::string& name) const {
  if (name == "/") { return; }
  for (size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    H5L_info_t link{};
    if (H5Lget_info(id_.get(), name.substr(0, end).c_str(), &link, H5P_DEFAULT) < 0) {
      fail(name, "is missing: the file is damaged, or not made by boltz-batch");
    }
    if (link.type != H5L_TYPE_HARD) {
      fail(name, "is a link to something else, which a store has none of. It is not used");
    }
    if (end == std::string::npos) { return; }
  }
}

Handle File::open_dataset(const std::string& name) const {
  check_links(name);
  const hid_t id = H5Dopen2(id_.get(), name.c_str(), H5P_DEFAULT);
  if (id < 0) { fail(name, "cannot be opened: damaged, or not made by boltz-batch"); }
  return {id, H5Dclose};
}

Dataset File::dataset(const std::string& name) const {
  const std::string where = path_.string() + ": " + name;
  Handle id = open_dataset(name);
  const Handle options(check(H5Dget_create_plist(id.get()), where, "cannot read how it lies"),
                       H5Pclose);
  if (H5Pget_layout(options.get()) != H5D_CONTIGUOUS || H5Pget_nfilters(options.get()) != 0 ||
      H5Pget_external_count(options.get()) != 0) {
    fail(name,
         "does not lie in the file as a store's datasets do (in another file, in pieces, "
         "filtered): not made by boltz-batch. It is not used");
  }
  return {std::move(id), where, direct_};
}

Dataset File::view(const std::string& name) const {
  const std::string where = path_.string() + ": " + name;
  Handle id = open_dataset(name);
  const Handle options(check(H5Dget_create_plist(id.get()), where, "cannot read how it lies"),
                       H5Pclose);
  if (H5Pget_layout(options.get()) != H5D_VIRTUAL) {
    fail(name, "is not the virtual dataset that it should be: not made by boltz-batch");
  }
  size_t count = 0;
  check_status(H5Pget_virtual_count(options.get(), &count), where, "cannot read its parts");
  std::vector<ViewPart> parts;
  std::set<std::string> files;
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; ++i) {
    const Handle shown(check(H5Pget_virtual_vspace(options.get(), i), where, "a part is damaged"),
                       H5Sclose);
    // One without an end would have its file opened to see how large it is.
    if (H5Sget_select_npoints(shown.get()) < 0) { fail(name, "has a part without an end"); }
    parts.push_back({.file = virtual_text(H5Pget_virtual_filename, options.get(), i, where),
                     .source = virtual_text(H5Pget_virtual_dsetname, options.get(), i, where)});
    if (!files.insert(parts.back().file).second) { continue; }
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file_of_part(path_, parts.back().file), ignored);
    if (!ignored) { bytes += size; }
  }
  Dataset dataset(std::move(id), where);
  dataset.set_parts(std::move(parts), bytes);
  return dataset;
}

void File::set_attribute(const std::string& object, const std::string& name,
                         std::string_view text) {
  const std::string where = path_.string() + ": " + object + "@" + name;
  const Handle type = make_type(where, Type::text, text.size());
  const Handle space(check(H5Screate(H5S_SCALAR), where, "no memory"), H5Sclose);
  const Handle owner(
      check(H5Oopen(id_.get(), object.c_str(), H5P_DEFAULT), where, "no such object"), H5Oclose);
  const Handle attribute(check(H5Acreate2(owner.get(), name.c_str(), type.get(), space.get(),
                                          H5P_DEFAULT, H5P_DEFAULT),
                               where, "cannot make the attribute"),
                         H5Aclose);
  const std::string padded(text.empty() ? std::string(1, '\0') : std::string(text));
  check_status(H5Awrite(attribute.get(), type.get(), padded.data()), where, "cannot write");
}

void File::set_attribute(const std::string& object, const std::string& name, uint64_t number) {
  const std::string where = path_.string() + ": " + object + "@" + name;
  const Handle space(check(H5Screate(H5S_SCALAR), where, "no memory"), H5Sclose);
  const Handle owner(
      check(H5Oopen(id_.get(), object.c_str(), H5P_DEFAULT), where, "no such object"), H5Oclose);
  const Handle attribute(check(H5Acreate2(owner.get(), name.c_str(), H5T_STD_U64LE, space.get(),
                                          H5P_DEFAULT, H5P_DEFAULT),
                               where, "cannot make the attribute"),
                         H5Aclose);
  check_status(H5Awrite(attribute.get(), H5T_NATIVE_UINT64, &number), where, "cannot write");
}

Handle File::open_attribute(const std::string& object, const std::string& name) const {
  check_links(object);
  Handle attribute(
      H5Aopen_by_name(id_.get(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!attribute) {
    H5Eclear2(H5E_DEFAULT);
    return attribute;
  }
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  if (H5Sget_simple_extent_npoints(space.get()) != 1) {
    fail(object + "@" + name, "is not one value");
  }
  return attribute;
}

std::optional<std::string> File::text(const std::string& object, const std::string& name) const {
  const Handle attribute = open_attribute(object, name);
  if (!attribute) { return std::nullopt; }
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0) {
    fail(object + "@" + name, "is not the text that it should be");
  }
  std::string value(H5Tget_size(type.get()), '\0');
  if (H5Aread(attribute.get(), type.get(), value.data()) < 0) {
    fail(object + "@" + name, "unreadable");
  }
  value.resize(std::min(value.size(), value.find('\0')));
  return value;
}

std::optional<uint64_t> File::number(const std::string& object, const std::string& name) const {
  const Handle attribute = open_attribute(object, name);
  if (!attribute) { return std::nullopt; }
  uint64_t value = 0;
  if (H5Aread(attribute.get(), H5T_NATIVE_UINT64, &value) < 0) {
    fail(object + "@" + name, "is not the number that it should be");
  }
  return value;
}

std::vector<std::string> File::attributes(const std::string& object) const {
  check_links(object);
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  if (H5Aiterate_by_name(id_.get(), object.c_str(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add,
                         &names, H5P_DEFAULT) < 0) {
    fail(object, "its attributes cannot be read");
  }
  return names;
}

void File::sync() {
  if (direct_) { direct_->sync(); }
}

void File::close() {
  if (!id_) { return; }
  const hid_t id = id_.get();
  id_.abandon();
  check_status(H5Fclose(id), path_.string(), "cannot be closed: the disk did not take all of it?");
}

void File::abandon() noexcept {
  if (is_shared_) { id_.abandon(); }
}

}  // namespace bb::hdf5
