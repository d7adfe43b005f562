// From a SMILES to features, against the reference with the RDKit release that our chemistry is
// built with. Its conformers are injected, which come from a random number that nobody recorded.

#include <filesystem>

#include <gtest/gtest.h>

#include "io/input/chemistry/chemistry_pool.h"
#include "io/input/complexes/target.h"
#include "tests/worker/features/feature_cases.h"
#include "worker/tensor_file.h"

namespace bb {
namespace {

namespace fs = std::filesystem;

const fs::path made = BB_SMILES_FEATURES;

std::vector<fs::path> complexes() {
  std::vector<fs::path> paths;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(made, missing)) {
    if (entry.path().extension() == ".yaml") { paths.push_back(entry.path()); }
  }
  return paths;
}

Tensor take(FeatureMap& features, const std::string& name) {
  auto node = features.extract(name);
  return node ? node.mapped().contiguous() : Tensor();
}

void give_conformer(Molecule& molecule, const Tensor& positions) {
  ASSERT_EQ(positions.size(0), static_cast<int64_t>(molecule.atoms.size()));
  molecule.conformers.push_back({.name = "Computed", .positions = {}});
  const auto at = positions.accessor<float, 2>();
  for (int64_t i = 0; i < positions.size(0); ++i) {
    molecule.conformers.front().positions.push_back({at[i][0], at[i][1], at[i][2]});
  }
}

TEST(SmilesParity, EqualsReferenceEndToEnd) {
  const auto paths = complexes();
  ASSERT_GE(paths.size(), 9U);
  const auto components = ComponentLibrary::open({made / "components.bin"});
  ChemistryPool chemistry({.program = BB_CHEMISTRY_PROGRAM});
  for (const fs::path& path : paths) {
    SCOPED_TRACE(path);
    FeatureMap expected;
    for (auto& [name, tensor] : read_tensors(fs::path(path).replace_extension(".safetensors"))) {
      expected[name] = tensor;
    }
    const Complex complex = read_complex(path);
    LigandMolecules molecules;
    for (size_t i = 0; i < complex.entities.size(); ++i) {
      const Entity& entity = complex.entities[i];
      if (entity.type != ChainType::ligand) { continue; }
      LigandResult result =
          chemistry.prepare({.text = entity.ligand.text,
                             .affinity = complex.affinity_binder == entity.chain_ids.front(),
                             .detail = LigandDetail::description});
      ASSERT_EQ(result.status, LigandStatus::ok) << result.error;
      const std::string code = "LIG" + std::to_string(molecules.size() + 1);
      give_conformer(result.ligand.molecule, take(expected, "conformer." + code));
      EXPECT_NEAR(result.ligand.full_weight, take(expected, "weight." + code).item<double>(), 1e-3);
      molecules[i] = std::make_shared<const Molecule>(std::move(result.ligand.molecule));
    }
    const auto target = std::make_shared<const PreparedTarget>(complex, components);
    const Featuriser featuriser(target, complex, molecules);
    const Features ours = featuriser.structure_features(test::reference_draws(expected));
    test::expect_equal(featuriser.reference_features(ours), expected);
  }
}

}  // namespace
}  // namespace bb
