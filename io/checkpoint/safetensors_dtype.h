#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "io/checkpoint/tensor_view.h"

namespace bb {

/// The names that safetensors gives our element types.
inline constexpr std::array<std::pair<DType, std::string_view>, 10> safetensors_dtypes{
    {{DType::float64, "F64"},
     {DType::float32, "F32"},
     {DType::float16, "F16"},
     {DType::bfloat16, "BF16"},
     {DType::int64, "I64"},
     {DType::int32, "I32"},
     {DType::int16, "I16"},
     {DType::int8, "I8"},
     {DType::uint8, "U8"},
     {DType::boolean, "BOOL"}}};

}  // namespace bb
