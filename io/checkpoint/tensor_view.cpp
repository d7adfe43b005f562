#include "io/checkpoint/tensor_view.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bb {
namespace {

struct DTypeInfo {
  DType dtype;
  std::string_view name;
  int64_t size;
};

constexpr std::array<DTypeInfo, 10> dtypes{{{DType::float64, "float64", 8},
                                            {DType::float32, "float32", 4},
                                            {DType::float16, "float16", 2},
                                            {DType::bfloat16, "bfloat16", 2},
                                            {DType::int64, "int64", 8},
                                            {DType::int32, "int32", 4},
                                            {DType::int16, "int16", 2},
                                            {DType::int8, "int8", 1},
                                            {DType::uint8, "uint8", 1},
                                            {DType::boolean, "bool", 1}}};

const DTypeInfo& info(DType dtype) { return dtypes.at(static_cast<size_t>(dtype)); }

}  // namespace

int64_t item_size(DType dtype) { return info(dtype).size; }

std::string_view dtype_name(DType dtype) { return info(dtype).name; }

std::optional<DType> dtype_from_name(std::string_view name) {
  const auto* found = std::ranges::find(dtypes, name, &DTypeInfo::name);
  if (found == dtypes.end()) { return std::nullopt; }
  return found->dtype;
}

std::optional<int64_t> element_count(std::span<const int64_t> shape) {
  if (std::ranges::any_of(shape, [](int64_t n) { return n < 0; })) { return std::nullopt; }
  if (std::ranges::find(shape, 0) != shape.end()) {
    return 0;  // before multiplying: 0 × huge × huge is no overflow
  }
  int64_t count = 8;  // the widest element, so that the bytes are counted too
  for (const int64_t n : shape) {
    if (__builtin_mul_overflow(count, n, &count)) { return std::nullopt; }
  }
  return count / 8;
}

std::optional<int64_t> extent_bytes(DType dtype, std::span<const int64_t> shape,
                                    std::span<const int64_t> strides) {
  const auto count = element_count(shape);
  if (!count || shape.size() != strides.size()) { return std::nullopt; }
  if (std::ranges::any_of(strides, [](int64_t n) { return n < 0; })) { return std::nullopt; }
  if (*count == 0) { return 0; }
  int64_t last = 0;  // index of the last element reached
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    int64_t reach = 0;
    if (__builtin_mul_overflow(shape[axis] - 1, strides[axis], &reach)) { return std::nullopt; }
    if (__builtin_add_overflow(last, reach, &last)) { return std::nullopt; }
  }
  int64_t bytes = 0;
  if (__builtin_add_overflow(last, 1, &last)) { return std::nullopt; }
  if (__builtin_mul_overflow(last, item_size(dtype), &bytes)) { return std::nullopt; }
  return bytes;
}

std::vector<int64_t> contiguous_strides(std::span<const int64_t> shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t axis = shape.size(); axis-- > 1;) {
    // Like torch, an extent of 0 counts as 1; an overflow beyond such an axis has no elements to
    // reach.
    const int64_t extent = std::max<int64_t>(shape[axis], 1);
    if (__builtin_mul_overflow(strides[axis], extent, &strides[axis - 1])) {
      strides[axis - 1] = 1;
    }
  }
  return strides;
}

bool is_contiguous(const TensorView& tensor) {
  if (element_count(tensor.shape) == 0) { return true; }
  int64_t expected = 1;
  for (size_t axis = tensor.shape.size(); axis-- > 0;) {
    if (tensor.shape[axis] == 1) {
      continue;  // the stride of such an axis is never used
    }
    if (tensor.strides[axis] != expected) { return false; }
    expected *= tensor.shape[axis];
  }
  return true;
}

void for_each_run(const TensorView& tensor,
                  const std::function<void(std::span<const std::byte>)>& sink) {
  const auto count = element_count(tensor.shape);
  if (!count || *count == 0) { return; }
  const auto item = static_cast<size_t>(item_size(tensor.dtype));

  // The innermost axes that lie densely make up one run; the others are counted through like an
  // odometer.
  size_t outer = tensor.shape.size();
  int64_t run = 1;
  while (outer > 0 && (tensor.shape[outer - 1] == 1 || tensor.strides[outer - 1] == run)) {
    run *= tensor.shape[--outer];
  }

  std::vector<int64_t> index(outer, 0);
  int64_t element = 0;
  for (int64_t done = 0; done < *count; done += run) {
    sink(
        tensor.bytes.subspan(static_cast<size_t>(element) * item, static_cast<size_t>(run) * item));
    for (size_t axis = outer; axis-- > 0;) {
      if (++index[axis] < tensor.shape[axis]) {
        element += tensor.strides[axis];
        break;
      }
      element -= tensor.strides[axis] *
                 (tensor.shape[axis] - 1);  // what extent_bytes has checked: no overflow
      index[axis] = 0;
    }
  }
}

}  // namespace bb
