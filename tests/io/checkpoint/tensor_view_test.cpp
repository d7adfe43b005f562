#include "io/checkpoint/tensor_view.h"

#include <array>
#include <limits>

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

constexpr int64_t huge = std::numeric_limits<int64_t>::max();

using Numbers = std::vector<int64_t>;

TEST(TensorView, CountsElementsWithoutOverflow) {
  EXPECT_EQ(element_count(Numbers{}), 1);
  EXPECT_EQ(element_count(Numbers{2, 3}), 6);
  EXPECT_EQ(element_count(Numbers{huge, 0, huge}), 0);
  EXPECT_EQ(element_count(Numbers{huge}), std::nullopt);
  EXPECT_EQ(element_count(Numbers{1LL << 32, 1LL << 32}), std::nullopt);
  EXPECT_EQ(element_count(Numbers{-1, 0}), std::nullopt);
}

TEST(TensorView, FindsTheLastByte) {
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{}, Numbers{}), 4);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{2, 3}, Numbers{3, 1}), 24);
  EXPECT_EQ(extent_bytes(DType::int8, Numbers{2, 3}, Numbers{10, 2}), 15);
  EXPECT_EQ(extent_bytes(DType::float64, Numbers{1000, 1000}, Numbers{0, 0}), 8);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{0, 3}, Numbers{huge, huge}), 0);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{1, 2}, Numbers{huge, 1}), 8);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{2}, Numbers{huge}), std::nullopt);
  EXPECT_EQ(extent_bytes(DType::int8, Numbers{3}, Numbers{huge}), std::nullopt);
  EXPECT_EQ(extent_bytes(DType::int8, Numbers{2, 2}, Numbers{huge, huge}), std::nullopt);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{2}, Numbers{-1}), std::nullopt);
  EXPECT_EQ(extent_bytes(DType::float32, Numbers{2}, Numbers{}), std::nullopt);
}

TEST(TensorView, WalksInRowMajorOrder) {
  std::array<int8_t, 24> data{};
  for (size_t i = 0; i < data.size(); ++i) { data[i] = static_cast<int8_t>(i); }
  const auto walk = [&](Numbers shape, Numbers strides, size_t start = 0) {
    const auto size = static_cast<size_t>(extent_bytes(DType::int8, shape, strides).value());
    return test::numbers_of(
        {DType::int8, shape, strides, std::as_bytes(std::span(data)).subspan(start, size)});
  };
  EXPECT_EQ(walk({}, {}, 5), (std::vector<double>{5}));
  EXPECT_EQ(walk({2, 3}, {3, 1}), (std::vector<double>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(walk({3, 2}, {1, 3}), (std::vector<double>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(walk({2, 2, 2}, {1, 12, 4}), (std::vector<double>{0, 4, 12, 16, 1, 5, 13, 17}));
  EXPECT_EQ(walk({2, 2}, {0, 1}), (std::vector<double>{0, 1, 0, 1}));
  EXPECT_EQ(walk({1, 2, 1}, {huge, 2, huge}), (std::vector<double>{0, 2}));
  EXPECT_EQ(walk({2, 0}, {1, 1}), (std::vector<double>{}));
}

TEST(TensorView, KnowsContiguity) {
  const auto contiguous = [](Numbers shape, Numbers strides) {
    return is_contiguous({DType::int8, shape, strides, {}});
  };
  EXPECT_TRUE(contiguous({2, 3}, {3, 1}));
  EXPECT_TRUE(contiguous({2, 1, 3}, {3, 99, 1}));
  EXPECT_TRUE(contiguous({0, 3}, {7, 7}));
  EXPECT_FALSE(contiguous({2, 3}, {1, 2}));
  EXPECT_FALSE(contiguous({2, 3}, {4, 1}));
  EXPECT_EQ(contiguous_strides(Numbers{2, 0, 3}), (Numbers{3, 3, 1}));
}

TEST(TensorView, NamesTypes) {
  EXPECT_EQ(dtype_name(DType::bfloat16), "bfloat16");
  EXPECT_EQ(dtype_from_name("bool"), DType::boolean);
  EXPECT_EQ(dtype_from_name("complex64"), std::nullopt);
  EXPECT_EQ(item_size(DType::int16), 2);
}

}  // namespace
}  // namespace bb
