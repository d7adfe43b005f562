#pragma once

#include <map>
#include <set>

#include "worker/model/core/tensor.h"

namespace bb {

/// A state dict: full parameter name to tensor, as the checkpoint spells it.
using StateDict = std::map<std::string, Tensor, std::less<>>;

/// The checkpoint does not fit the model: a missing, unused or mis-shaped parameter.
class WeightsError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A view of the parameters below one prefix of a state dict.
///
/// Modules are built from such a view, hand each child its part (`weights["norm"]`) and take their
/// own parameters (`weights.take("weight", {out, in})`). The whole tree shares one record of what
/// was taken, so that loading is total: `require_all_taken` names what nobody asked for.
///
/// `dtype` is what products run in. The reference keeps some modules in float32 whatever the
/// autocast type is; they are built from `weights.island()`.
class Weights {
 public:
  Weights(StateDict state, at::Device device, at::ScalarType dtype);

  /// The parameters below `prefix + child + "."`.
  Weights operator[](std::string_view child) const;
  Weights operator[](int64_t index) const;

  /// The same parameters, computed with in float32 (float64 where the model runs in float64).
  Weights island() const;

  /// Whether modules should join weights that multiply the same input: one kernel then does the
  /// work of several. By default so on a GPU; on the CPU weights stay where the checkpoint is
  /// mapped, which makes loading as quick as reading.
  bool joins() const { return joins_; }
  Weights with_joins(bool joins) const;

  /// Takes one parameter, moved to the device and to `dtype()`. A size of -1 matches anything.
  /// Throws WeightsError, with the full name, if it is missing or has another shape.
  Tensor take(std::string_view name, at::IntArrayRef shape) const;

  /// Size of dimension `axis` of a parameter; throws if there is no such parameter or dimension.
  int64_t size(std::string_view name, int64_t axis) const;

  /// Whether a parameter, or any parameter below a child, has this name.
  bool has(std::string_view name) const;

  /// Number of children "0", "1", … (the length of the reference's module lists).
  int64_t length() const;

  /// Marks everything below `name` (or that parameter) as knowingly not used.
  void skip(std::string_view name) const;

  /// Throws WeightsError naming the parameters that no module took.
  void require_all_taken() const;

  at::Device device() const { return device_; }
  at::ScalarType dtype() const { return dtype_; }
  const std::string& prefix() const { return prefix_; }

 private:
  struct Shared {
    StateDict state;
    std::set<std::string, std::less<>> taken;
  };

  Weights(std::shared_ptr<Shared> shared, std::string prefix, at::Device device,
          at::ScalarType dtype, bool joins);
  const Tensor& find(std::string_view name) const;

  std::shared_ptr<Shared> shared_;
  std::string prefix_;  // empty or ending in '.'
  at::Device device_;
  at::ScalarType dtype_;
  bool joins_;
};

}  // namespace bb
