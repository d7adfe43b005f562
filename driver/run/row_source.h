#pragma once

#include "driver/run/survey.h"
#include "io/input/lists/row_table.h"
#include "worker/pipeline/pipeline.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// A row's complex with its features, for the pipeline and the sink.
class RowComplex : public PipelineComplex {
 public:
  RowComplex(std::shared_ptr<const PreparedComplex> prepared, uint64_t seed)
      : prepared_(std::move(prepared)), seed_(seed) {}

  Features structure_features() const override;
  Features affinity_features(std::span<const float> coordinates) const override;
  uint64_t random_key() const override { return prepared_->random_key; }

  const Structure& structure() const override { return prepared_->featuriser.structure(); }
  bool has_row_ligand() const override { return prepared_->row_ligand_is_last; }
  std::span<const RowWarning> warnings() const override { return prepared_->warnings; }

 private:
  std::shared_ptr<const PreparedComplex> prepared_;
  uint64_t seed_;
};

/// Rows of a table to complexes, which are as large as the survey found them.
class RowSource : public ComplexSource {
 public:
  RowSource(const RowTable& table, const Preparation& preparation, const Survey& survey,
            uint64_t seed)
      : table_(table), preparation_(preparation), survey_(survey), seed_(seed) {}

  std::variant<std::shared_ptr<const PipelineComplex>, Failure> prepare(uint64_t row) override;

 private:
  const RowTable& table_;
  const Preparation& preparation_;
  const Survey& survey_;
  uint64_t seed_;
};

}  // namespace bb
