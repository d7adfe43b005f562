#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/input_error.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

enum class MissingMsa {
  refuse,
  empty
};  // a protein that says nothing of its MSA: an error, or the sequence alone

struct InputOptions {
  MissingMsa missing_msa = MissingMsa::refuse;
};

/// Checks on single values, wherever they come from. Each throws InputError with `place`.
void check_chain_id(std::string_view id, const InputPlace& place);
void check_sequence(ChainType type, std::string_view sequence, const InputPlace& place,
                    std::vector<std::string>& warnings);
void check_ccd_code(std::string_view code, const InputPlace& place);

/// A path in the file `from`: relative to its folder.
std::filesystem::path beside(const std::filesystem::path& from, const std::string& path);

/// What a path in a Boltz file means: relative to the folder of `from`; failing that, as the
/// reference reads it, relative to the working folder, with a warning.
std::filesystem::path resolve_path(const std::filesystem::path& from, const std::string& path,
                                   std::vector<std::string>& warnings);

/// An MSA as YAML and FASTA name it: a path to .a3m or .csv (.gz too), or `empty`.
MsaSource msa_source(const std::string& text, const InputPlace& place,
                     std::vector<std::string>& warnings);

/// Brings a complex as parsed (one entity per item as written, token references not told apart:
/// atom = what is written) into the form of complex_input.h: groups equal items, checks every
/// reference between its parts, applies the options. `absent`: a chain that is to come; what is
/// said of it is not checked. Throws InputError naming the line.
void complete(Complex& complex, const InputOptions& options, std::string_view absent = {});

/// Chain ids that constraints and properties name and no item defines, in the order in which they
/// are met, each once.
std::vector<std::string> undefined_chains(const Complex& complex);

}  // namespace bb
