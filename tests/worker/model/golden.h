#pragma once

#include <gtest/gtest.h>

#include "tests/support/oracle.h"

namespace bb::test {

/// What the reference computed in one run, by the names of its hooks.
class Golden {
 public:
  explicit Golden(const std::filesystem::path& path) : tensors_(read_tensors(path)) {}

  bool has(std::string_view name) const { return tensors_.contains(name); }

  Tensor operator[](std::string_view name) const {
    const auto entry = tensors_.find(name);
    if (entry == tensors_.end()) {
      throw std::runtime_error("the golden has no tensor " + std::string(name));
    }
    return entry->second.clone();  // the file is mapped read-only, modules work in place
  }

  const TensorMap& tensors() const { return tensors_; }

 private:
  TensorMap tensors_;
};

/// At float64 only a difference in meaning shows: rounding stays below this.
constexpr double exact = 1e-9;

inline void expect_equal(const Tensor& actual, const Tensor& expected, double tolerance,
                         std::string_view what) {
  EXPECT_LE(relative_error(actual, expected), tolerance) << what;
}

/// Names a parametrised test after its case.
inline std::string case_name(const testing::TestParamInfo<Case>& info) { return info.param.name; }

}  // namespace bb::test
