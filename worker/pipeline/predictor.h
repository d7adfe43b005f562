#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <variant>

#include "io/results/result.h"
#include "worker/model/boltz2.h"

namespace bb {

/// The sizes that a batch is padded to, planned beforehand.
struct PaddedShape {
  int64_t tokens = 0, atoms = 0, msa_rows = 0;
};

/// One complex on its way through the device.
struct BatchMember {
  uint64_t random_key = 0;  // complex_key() of what it is
  Features features;
};

/// The device is lost: nothing more will come of it in this process.
class DeviceLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

using StructureOutcome = std::variant<StructureResult, Failure>;
using AffinityOutcome = std::variant<AffinityResult, Failure>;

/// What computes batches: a model on a device, or a stand-in of known speed.
class Predictor {
 public:
  virtual ~Predictor() = default;

  /// One outcome per member, in their order. A batch that does not fit is halved, down to one
  /// complex, which then fails by itself; so does a complex whose numbers are not finite. Throws
  /// DeviceLost.
  virtual std::vector<StructureOutcome> structures(std::span<const BatchMember> members,
                                                   const PaddedShape& shape) = 0;
  virtual std::vector<AffinityOutcome> affinities(std::span<const BatchMember> members,
                                                  const PaddedShape& shape) = 0;
};

}  // namespace bb
