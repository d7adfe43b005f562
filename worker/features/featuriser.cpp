#include "worker/features/featuriser.h"

#include "worker/features/affinity_crop.h"
#include "worker/features/atom_features.h"
#include "worker/features/constraint_features.h"
#include "worker/features/contact_features.h"
#include "worker/features/template_features.h"
#include "worker/features/token_features.h"

namespace bb {
namespace {

FeatureMap with_batch_dimension(FeatureMap features) {
  for (auto& [name, tensor] : features) { tensor = tensor.unsqueeze(0).contiguous(); }
  return features;
}

}  // namespace

Featuriser::Featuriser(std::shared_ptr<const PreparedTarget> target, const Complex& complex,
                       const LigandMolecules& ligands)
    : target_(std::move(target)),
      structure_(build_structure(complex, target_->components(), ligands)),
      tokens_(tokenise(structure_)) {
  for (const StructureChain& chain : structure_.chains) {
    msas_.push_back(target_->msa(static_cast<size_t>(chain.entity)));
  }
}

size_t Featuriser::msa_rows() const {
  Msa alone;
  alone.rows.emplace_back();
  std::vector<const Msa*> msas;
  for (const auto& msa : msas_) { msas.push_back(msa ? msa.get() : &alone); }
  return pair_msas(msas).rows();
}

FeatureMap Featuriser::features_of(const TokenList& list, std::span<const float> coordinates,
                                   const ConformerDraws& draws, FeatureStage stage,
                                   FeatureScope scope) const {
  FeatureMap features = token_features(structure_, list, coordinates, stage);
  features.merge(atom_features(list_atoms(structure_, list, coordinates), draws, scope));
  features.merge(msa_features(structure_, list, msas_));
  features.merge(constraint_features(structure_));
  return features;
}

FeatureMap Featuriser::structure_features(const ConformerDraws& draws, FeatureScope scope) const {
  FeatureMap features = features_of(tokens_, {}, draws, FeatureStage::structure, scope);
  features.merge(template_features(structure_, tokens_, target_->templates()));
  features.merge(forced_contact_features(structure_, tokens_));
  return with_batch_dimension(std::move(features));
}

FeatureMap Featuriser::affinity_features(std::span<const float> coordinates,
                                         const ConformerDraws& draws, FeatureScope scope) const {
  const TokenList crop = crop_for_affinity(structure_, tokens_, coordinates);
  FeatureMap features = features_of(crop, coordinates, draws, FeatureStage::affinity, scope);
  features.merge(template_features(structure_, crop, {}));
  features.merge(no_forced_contacts());
  features.merge(query_profile_features(structure_, crop, msas_));
  features = with_batch_dimension(std::move(features));
  const StructureChain& binder = structure_.chains[static_cast<size_t>(structure_.affinity_chain)];
  const Molecule& molecule =
      *structure_.residues[static_cast<size_t>(binder.first_residue)].molecule;
  features["affinity_mw"] = at::full({1}, molecule.molecular_weight, at::kDouble);
  return features;
}

}  // namespace bb
