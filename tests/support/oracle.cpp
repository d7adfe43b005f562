#include "tests/support/oracle.h"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <ostream>
#include <sstream>

namespace bb::test {

namespace {

std::filesystem::path oracle_dir() {
  const char* given = std::getenv("BB_ORACLE_DIR");
  return given != nullptr ? given : BB_ORACLE_DIR;
}

std::vector<Case> read_cases() {
  const std::filesystem::path dir = oracle_dir();
  std::ifstream file(dir / "cases.txt");
  if (!file) {
    throw std::runtime_error("the oracle is missing: no " + (dir / "cases.txt").string() +
                             "; run tests/oracle/make.sh (./test.sh does)");
  }
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') { continue; }
    std::istringstream fields(line);
    const auto text = [&] {
      std::string field;
      std::getline(fields, field, '|');
      return field;
    };
    const auto path = [&]() -> std::filesystem::path {
      const std::string field = text();
      if (field.empty() || field == "-") { return {}; }
      return dir / field;
    };
    Case one;
    one.name = text();
    one.preset = text();
    one.stage = text();
    one.checkpoint = path();
    one.features = path();
    one.golden_f64 = path();
    one.golden_f32 = path();
    one.golden_bf16 = path();
    one.recycling_steps = std::stoll(text());
    one.sampling_steps = std::stoll(text());
    one.samples = std::stoll(text());
    one.mw_correction = text() == "1";
    cases.push_back(std::move(one));
  }
  if (cases.empty()) { throw std::runtime_error("the oracle recorded no case"); }
  return cases;
}

const ModelFile& model_file(const Case& one) {
  static std::map<std::filesystem::path, ModelFile> read;
  const auto entry = read.find(one.checkpoint);
  if (entry != read.end()) { return entry->second; }
  return read.emplace(one.checkpoint, read_model(one.checkpoint)).first->second;
}

}  // namespace

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const std::vector<Case>& oracle_cases() {
  static const std::vector<Case> cases = read_cases();
  return cases;
}

std::vector<Case> oracle_cases(std::string_view stage) {
  // Called while tests are being listed, where an exception would hide them: a missing oracle
  // becomes a case that fails.
  std::vector<Case> selected;
  if (std::filesystem::exists(oracle_dir() / "cases.txt")) {
    for (const Case& one : oracle_cases()) {
      if (one.stage == stage) { selected.push_back(one); }
    }
  }
  if (selected.empty()) { selected.emplace_back().name = "oracle_is_missing"; }
  return selected;
}

const Case& oracle_case(std::string_view name) {
  for (const Case& one : oracle_cases()) {
    if (one.name == name) { return one; }
  }
  throw std::runtime_error("the oracle has no case " + std::string(name));
}

Features load_features(const Case& one, at::ScalarType dtype) {
  return Features::from_reference(read_tensors(one.features)).to(at::kCPU, dtype);
}

Weights load_weights(const Case& one, at::ScalarType dtype) {
  return {model_file(one).state, at::kCPU, dtype};
}

const HyperParameters& load_hyper_parameters(const Case& one) {
  return model_file(one).hyper_parameters;
}

double relative_error(const Tensor& actual, const Tensor& expected) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (!actual.defined() || actual.sizes() != expected.sizes()) { return infinite; }
  Tensor a = actual.to(at::kCPU, at::kDouble);
  Tensor b = expected.to(at::kCPU, at::kDouble);
  // 0/0 is a result too (the pair scores of a complex of one token), but only in the same place.
  const Tensor undefined = b.isnan();
  if (!a.isnan().equal(undefined)) { return infinite; }
  a = a.masked_fill(undefined, 0);
  b = b.masked_fill(undefined, 0);
  const double scale = b.norm().item<double>();
  const double error = (a - b).norm().item<double>();
  if (!(error < infinite) || !(scale < infinite)) { return infinite; }
  return scale == 0 ? (error == 0 ? 0 : infinite) : error / scale;
}

}  // namespace bb::test
