#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "io/input/components/component_library.h"
#include "io/store/layout.h"
#include "worker/model_file.h"

namespace bb {

/// "Boltz-2, published" for the files that boltz 2.2.1 downloads, known by their SHA-256; else
/// "not a published file"; nothing for an empty `sha256`.
std::string_view weights_name(ModelKind kind, std::string_view sha256);

/// "Boltz-2, published; affinity: not a published file", of a store's checkpoints.
std::string describe_weights(const StoreAttributes& attributes);

/// Where the standard residues come from, whose conformers are features: "imported: …" for those
/// that tools/components/import_mols.py took from the published components; else what is used in
/// their place.
std::string residues_name(const ComponentLibrary& components);

/// What to say of a run with published weights and other residues than the published ones: how far
/// that matters, and the command that mends it. Nothing where the weights are not published ones,
/// or the residues are. `cache`: where the components are imported from and to.
std::optional<std::string> residues_warning(const StoreAttributes& attributes,
                                            const std::filesystem::path& cache);

}  // namespace bb
