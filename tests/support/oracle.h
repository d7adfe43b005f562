#pragma once

#include <filesystem>

#include "worker/model/core/features.h"
#include "worker/model_file.h"
#include "worker/tensor_file.h"

namespace bb::test {

/// One run of the reference that the oracle (tests/oracle) recorded: a complex through a model.
struct Case {
  std::string name, preset, stage;
  std::filesystem::path checkpoint, features;
  std::filesystem::path golden_f64, golden_f32, golden_bf16;  // empty where not recorded
  int64_t recycling_steps = 0, sampling_steps = 0, samples = 0;
  bool mw_correction = false;
};

/// So that gtest prints a case by its name.
void PrintTo(const Case& one, std::ostream* out);

/// Every recorded case. A missing oracle is a failure, never a skip: throws.
const std::vector<Case>& oracle_cases();

/// Cases of one stage ("structure" or "affinity"); where there are none, one whose tests fail.
std::vector<Case> oracle_cases(std::string_view stage);

/// The case of that name; throws if there is none.
const Case& oracle_case(std::string_view name);

Features load_features(const Case& one, at::ScalarType dtype);

/// The weights of a case's checkpoint; files are read once.
Weights load_weights(const Case& one, at::ScalarType dtype);
const HyperParameters& load_hyper_parameters(const Case& one);

/// ‖actual - expected‖ / ‖expected‖ in float64. Infinite where shapes differ, a value is infinite,
/// or one side is NaN where the other is not, so that no comparison passes by accident.
double relative_error(const Tensor& actual, const Tensor& expected);

}  // namespace bb::test
