#include "worker/features/prepared_target.h"

namespace bb {

PreparedTarget::PreparedTarget(const Complex& target,
                               std::shared_ptr<const ComponentLibrary> components,
                               size_t max_msa_rows)
    : components_(std::move(components)), templates_(load_templates(target, *components_)) {
  for (const Entity& entity : target.entities) {
    msas_.emplace_back();
    if (entity.msa.kind != MsaSource::Kind::file) continue;
    auto msa = std::make_shared<Msa>(read_msa(entity.msa.path, max_msa_rows));
    if (const auto warning = match_to_query(*msa, entity, entity.msa.path.string())) {
      warnings_.push_back(*warning);
    }
    msas_.back() = std::move(msa);
  }
  Msa alone;
  alone.rows.emplace_back();
  std::vector<const Msa*> chains;
  for (size_t entity = 0; entity < msas_.size(); ++entity) {
    const Msa* msa = msas_[entity] ? msas_[entity].get() : &alone;
    chains.insert(chains.end(), target.entities[entity].chain_ids.size(), msa);
  }
  msa_rows_ = pair_msas(chains).rows();
}

}  // namespace bb
