#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bb {

enum class DType { float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, boolean };

int64_t item_size(DType dtype);            // bytes per element
std::string_view dtype_name(DType dtype);  // as torch prints it, without "torch.": "bfloat16"
std::optional<DType> dtype_from_name(std::string_view name);

/// A tensor in somebody else's bytes, in the machine's byte order (little-endian). `bytes` starts
/// at element 0 and ends with the last byte that any index reaches; it is empty for a tensor
/// without elements. It need not be aligned to the element: PyTorch aligns storages to 64 bytes,
/// re-zipped files may not.
struct TensorView {
  DType dtype = DType::float32;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // in elements, never negative; 0 for an expanded axis
  std::span<const std::byte> bytes;
};

/// Number of elements, or nothing if it (or its size in bytes) does not fit 63 bits or an extent is
/// negative.
std::optional<int64_t> element_count(std::span<const int64_t> shape);

/// Bytes from element 0 to the end of the last element reached (0 for a tensor without elements),
/// or nothing when shape and strides disagree in rank, are negative, or overflow.
std::optional<int64_t> extent_bytes(DType dtype, std::span<const int64_t> shape,
                                    std::span<const int64_t> strides);

std::vector<int64_t> contiguous_strides(std::span<const int64_t> shape);
bool is_contiguous(const TensorView& tensor);

/// Calls `sink` with the elements in row-major order, in as large pieces as the strides allow. The
/// view must be consistent (extent_bytes == bytes.size()).
void for_each_run(const TensorView& tensor,
                  const std::function<void(std::span<const std::byte>)>& sink);

}  // namespace bb
