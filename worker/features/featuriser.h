#pragma once

#include "worker/features/conformer_draws.h"
#include "worker/features/feature_map.h"
#include "worker/features/prepared_target.h"
#include "worker/features/tokens.h"

namespace bb {

/// One complex on its way to the model: a target with a ligand, or a complex that is its own
/// target.
///
/// Features carry the reference's names, shapes (leading dimension 1) and dtypes: what
/// Features::from_reference takes and boltz-replay replays.
class Featuriser {
 public:
  /// `ligands`: the molecules of the entities given as SMILES or mol block. Throws InputError.
  Featuriser(std::shared_ptr<const PreparedTarget> target, const Complex& complex,
             const LigandMolecules& ligands);

  const Structure& structure() const { return structure_; }
  size_t tokens() const { return tokens_.tokens.size(); }
  size_t atoms() const { return structure_.atoms.size(); }
  size_t msa_rows() const;
  bool has_affinity() const { return structure_.affinity_chain >= 0; }

  FeatureMap structure_features(const ConformerDraws& draws,
                                FeatureScope scope = FeatureScope::reference) const;

  /// Of the crop about the affinity ligand. `coordinates`: (atoms, 3) Å, of the best structure
  /// sample. Forced contacts are left out, as this stage is not guided (the reference numbers their
  /// atoms in the whole structure, though they are cropped).
  FeatureMap affinity_features(std::span<const float> coordinates, const ConformerDraws& draws,
                               FeatureScope scope = FeatureScope::reference) const;

 private:
  FeatureMap features_of(const TokenList& list, std::span<const float> coordinates,
                         const ConformerDraws& draws, FeatureStage stage, FeatureScope scope) const;

  std::shared_ptr<const PreparedTarget> target_;
  Structure structure_;
  TokenList tokens_;
  ChainMsas msas_;  // by chain
};

}  // namespace bb
