#include "tests/worker/features/feature_cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "io/input/complex_loader.h"
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
    if (entry.is_directory() && name.front() != '.') names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  if (names.empty()) names.push_back("the_oracle_is_missing");
  return names;
}

/// A copy of a PDB file whose SEQRES lines say what the reference's gemmi 0.6.5 reads there: beyond
/// the end of a line that is not padded to 80 columns, as the oracle's are not, it reads what the
/// line before has left in its buffer.
fs::path as_gemmi_reads(const fs::path& path) {
  constexpr size_t first_name = 19, name_width = 4, names_end = 68;
  const fs::path folder = fs::temp_directory_path() / ("bb_features_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ifstream in(path);
  std::ofstream out(folder / path.filename());
  std::string buffer(128, '\0');
  for (std::string line; std::getline(in, line);) {
    buffer.replace(0, line.size() + 2, line + '\n' + '\0');
    if (line.starts_with("SEQRES")) {
      line.resize(first_name);
      for (size_t at = first_name; at < names_end; at += name_width) {
        const std::string name = buffer.substr(at, 3).c_str();  // ends at a zero
        if (name.size() == 3) line += name + ' ';
      }
    }
    out << line << '\n';
  }
  return folder / path.filename();
}

}  // namespace

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
  Complex complex = read_complex(oracle / "complexes" / name / "inputs" / (name + ".yaml"));
  for (TemplateInput& one : complex.templates) one.path = as_gemmi_reads(one.path);
  return complex;
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
    if (one.type != ChainType::ligand || one.ligand.kind == LigandInput::Kind::ccd) continue;
    if (!store) store = ComponentStore::open(made / (complex.name + ".bin"));
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
