#pragma once

#include "worker/features/atom_list.h"
#include "worker/features/conformer_draws.h"
#include "worker/features/prepared_target.h"
#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// One complex on its way to the model: a target with a ligand, or a complex that is its own
/// target.
class Featuriser {
 public:
  /// `ligands`: the molecules of the entities given as SMILES or mol block. Throws InputError.
  Featuriser(std::shared_ptr<const PreparedTarget> target, const Complex& complex,
             const LigandMolecules& ligands);

  const Structure& structure() const { return structure_; }
  size_t tokens() const { return tokens_.tokens.size(); }
  size_t atoms() const { return structure_.atoms.size(); }
  size_t msa_rows() const { return target_->msa_rows(); }
  bool has_affinity() const { return structure_.affinity_chain >= 0; }

  Features structure_features(const ConformerDraws& draws) const;

  /// Of the crop about the affinity ligand. `coordinates`: (atoms, 3) Å, of the best structure
  /// sample. Forced contacts are left out, as this stage is not guided (the reference numbers their
  /// atoms in the whole structure, though they are cropped).
  Features affinity_features(std::span<const float> coordinates, const ConformerDraws& draws) const;

  /// All that the reference makes: either of the above, which `made` is, with what the model never
  /// reads. `coordinates`: those of the affinity stage.
  FeatureMap reference_features(const Features& made,
                                std::span<const float> coordinates = {}) const;

 private:
  Features features_of(const AtomList& atoms, const ConformerDraws& draws,
                       FeatureStage stage) const;

  std::shared_ptr<const PreparedTarget> target_;
  Structure structure_;
  TokenList tokens_;
  ChainMsas msas_;  // by chain
};

}  // namespace bb
