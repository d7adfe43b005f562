#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include <gemmi/modify.hpp>
#include <gemmi/pdb.hpp>
#include <gemmi/polyheur.hpp>

#include "io/files/input_error.h"
#include "io/files/line_reader.h"
#include "io/files/text.h"
#include "io/input/templates/template_reader.h"

namespace bb {
namespace {

struct PdbText {
  std::string coordinates;                                    // the records that place atoms
  std::map<std::string, std::vector<std::string>> sequences;  // SEQRES by chain
  bool atoms = false;
};

// gemmi gets only the records that it is needed for, in full length: what it makes of others that
// are cut short is left to chance.
PdbText split_records(const std::string& text, const std::filesystem::path& path) {
  PdbText result;
  LineReader lines(ByteSource::from_memory(text, path));
  for (std::string line; lines.next(line);) {
    std::string record = line.substr(0, 6);
    record.resize(6, ' ');
    std::ranges::transform(record, record.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? gemmi::alpha_up(c) : c; });
    if (record == "SEQRES") {
      line.resize(80, ' ');
      auto& sequence = result.sequences[std::string(trimmed(line.substr(10, 2)))];
      for (size_t at = 19; at < 68; at += 4) {
        if (const auto name = trimmed(std::string_view(line).substr(at, 3)); !name.empty()) {
          sequence.emplace_back(name);
        }
      }
    } else if (record == "ATOM  " || record == "HETATM") {
      if (line.size() < 54) {
        throw InputError({.file = path, .line = lines.number()},
                         "an atom record ends before its coordinates do",
                         "Check that the file is whole and is PDB");
      }
      for (const size_t at : {size_t{30}, size_t{38}, size_t{46}}) {
        const std::string number(trimmed(std::string_view(line).substr(at, 8)));
        char* end = nullptr;
        if (number.empty() || std::isfinite(std::strtod(number.c_str(), &end)) == 0 ||
            *end != '\0') {
          throw InputError({.file = path, .line = lines.number(), .column = at + 1},
                           "the coordinate " + quote(number) + " is not a number",
                           "Check that the columns are those of the PDB format");
        }
      }
      line.resize(80, ' ');
      line.replace(72, 4, 4, ' ');  // segment identifiers would cut residues in two
      line.replace(78, 2, 2, ' ');  // charges
      result.coordinates += line + '\n';
      result.atoms = true;
    } else if (record.starts_with("TER") && (record[3] == ' ')) {
      result.coordinates += "TER\n";
    } else if (record == "MODEL ") {
      line.resize(80, ' ');
      result.coordinates += line + '\n';
    } else if (record == "ENDMDL") {
      result.coordinates += "ENDMDL\n";
      break;  // the first model is enough
    }
  }
  return result;
}

}  // namespace

std::vector<TemplatePolymer> read_pdb_polymers(const std::string& text,
                                               const std::filesystem::path& path) {
  constexpr std::string_view write_pdb =
      "Give a PDB file as the PDB writes it, or the mmCIF file of the same structure under 'cif'";
  const PdbText records = split_records(text, path);
  if (!records.atoms) {
    throw InputError({.file = path}, "it has no atoms (ATOM records)", write_pdb);
  }
  gemmi::Structure structure;
  try {
    structure = gemmi::read_pdb_string(records.coordinates, path.filename().string());
  } catch (const std::exception& problem) {
    throw InputError({.file = path}, "its atoms cannot be read: " + std::string(problem.what()),
                     write_pdb);
  }
  structure.merge_chain_parts();

  std::vector<TemplatePolymer> polymers;
  size_t residues = 0;
  for (gemmi::Chain& chain : structure.models.at(0).chains) {
    if (!keep_peptide(chain)) { continue; }
    gemmi::remove_waters(chain);
    gemmi::remove_hydrogens(chain);
    gemmi::remove_alternative_conformations(chain);
    std::erase_if(chain.residues,
                  [](const gemmi::Residue& residue) { return residue.atoms.empty(); });
    if (chain.residues.empty()) { continue; }
    const auto sequence = records.sequences.find(chain.name);
    if (sequence != records.sequences.end()) {
      check_residues(residues += sequence->second.size(), path);
    }
    polymers.push_back(
        {chain.name + "1", chain.name,
         sequence == records.sequences.end() ? std::vector<std::string>{} : sequence->second,
         std::move(chain.residues)});
  }
  if (polymers.empty()) { throw InputError({.file = path}, "it has no protein chain", write_pdb); }
  return polymers;
}

}  // namespace bb
