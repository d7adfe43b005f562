#pragma once

#include <optional>

#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"
#include "driver/ranks/staging.h"
#include "worker/model_file.h"

namespace bb {

/// The models of a run.
struct RunWeights {
  ModelFile structure;
  std::optional<ModelFile> affinity;
  std::string structure_sha256, affinity_sha256;  // the latter empty without affinity

  /// Width of the trunk's embeddings, of their last norms; 0 for a model without.
  uint32_t s_channels() const;
  uint32_t z_channels() const;
};

/// Collective, and quick: what is wrong with the weights is said before rows are read. Throws
/// UsageError and CheckpointError.
void look_into_weights(const MpiSession& mpi, const Options& options);

/// Collective. Throws UsageError where there are no weights, and CheckpointError.
RunWeights read_weights(const MpiSession& mpi, const Options& options, Staging& staging,
                        bool affinity);

}  // namespace bb
