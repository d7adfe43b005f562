#include "driver/report/published_weights.h"

#include <algorithm>

namespace bb {

namespace {

constexpr std::string_view published_structure =
    "090e82ac8c92f5e943fa1b39e7410a44027bea7243c0bbb3caa67a77fc1428e1";  // boltz2_conf.ckpt
constexpr std::string_view published_affinity =
    "dcc5cd3722b1c9eaa34267e4ae32f55cbbf1963f4c19319381ccfa30fdd2ca9e";  // boltz2_aff.ckpt
constexpr std::string_view published = "Boltz-2, published";

constexpr std::string_view imported = "imported: ";
constexpr std::string_view import_tool = "tools/components/import_mols.py";  // says so in its files

}  // namespace

std::string_view weights_name(ModelKind kind, std::string_view sha256) {
  if (sha256.empty()) { return {}; }
  const bool known =
      sha256 == (kind == ModelKind::affinity ? published_affinity : published_structure);
  return known ? published : "not a published file";
}

std::string describe_weights(const StoreAttributes& attributes) {
  std::string text(weights_name(ModelKind::structure, attributes.checkpoint_sha256));
  if (!attributes.affinity_checkpoint_sha256.empty()) {
    text += "; affinity: ";
    text += weights_name(ModelKind::affinity, attributes.affinity_checkpoint_sha256);
  }
  return text;
}

std::string residues_name(const ComponentLibrary& components) {
  const auto& stores = components.stores();
  const ComponentStore& own = *stores.back();
  std::string used;
  for (size_t i = 0; i < own.size(); ++i) {
    const auto from = std::ranges::find_if(
        stores, [&](const auto& store) { return store->contains(own.code(i)); });
    const ComponentStore& store = **from;
    if (&store == &own) { return "the program's own, not the published ones"; }
    if (store.provenance().find(import_tool) == std::string_view::npos) {
      return "of " + store.name() + ", not the published ones";
    }
    if (used.empty()) {
      used = imported;
      const std::string_view text = store.provenance();
      used += text.substr(0, text.find('\n'));
    }
  }
  return used;
}

std::optional<std::string> residues_warning(const StoreAttributes& attributes,
                                            const std::filesystem::path& cache) {
  const bool known = attributes.checkpoint_sha256 == published_structure ||
                     attributes.affinity_checkpoint_sha256 == published_affinity;
  if (!known || attributes.residues.starts_with(imported)) { return std::nullopt; }
  const auto unpacked = cache / "mols";
  const auto source = std::filesystem::is_directory(unpacked) ? unpacked : cache / "mols.tar";
  return "the weights are published ones, but not the residues: those inside the program have "
         "other conformers (up to 1.4 Å apart inside a lysine), so the results differ from those "
         "of `boltz predict`. Import the published components once, in the Python environment of "
         "boltz:\n  python " +
         std::string(import_tool) + " " + source.string() + " " +
         (cache / "components.bin").string();
}

}  // namespace bb
