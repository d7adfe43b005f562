#include "driver/run/row_source.h"

namespace bb {

Features RowComplex::structure_features() const {
  return prepared_->featuriser.structure_features(
      counter_draws(seed_, prepared_->random_key, FeatureStage::structure));
}

Features RowComplex::affinity_features(std::span<const float> coordinates) const {
  return prepared_->featuriser.affinity_features(
      coordinates, counter_draws(seed_, prepared_->random_key, FeatureStage::affinity));
}

namespace {

std::string sizes_text(uint64_t tokens, uint64_t atoms, uint64_t msa_rows) {
  return std::to_string(tokens) + " tokens, " + std::to_string(atoms) + " atoms and " +
         std::to_string(msa_rows) + " MSA rows";
}

/// The batch and the store have room for what was planned.
std::optional<Failure> other_size(const Featuriser& made, const ComplexSize& planned) {
  if (made.tokens() == planned.tokens && made.atoms() == planned.atoms &&
      made.msa_rows() == planned.msa_rows) {
    return std::nullopt;
  }
  return Failure{
      .code = ErrorCode::input,
      .message = "the complex has " + sizes_text(made.tokens(), made.atoms(), made.msa_rows()) +
                 ", where " + sizes_text(planned.tokens, planned.atoms, planned.msa_rows) +
                 " were planned: a file that it is made from has changed since. Start a new store, "
                 "or put the file back and give --retry-failed"};
}

}  // namespace

std::variant<std::shared_ptr<const PipelineComplex>, Failure> RowSource::prepare(uint64_t index) {
  const ManifestRow row = table_.row(PlaceId(index));
  constexpr int attempts = 2;  // a helper process that is lost may have been somebody else's victim
  for (int attempt = 1;; ++attempt) {
    try {
      auto prepared = preparation_.prepare(row);
      if (auto failure = other_size(prepared->featuriser, survey_.sizes[index])) {
        return *failure;
      }
      return std::make_shared<const RowComplex>(std::move(prepared), seed_);
    } catch (const LigandError& error) {
      if (error.status() == LigandStatus::lost && attempt < attempts) { continue; }
      return Failure{.code = ErrorCode::chemistry, .message = error.what()};
    }
  }
}

}  // namespace bb
