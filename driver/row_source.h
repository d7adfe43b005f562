#pragma once

#include "driver/row_table.h"
#include "driver/survey.h"
#include "worker/pipeline/pipeline.h"
#include "worker/preparation.h"

namespace bb {

/// A row's complex with its features, for the pipeline and the sink.
class RowComplex : public PipelineComplex {
 public:
  RowComplex(std::shared_ptr<const PreparedComplex> prepared, uint64_t seed, bool has_row_ligand)
      : prepared_(std::move(prepared)), seed_(seed), has_row_ligand_(has_row_ligand) {}

  Features structure_features() const override;
  Features affinity_features(std::span<const float> coordinates) const override;
  const std::string& id() const override { return prepared_->name; }

  const Structure& structure() const { return prepared_->featuriser.structure(); }
  /// Whether its last chain is the row's ligand, and all before it the target's.
  bool has_row_ligand() const { return has_row_ligand_; }

 private:
  std::shared_ptr<const PreparedComplex> prepared_;
  uint64_t seed_;
  bool has_row_ligand_;
};

/// Rows of a table to complexes.
class RowSource : public ComplexSource {
 public:
  RowSource(const RowTable& table, const Preparation& preparation, uint64_t seed)
      : table_(table), preparation_(preparation), seed_(seed) {}

  std::variant<std::shared_ptr<const PipelineComplex>, Failure> prepare(uint64_t row) override;

 private:
  const RowTable& table_;
  const Preparation& preparation_;
  uint64_t seed_;
};

}  // namespace bb
