#include "io/input/chemistry/conformer.h"

#include <cmath>
#include <memory>
#include <new>

#include <ForceField/ForceField.h>
#include <GraphMol/Conformer.h>
#include <GraphMol/DistGeomHelpers/Embedder.h>
#include <GraphMol/ForceFieldHelpers/FFConvenience.h>
#include <GraphMol/ForceFieldHelpers/UFF/Builder.h>

#include "io/input/chemistry/chemistry_error.h"
#include "io/input/chemistry/embedding_bounds.h"

namespace bb {
namespace {

constexpr int most_iterations = 1000;
constexpr double vdw_threshold = 10.0;  // the RDKit's defaults, which the reference leaves
constexpr std::string_view mend =
    "Check its stereochemistry and ring closures, which may exclude each other; or give it as a "
    "CCD component";

// UFF has no parameters for some metals, and then may draw the atoms about one into a point.
bool is_collapsed(const RDKit::Conformer& conformer) {
  constexpr double least = 0.5;  // Å
  const auto& at = conformer.getPositions();
  for (size_t i = 0; i < at.size(); ++i) {
    for (size_t j = i + 1; j < at.size(); ++j) {
      if ((at[i] - at[j]).lengthSq() < least * least) { return true; }
    }
  }
  return false;
}

ConformerQuality optimise(RDKit::RWMol& molecule, int id) {
  const RDKit::Conformer embedded = molecule.getConformer(id);
  try {
    const std::unique_ptr<ForceFields::ForceField> field(
        RDKit::UFF::constructForceField(molecule, vdw_threshold, id, true));
    const auto [needs_more, energy] =
        RDKit::ForceFieldsHelper::OptimizeMolecule(*field, most_iterations);
    if (is_collapsed(molecule.getConformer(id))) {
      molecule.getConformer(id) = embedded;
      return ConformerQuality::unoptimised;
    }
    return needs_more == 0 ? ConformerQuality::optimised : ConformerQuality::unconverged;
  } catch (const std::bad_alloc&) { throw; } catch (const std::exception&) {
    return ConformerQuality::unoptimised;  // the reference, too, goes on with what it has
  }
}

bool is_finite(const RDKit::Conformer& conformer) {
  for (const auto& p : conformer.getPositions()) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) { return false; }
  }
  return true;
}

}  // namespace

EmbeddedConformer embed(RDKit::RWMol& molecule, int32_t seed, const std::string& smiles) {
  EmbeddedConformer out;
  RDKit::DGeomHelpers::EmbedParameters options = RDKit::DGeomHelpers::ETKDGv3;
  options.clearConfs = false;
  options.randomSeed = seed;
  const std::string what = "no 3D coordinates can be found for " + quoted_ligand(smiles);
  const int id = in_toolkit(LigandStatus::no_conformer, what, mend, [&] {
    const int first = RDKit::DGeomHelpers::EmbedMolecule(molecule, options);
    if (first != -1) { return first; }
    options.useRandomCoords = true;
    out.random_coordinates = true;
    const int second = RDKit::DGeomHelpers::EmbedMolecule(molecule, options);
    const auto bounds = second == -1 ? bounds_of_hypervalent(molecule) : nullptr;
    if (!bounds) { return second; }
    options.boundsMat = bounds;
    options.embedFragmentsSeparately = false;
    return RDKit::DGeomHelpers::EmbedMolecule(molecule, options);
  });
  if (id == -1) {
    throw ChemistryError(LigandStatus::no_conformer,
                         what + ": ETKDGv3 gave up. " + std::string(mend));
  }
  out.quality = optimise(molecule, id);
  if (!is_finite(molecule.getConformer(id))) {
    throw ChemistryError(LigandStatus::no_conformer,
                         what + ": the coordinates are not finite. " + std::string(mend));
  }
  return out;
}

}  // namespace bb
