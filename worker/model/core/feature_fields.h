#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// What values a feature has, and how Features holds them.
enum class Form : uint8_t {
  integers,  // int64
  one_hot,   // of the reference, over a last axis that Features does not have: it holds the index
  floats,    // finite numbers
  limits,    // floats that may be infinite
  mask       // zeros and ones, as floats
};

/// One tensor of Features, and what it is in the reference.
struct FeatureField {
  /// Axes that a batch pads, or takes as they are.
  enum Axis : int64_t { token = -1, atom = -2, msa_row = -3, template_row = -4, any = -5 };

  Tensor Features::*tensor;
  const char* name;
  std::vector<int64_t> axes;  // after the batch's: sizes, or an Axis
  Form form;
  at::ScalarType dtype;      // of the reference
  int64_t values = 0;        // integers: 0 … values - 1, or any; one_hot: its size
  bool optional = false;     // not there in each stage
  int64_t single_axis = -1;  // where the reference has an axis of size 1 more
};

/// All tensors of Features.
const std::vector<FeatureField>& feature_fields();

}  // namespace bb
