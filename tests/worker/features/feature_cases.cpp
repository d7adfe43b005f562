#include "tests/worker/features/feature_cases.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "io/input/complexes/target.h"
#include "worker/tensor_file.h"

namespace bb::test {
namespace {

namespace fs = std::filesystem;

const fs::path oracle = BB_ORACLE_DIR;
const fs::path made = BB_FEATURE_MOLECULES;

std::vector<std::string> folders(const fs::path& parent) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(parent, missing)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name.front() != '.') { names.push_back(name); }
  }
  std::sort(names.begin(), names.end());
  if (names.empty()) { names.emplace_back("the_oracle_is_missing"); }
  return names;
}

constexpr double float_tolerance = 1e-5;

/// What differs between two features, or nothing.
std::string difference(const Tensor& actual, const Tensor& expected) {
  if (actual.scalar_type() != expected.scalar_type()) {
    return std::string("is ") + c10::toString(actual.scalar_type()) + ", not " +
           c10::toString(expected.scalar_type());
  }
  if (actual.sizes() != expected.sizes()) {
    return "has shape " + std::to_string(actual.dim()) + "-d " + c10::str(actual.sizes()) +
           ", not " + c10::str(expected.sizes());
  }
  if (!at::isFloatingType(actual.scalar_type())) {
    const auto wrong = actual.ne(expected).sum().item<int64_t>();
    return wrong == 0 ? "" : "differs in " + std::to_string(wrong) + " elements";
  }
  // Infinities are equal to themselves only.
  const Tensor gap = at::where(actual.eq(expected), at::zeros({}, at::kDouble),
                               (actual.to(at::kDouble) - expected.to(at::kDouble)).abs());
  const double largest = gap.numel() ? gap.max().item<double>() : 0;
  return largest <= float_tolerance ? "" : "differs by " + std::to_string(largest);
}

}  // namespace

void expect_equal(const FeatureMap& actual, const FeatureMap& expected,
                  const std::set<std::string>& exempt) {
  for (const auto& [name, tensor] : expected) {
    if (name.starts_with("__aug") || exempt.contains(name)) { continue; }
    const auto found = actual.find(name);
    if (found == actual.end()) {
      ADD_FAILURE() << name << " is missing";
    } else {
      EXPECT_EQ(difference(found->second, tensor), "") << name;
    }
  }
  for (const auto& [name, tensor] : actual) { EXPECT_TRUE(expected.contains(name)) << name; }
}

std::vector<std::string> oracle_complexes() { return folders(oracle / "complexes"); }
std::vector<std::string> oracle_affinity_complexes() { return folders(oracle / "affinity"); }

FeatureMap reference_features(const std::string& complex, FeatureStage stage) {
  if (stage == FeatureStage::affinity) {
    return read_tensors(oracle / "affinity" / complex / "affinity.safetensors");
  }
  return read_tensors(oracle / "complexes" / complex / "structure.safetensors");
}

ConformerDraws reference_draws(const FeatureMap& features) {
  const auto rotations = features.find("__aug_R"), translations = features.find("__aug_trans");
  if (rotations == features.end()) {
    return [](int64_t) -> RigidMotion { throw std::out_of_range("the reference drew nothing"); };
  }
  return recorded_draws(rotations->second, translations->second);
}

Complex oracle_complex(const std::string& name) {
  return read_complex(oracle / "complexes" / name / "inputs" / (name + ".yaml"));
}

std::shared_ptr<const ComponentLibrary> oracle_components() {
  static const auto library = ComponentLibrary::open({made / "components.bin"});
  return library;
}

LigandMolecules oracle_ligands(const Complex& complex) {
  LigandMolecules ligands;
  std::shared_ptr<const ComponentStore> store;
  for (size_t entity = 0; entity < complex.entities.size(); ++entity) {
    const Entity& one = complex.entities[entity];
    if (one.type != ChainType::ligand || one.ligand.kind == LigandInput::Kind::ccd) { continue; }
    if (!store) { store = ComponentStore::open(made / (complex.name + ".bin")); }
    const std::string code = "LIG" + std::to_string(ligands.size() + 1);
    // The reference derives geometry from the molecule with its hydrogens and the rest from that
    // without.
    Molecule molecule = store->load(code), whole = store->load(code + "H");
    molecule.bounds = std::move(whole.bounds);
    molecule.chiral_atoms = std::move(whole.chiral_atoms);
    molecule.stereo_bonds = std::move(whole.stereo_bonds);
    molecule.planar_bonds = std::move(whole.planar_bonds);
    molecule.planar_rings_5 = std::move(whole.planar_rings_5);
    molecule.planar_rings_6 = std::move(whole.planar_rings_6);
    ligands[entity] = std::make_shared<const Molecule>(std::move(molecule));
  }
  return ligands;
}

Featuriser oracle_featuriser(const std::string& name) {
  const Complex complex = oracle_complex(name);
  auto target = std::make_shared<const PreparedTarget>(complex, oracle_components());
  return Featuriser(std::move(target), complex, oracle_ligands(complex));
}

std::vector<float> oracle_coordinates(const std::string& name) {
  const auto tensors = read_tensors(made / (name + ".safetensors"));
  const Tensor coordinates = tensors.at("coordinates").contiguous();
  const auto* first = coordinates.const_data_ptr<float>();
  return {first, first + coordinates.numel()};
}

}  // namespace bb::test
