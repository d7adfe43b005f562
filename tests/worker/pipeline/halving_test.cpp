#include "worker/pipeline/halving.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

std::vector<BatchMember> members(size_t count) {
  std::vector<BatchMember> out(count);
  for (size_t i = 0; i < count; ++i) {
    out[i].random_key = i;
    ComplexLayout& layout = out[i].features.layout.emplace_back();
    layout.tokens = 100;
    layout.atoms = 700;
    layout.msa_rows = 5;
  }
  return out;
}

std::vector<AffinityOutcome> done(std::span<const BatchMember> some) {
  std::vector<AffinityOutcome> out;
  for (const BatchMember& one : some) {
    out.emplace_back(AffinityResult{.pred_value = static_cast<float>(one.random_key)});
  }
  return out;
}

void expect_all(const std::vector<AffinityOutcome>& out, size_t count) {
  ASSERT_EQ(out.size(), count);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(std::get<AffinityResult>(out[i]).pred_value, static_cast<float>(i));
  }
}

TEST(Halving, SplitsUntilItFits) {
  const auto all = members(7);
  int64_t splits = 0;
  std::vector<size_t> tried;
  const auto out = halving<AffinityOutcome>(std::span(all), splits, [&](auto some) {
    tried.push_back(some.size());
    if (some.size() > 2) { throw std::bad_alloc(); }
    return done(some);
  });
  expect_all(out, 7);
  EXPECT_EQ(tried, (std::vector<size_t>{7, 4, 2, 2, 3, 2, 1}));
  EXPECT_EQ(splits, 3);
}

TEST(Halving, WhatDoesNotFitAloneFailsWithItsSizes) {
  const auto all = members(1);
  int64_t splits = 0;
  const auto out = halving<AffinityOutcome>(
      std::span(all), splits, [](auto) -> std::vector<AffinityOutcome> { throw std::bad_alloc(); });
  const auto& failure = std::get<Failure>(out.at(0));
  EXPECT_EQ(failure.code, ErrorCode::out_of_memory);
  EXPECT_NE(failure.message.find("100 tokens, 700 atoms, 5 MSA rows"), std::string::npos)
      << failure.message;
}

TEST(Halving, OneThatThrowsHarmsNobodyElse) {
  const auto all = members(5);
  int64_t splits = 0;
  const auto out = halving<AffinityOutcome>(std::span(all), splits, [&](auto some) {
    for (const BatchMember& one : some) {
      if (one.random_key == 3) { throw std::runtime_error("bad shape"); }
    }
    return done(some);
  });
  ASSERT_EQ(out.size(), 5U);
  for (size_t i = 0; i < 5; ++i) { EXPECT_EQ(std::holds_alternative<Failure>(out[i]), i == 3); }
  EXPECT_EQ(std::get<Failure>(out[3]).message, "the model failed: bad shape");
}

TEST(Halving, ALostDeviceIsNobodysFailure) {
  const auto all = members(4);
  int64_t splits = 0;
  const auto lose = [](auto) -> std::vector<AffinityOutcome> {
    throw std::runtime_error("CUDA error: an illegal memory access was encountered");
  };
  EXPECT_THROW(halving<AffinityOutcome>(std::span(all), splits, lose), DeviceLost);
}

}  // namespace
}  // namespace bb
