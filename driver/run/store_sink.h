#pragma once

#include <functional>
#include <mutex>
#include <unordered_map>

#include "driver/run/survey.h"
#include "io/store/lock/store_lock.h"
#include "io/store/store_writer.h"
#include "worker/pipeline/pipeline.h"

namespace bb {

/// This job lost its store to a successor: it must not write any more.
class FencedOut : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What to say where a store's name no longer leads to it.
std::string gone_message(const std::filesystem::path& store);

/// Of a row that the store keeps structures of: its target's topology and its ligand's, where this
/// rank does not know them to be written.
void write_topologies(StoreWriter& store, const Survey& survey, uint64_t row,
                      const PipelineComplex& complex);

struct SinkCounts {
  uint64_t done = 0, failed = 0;  // rows; with affinity wanted, when that is done too
};

/// Writes results into the store, and those of rows that are the same complex with them.
class StoreSink : public ResultSink {
 public:
  /// Told, after a batch is written, of its counts and seconds.
  using Finished = std::function<void(const WorkBatch&, const SinkCounts&, double seconds)>;

  /// `structures`: whether the store keeps them, and so has places for topologies.
  StoreSink(StoreWriter& store, const StoreFence& fence, const Survey& survey, bool structures,
            Finished finished);

  void begin(const WorkBatch& batch) override;
  void structure(const WorkBatch& batch, const WorkMember& member, const PipelineComplex& complex,
                 const StructureResult& result, double seconds) override;
  void affinity(const WorkBatch& batch, const WorkMember& member, const AffinityResult& result,
                double seconds) override;
  void failure(const WorkBatch& batch, const WorkMember& member, Stage stage,
               const Failure& failure) override;
  void end(const WorkBatch& batch, double seconds) override;

 private:
  /// Of the row and of those that share its results. What `write` throws that is not the store's
  /// own failure is the row's: its stage fails.
  template <class Write>
  void for_each_row(const WorkBatch& batch, const WorkMember& member, Stage stage,
                    const Write& write);
  void fail(const WorkBatch& batch, uint64_t row, Stage stage, const Failure& failure);

  StoreWriter& store_;
  const StoreFence& fence_;
  const Survey& survey_;
  const bool structures_;
  Finished finished_;
  std::unordered_map<uint64_t, std::vector<uint64_t>> others_;  // rows that share a row's results
  std::unordered_map<uint64_t, SinkCounts> counts_;             // of batches that are not finished
};

}  // namespace bb
