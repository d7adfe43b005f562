#pragma once

#include <set>

#include "worker/features/featuriser.h"

namespace bb::test {

/// Names of the oracle's complexes; where there are none, one whose tests fail.
std::vector<std::string> oracle_complexes();
std::vector<std::string> oracle_affinity_complexes();

/// What the reference made of a complex: features and recorded draws (__aug_…).
FeatureMap reference_features(const std::string& complex, FeatureStage stage);
ConformerDraws reference_draws(const FeatureMap& features);

Complex oracle_complex(const std::string& name);

/// The reference's own molecules: components, and ligands with their conformers.
std::shared_ptr<const ComponentLibrary> oracle_components();
LigandMolecules oracle_ligands(const Complex& complex);

Featuriser oracle_featuriser(const std::string& name);

/// (atoms, 3) Å, that the affinity stage was cropped around.
std::vector<float> oracle_coordinates(const std::string& name);

/// Whole numbers equal, floats to 1e-5, shapes, types and names too; but for those in `exempt` and
/// the reference's draws.
void expect_equal(const FeatureMap& actual, const FeatureMap& expected,
                  const std::set<std::string>& exempt = {});

}  // namespace bb::test
