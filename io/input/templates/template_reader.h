#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gemmi/model.hpp>

namespace bb {

/// A polypeptide of a structure file, before its residues are looked at.
struct TemplatePolymer {
  std::string name;  // as TemplateChain has it
  std::string author_name;
  /// Component names, the first of each microheterogeneity; empty where the file does not say.
  std::vector<std::string> full_sequence;
  std::vector<gemmi::Residue> residues;  // what the model has of it, cleaned; one at least
};

/// The L-polypeptides of the first model of an mmCIF file, by its entities, or, where these name
/// none, by gemmi's rules; of a PDB file, by SEQRES, TER records and gemmi's rules for files
/// without TER. Hydrogens, waters, alternative conformations dropped. Throw InputError.
std::vector<TemplatePolymer> read_mmcif_polymers(const std::string& text,
                                                 const std::filesystem::path& path);
std::vector<TemplatePolymer> read_pdb_polymers(const std::string& text,
                                               const std::filesystem::path& path);

/// Leaves the residues of a chain that are its polymer, from the first on: what the file says of
/// them, else gemmi's rules. Returns whether they are an L-polypeptide.
bool keep_peptide(gemmi::Chain& chain);

/// Throws InputError for more residues in the full sequences of a file than
/// limits::template_residues.
void check_residues(size_t residues, const std::filesystem::path& path);

}  // namespace bb
