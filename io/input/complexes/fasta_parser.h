#pragma once

#include <filesystem>
#include <string>

#include "io/input/complexes/complex_checks.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

/// Boltz's FASTA: records `>CHAIN|TYPE` or `>CHAIN|TYPE|MSA`, TYPE one of protein, dna, rna, ccd
/// and smiles, MSA a path or `empty` and for proteins only; then the sequence, the CCD code or the
/// SMILES. Throws InputError with file, line and how to mend it. As in YAML, paths are relative to
/// the FASTA.
Complex parse_fasta(std::string text, const std::filesystem::path& file,
                    const InputOptions& options = {});

}  // namespace bb
