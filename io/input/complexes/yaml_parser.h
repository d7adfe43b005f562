#pragma once

#include <filesystem>
#include <string_view>

#include "io/input/complexes/complex_checks.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

/// Boltz's YAML, version 1 (the reference's parse_boltz_schema). A key that is unknown, missing or
/// there twice, a value of another kind, a reference to what is not there: each throws InputError
/// with file, line, field and how to mend it.
///
/// Differs from the reference on purpose: paths are relative to the YAML (it takes the working
/// folder); a chain id used twice, modifications that differ between equal sequences, lower-case
/// and other characters that are no residue letters are errors (it silently drops, ignores and
/// misreads them).
Complex parse_yaml(std::string_view text, const std::filesystem::path& file,
                   const InputOptions& options = {});

/// The same before complete(): for targets, whose ligand comes later and may be named by
/// constraints and properties.
Complex parse_yaml_draft(std::string_view text, const std::filesystem::path& file);

}  // namespace bb
