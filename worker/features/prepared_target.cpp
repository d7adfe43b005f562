#include "worker/features/prepared_target.h"

namespace bb {

PreparedTarget::PreparedTarget(const Complex& target,
                               std::shared_ptr<const ComponentLibrary> components,
                               const TargetOptions& options)
    : components_(std::move(components)) {
  LoadedTemplates loaded = load_templates(target, *components_, options.corrections);
  templates_ = std::move(loaded.templates);
  template_warnings_ = std::move(loaded.warnings);
  for (const Entity& entity : target.entities) {
    msas_.emplace_back();
    if (entity.msa.kind != MsaSource::Kind::file) { continue; }
    FittedMsa read = read_msa(entity.msa.path, entity, options.msa);
    msa_warnings_.insert(msa_warnings_.end(), read.warnings.begin(), read.warnings.end());
    msas_.back() = std::make_shared<const Msa>(std::move(read.msa));
  }
  Msa alone;
  alone.rows.emplace_back();
  std::vector<const Msa*> chains;
  for (size_t entity = 0; entity < msas_.size(); ++entity) {
    const Msa* msa = msas_[entity] ? msas_[entity].get() : &alone;
    chains.insert(chains.end(), target.entities[entity].chain_ids.size(), msa);
  }
  const MsaPairing pairing = pair_msas(chains);
  msa_rows_ = pairing.rows();
  paired_rows_ = pairing.paired_rows();
}

}  // namespace bb
