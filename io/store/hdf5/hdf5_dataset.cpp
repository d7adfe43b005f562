#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "io/store/hdf5/hdf5.h"
#include "io/store/hdf5/hdf5_error.h"

namespace bb::hdf5 {
namespace {

// One call moves 2³¹−1 bytes at most.
constexpr uint64_t max_call_bytes = uint64_t{1} << 30;
constexpr uint64_t max_small_bytes = 8192;

}  // namespace

Handle::Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    reset();
    id_ = std::exchange(other.id_, -1);
    close_ = other.close_;
  }
  return *this;
}

void Handle::reset() noexcept {
  if (id_ >= 0 && close_(id_) < 0) {
    std::fputs("boltz-batch: an HDF5 object could not be closed\n", stderr);
  }
  id_ = -1;
}

Dataset::Dataset(Handle id, std::string where, std::shared_ptr<const DirectFile> direct)
    : id_(std::move(id)), where_(std::move(where)) {
  type_ = Handle(check(H5Dget_type(id_.get()), where_, "cannot read the type"), H5Tclose);
  space_ = Handle(check(H5Dget_space(id_.get()), where_, "cannot read the shape"), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space_.get());
  std::array<hsize_t, 4> extent{};
  if (rank < 1 || rank > 4) {
    fail(where_, "is not an array of the store", StoreError::Kind::corrupt);
  }
  check_status(H5Sget_simple_extent_dims(space_.get(), extent.data(), nullptr), where_,
               "cannot read the shape");
  shape_.assign(extent.begin(), extent.begin() + rank);
  row_bytes_ = H5Tget_size(type_.get());
  for (int i = 1; i < rank; ++i) { row_bytes_ *= shape_[static_cast<size_t>(i)]; }
  const auto offset = direct ? file_offset() : std::nullopt;
  if (offset) {
    direct_ = std::move(direct);
    offset_ = *offset;
  }
}

uint64_t Dataset::element_bytes() const noexcept { return H5Tget_size(type_.get()); }

std::optional<uint64_t> Dataset::file_offset() const {
  const haddr_t offset = H5Dget_offset(id_.get());
  if (offset == HADDR_UNDEF) {
    H5Eclear2(H5E_DEFAULT);
    return std::nullopt;
  }
  return offset;
}

void Dataset::set_parts(std::vector<ViewPart> parts, uint64_t most_bytes) {
  parts_ = std::move(parts);
  most_bytes_ = most_bytes;
}

size_t Dataset::check_size(uint64_t count, size_t element) const {
  check_range(0, count);
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(count, row_bytes_, &bytes) || (most_bytes_ && bytes > *most_bytes_)) {
    fail(where_, "shows more than the stores behind it hold", StoreError::Kind::corrupt);
  }
  if (bytes % element != 0) {
    fail(where_, "has elements of another size than the schema says", StoreError::Kind::corrupt);
  }
  return bytes / element;
}

void Dataset::check_range(uint64_t first, uint64_t count) const {
  if (first > rows() || count > rows() - first) {
    fail(where_, "rows " + std::to_string(first) + "+" + std::to_string(count) +
                     " are outside the " + std::to_string(rows()) + " that it has");
  }
}

void Dataset::select(uint64_t first, uint64_t count) const {
  check_range(first, count);
  std::array<hsize_t, 4> start{}, extent{};
  for (size_t i = 1; i < shape_.size(); ++i) { extent[i] = shape_[i]; }
  start[0] = first;
  extent[0] = count;
  check_status(H5Sselect_hyperslab(space_.get(), H5S_SELECT_SET, start.data(), nullptr,
                                   extent.data(), nullptr),
               where_, "cannot select rows");
}

void Dataset::prepare_small_writes() {
  is_prepared_ = direct_ && direct_->prepare_copy(offset_, rows() * row_bytes_);
}

void Dataset::write(uint64_t first, uint64_t count, const void* data) {
  if (count == 0 || row_bytes_ == 0) { return; }
  if (direct_) {
    check_range(first, count);
    const uint64_t at = offset_ + first * row_bytes_, bytes = count * row_bytes_;
    if (is_prepared_ && bytes <= max_small_bytes) {
      direct_->copy(at, data, bytes);
    } else {
      direct_->write(at, data, bytes);
    }
    return;
  }
  const uint64_t step = std::max<uint64_t>(1, max_call_bytes / row_bytes_);
  const auto* bytes = static_cast<const std::byte*>(data);
  for (uint64_t done = 0; done < count; done += step) {
    const hsize_t now = std::min(step, count - done);
    select(first + done, now);
    const hsize_t elements = static_cast<hsize_t>(H5Sget_select_npoints(space_.get()));
    const Handle memory(check(H5Screate_simple(1, &elements, nullptr), where_, "no memory"),
                        H5Sclose);
    if (H5Dwrite(id_.get(), type_.get(), memory.get(), space_.get(), H5P_DEFAULT,
                 bytes + done * row_bytes_) < 0) {
      fail_write(where_.substr(0, where_.find(':')), where_,
                 file_offset().value_or(0) + (first + done) * row_bytes_, now * row_bytes_);
    }
  }
}

void Dataset::read(uint64_t first, uint64_t count, void* data) const {
  if (count == 0 || row_bytes_ == 0) { return; }
  const uint64_t step = std::max<uint64_t>(1, max_call_bytes / row_bytes_);
  auto* bytes = static_cast<std::byte*>(data);
  for (uint64_t done = 0; done < count; done += step) {
    const hsize_t now = std::min(step, count - done);
    select(first + done, now);
    const hsize_t elements = static_cast<hsize_t>(H5Sget_select_npoints(space_.get()));
    const Handle memory(check(H5Screate_simple(1, &elements, nullptr), where_, "no memory"),
                        H5Sclose);
    if (H5Dread(id_.get(), type_.get(), memory.get(), space_.get(), H5P_DEFAULT,
                bytes + done * row_bytes_) < 0) {
      fail(where_, "cannot read rows " + std::to_string(first + done) + "+" + std::to_string(now),
           StoreError::Kind::corrupt);
    }
  }
}

}  // namespace bb::hdf5
