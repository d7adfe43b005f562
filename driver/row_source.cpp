#include "driver/row_source.h"

namespace bb {

Features RowComplex::structure_features() const {
  return Features::from_reference(prepared_->featuriser.structure_features(
      counter_draws(seed_, prepared_->name, FeatureStage::structure), FeatureScope::model));
}

Features RowComplex::affinity_features(std::span<const float> coordinates) const {
  return Features::from_reference(prepared_->featuriser.affinity_features(
      coordinates, counter_draws(seed_, prepared_->name, FeatureStage::affinity),
      FeatureScope::model));
}

std::variant<std::shared_ptr<const PipelineComplex>, Failure> RowSource::prepare(uint64_t index) {
  const ManifestRow row = table_.row(index);
  constexpr int attempts = 2;  // a helper process that is lost may have been somebody else's victim
  for (int attempt = 1;; ++attempt) {
    try {
      return std::make_shared<const RowComplex>(preparation_.prepare(row), seed_,
                                                !row.target.empty());
    } catch (const LigandError& error) {
      if (error.status() == LigandStatus::lost && attempt < attempts) continue;
      return Failure{.code = FailureCode::chemistry, .message = error.what()};
    }
  }
}

}  // namespace bb
