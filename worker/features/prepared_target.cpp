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
}

}  // namespace bb
