#include "worker/features/featuriser.h"

#include "worker/features/affinity_crop.h"
#include "worker/features/atom_features.h"
#include "worker/features/contact_features.h"
#include "worker/features/template_features.h"
#include "worker/features/token_features.h"
#include "worker/features/unread_features.h"

namespace bb {

Featuriser::Featuriser(std::shared_ptr<const PreparedTarget> target, const Complex& complex,
                       const LigandMolecules& ligands)
    : target_(std::move(target)),
      structure_(build_structure(complex, target_->components(), ligands)),
      tokens_(tokenise(structure_)) {
  for (const StructureChain& chain : structure_.chains) {
    msas_.push_back(target_->msa(static_cast<size_t>(chain.entity)));
  }
}

Features Featuriser::features_of(const AtomList& atoms, const ConformerDraws& draws,
                                 FeatureStage stage) const {
  const TokenList& list = *atoms.list;
  const auto templates =
      stage == FeatureStage::structure ? target_->templates() : std::span<const Template>();
  Features f{token_features(structure_, list, stage),
             atom_features(atoms, draws),
             msa_features(structure_, list, msas_, stage),
             template_features(structure_, list, templates),
             {},
             {}};
  ComplexLayout& layout = f.layout.emplace_back(layout_of(f));
  for (size_t row = 0; row < templates.size(); ++row) {
    if (templates[row].force) { layout.forced_templates.push_back(static_cast<int64_t>(row)); }
  }
  return f;
}

Features Featuriser::structure_features(const ConformerDraws& draws) const {
  Features f = features_of(list_atoms(structure_, tokens_, {}), draws, FeatureStage::structure);
  f.layout.front().contacts = forced_contacts(structure_, tokens_);
  return f;
}

Features Featuriser::affinity_features(std::span<const float> coordinates,
                                       const ConformerDraws& draws) const {
  const TokenList crop = crop_for_affinity(structure_, tokens_, coordinates);
  Features f =
      features_of(list_atoms(structure_, crop, coordinates), draws, FeatureStage::affinity);
  const StructureChain& binder = structure_.chains[static_cast<size_t>(structure_.affinity_chain)];
  const Molecule& molecule =
      *structure_.residues[static_cast<size_t>(binder.first_residue)].molecule;
  f.affinity_mw = at::full({1}, molecule.molecular_weight, at::kDouble);
  return f;
}

FeatureMap Featuriser::reference_features(const Features& made,
                                          std::span<const float> coordinates) const {
  FeatureMap all = to_reference(made);
  if (coordinates.empty()) {
    all.merge(unread_features(list_atoms(structure_, tokens_, {}), target_->templates()));
  } else {
    const TokenList crop = crop_for_affinity(structure_, tokens_, coordinates);
    all.merge(unread_features(list_atoms(structure_, crop, coordinates), {}));
  }
  return all;
}

}  // namespace bb
