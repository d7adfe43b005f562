#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>

#include <gemmi/modify.hpp>
#include <gemmi/pdb.hpp>
#include <gemmi/polyheur.hpp>
#include <gemmi/resinfo.hpp>

#include "io/input/input_error.h"
#include "io/input/line_reader.h"
#include "io/input/template_reader.h"
#include "io/input/text.h"

namespace bb {
namespace {

using gemmi::EntityType;
using gemmi::PolymerType;

bool is_amino_acid(const gemmi::ResidueInfo& info) { return info.is_amino_acid(); }

// Whether these residues are a protein, as gemmi 0.6.5 decides (`check_polymer_type`; the packaged
// gemmi's rules are older).
PolymerType polymer_type(const std::vector<gemmi::Residue>& residues) {
  std::size_t total = 0, amino_acids = 0, nucleotides = 0, l_amino_acids = 0, d_amino_acids = 0,
              dna = 0, rna = 0;
  bool atom_record = false;
  for (const gemmi::Residue& residue : residues) {
    if (residue.entity_type != EntityType::Unknown && residue.entity_type != EntityType::Polymer)
      continue;
    atom_record |= residue.het_flag == 'A';
    const gemmi::ResidueInfo info = gemmi::find_tabulated_residue(residue.name);
    if (info.found()) {
      if (info.is_water() || info.hydrogen_count == 0) continue;  // ions
      amino_acids += is_amino_acid(info) ? 1 : 0;
      nucleotides += info.is_nucleic_acid() ? 1 : 0;
      l_amino_acids += info.kind == gemmi::ResidueInfo::AA ? 1 : 0;
      d_amino_acids += info.kind == gemmi::ResidueInfo::AAD ? 1 : 0;
      dna += info.is_dna() ? 1 : 0;
      rna += info.is_rna() ? 1 : 0;
    } else if (residue.get_ca() != nullptr) {
      ++amino_acids;
    } else if (residue.get_p() != nullptr) {
      ++nucleotides;
    }
    ++total;
  }
  if (total == 0 || (total == 1 && !atom_record)) return PolymerType::Unknown;
  const std::size_t bonus = atom_record ? 1 : 0;
  if (2 * amino_acids + bonus > total)
    return l_amino_acids >= d_amino_acids ? PolymerType::PeptideL : PolymerType::PeptideD;
  if (2 * nucleotides + bonus > total) {
    return dna == 0 ? PolymerType::Rna : rna == 0 ? PolymerType::Dna : PolymerType::DnaRnaHybrid;
  }
  return PolymerType::Unknown;
}

// Where the polymer that begins a chain ends, in a file without TER; gemmi 0.6.5's rules.
std::size_t polymer_end(const std::vector<gemmi::Residue>& residues, PolymerType type) {
  std::size_t end = residues.size();
  std::size_t linked = 0;  // the last residue that certainly belongs to it
  for (std::size_t i = 0; i < end; ++i) {
    const gemmi::ResidueInfo info = gemmi::find_tabulated_residue(residues[i].name);
    if (!info.found()) continue;
    const bool fits = (gemmi::is_polypeptide(type) && is_amino_acid(info)) ||
                      (gemmi::is_polynucleotide(type) && info.is_nucleic_acid());
    // A standard residue among the HETATM is in the solvent; the first residue may be a cap.
    if (info.is_water() || (!fits && linked != 0) ||
        (info.is_standard() && residues[i].het_flag == 'H')) {
      end = i;
    } else if (fits && info.is_standard()) {
      linked = i;
    }
  }
  if (linked == end || linked + 1 == end) return end;
  for (std::size_t i = linked; i < std::min(end, residues.size() - 1); ++i) {
    const int step = *residues[i + 1].seqid.num - *residues[i].seqid.num;
    if (step < -1 || step > 10) return i + 1;
    if (step == 1 && i < 2) continue;
    if (!gemmi::are_connected2(residues[i], residues[i + 1], type)) return i + 1;
  }
  return end;
}

struct PdbText {
  std::string coordinates;                                    // the records that place atoms
  std::map<std::string, std::vector<std::string>> sequences;  // SEQRES by chain
  bool atoms = false;
  bool odd_ter = false;  // TER twice in a chain: not the ends of polymers
};

// gemmi gets only the records that it is needed for, in full length: what it makes of others that
// are cut short is left to chance.
PdbText split_records(const std::string& text, const std::filesystem::path& path) {
  PdbText result;
  std::optional<std::string> chain;
  bool ended = false;  // TER was seen in `chain`
  LineReader lines(ByteSource::from_memory(text, path));
  for (std::string line; lines.next(line);) {
    std::string record = line.substr(0, 6);
    record.resize(6, ' ');
    std::ranges::transform(record, record.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? gemmi::alpha_up(c) : c; });
    if (record == "SEQRES") {
      line.resize(80, ' ');
      auto& sequence = result.sequences[std::string(trimmed(line.substr(10, 2)))];
      for (std::size_t at = 19; at < 68; at += 4) {
        if (const auto name = trimmed(std::string_view(line).substr(at, 3)); !name.empty())
          sequence.emplace_back(name);
      }
    } else if (record == "ATOM  " || record == "HETATM") {
      if (line.size() < 54) {
        throw InputError({.file = path, .line = lines.number()},
                         "an atom record ends before its coordinates do",
                         "Check that the file is whole and is PDB");
      }
      for (const std::size_t at : {std::size_t{30}, std::size_t{38}, std::size_t{46}}) {
        const std::string number(trimmed(std::string_view(line).substr(at, 8)));
        char* end = nullptr;
        if (number.empty() || std::isfinite(std::strtod(number.c_str(), &end)) == 0 ||
            *end != '\0') {
          throw InputError({.file = path, .line = lines.number(), .column = at + 1},
                           "the coordinate " + quote(number) + " is not a number",
                           "Check that the columns are those of the PDB format");
        }
      }
      const std::string name(trimmed(line.substr(20, 2)));
      if (chain != name) ended = false;
      chain = name;
      line.resize(80, ' ');
      line.replace(72, 4, 4, ' ');  // segment identifiers would cut residues in two
      line.replace(78, 2, 2, ' ');  // charges
      result.coordinates += line + '\n';
      result.atoms = true;
    } else if (record.starts_with("TER") && (record[3] == ' ')) {
      result.odd_ter |= ended;
      ended = chain.has_value();
      result.coordinates += "TER\n";
    } else if (record == "MODEL ") {
      line.resize(80, ' ');
      result.coordinates += line + '\n';
      chain.reset();
    } else if (record == "ENDMDL") {
      result.coordinates += "ENDMDL\n";
      break;  // the first model is enough
    }
  }
  return result;
}

// Marks the residues of a chain that are its polymer; returns how many, from the first on.
std::size_t mark_polymer(gemmi::Chain& chain) {
  auto& residues = chain.residues;
  const auto known = [](const gemmi::Residue& residue) {
    return residue.entity_type != EntityType::Unknown;
  };
  if (!std::ranges::all_of(residues, known)) {
    const PolymerType type = polymer_type(residues);
    const std::size_t end = type == PolymerType::Unknown ? 0 : polymer_end(residues, type);
    for (std::size_t i = 0; i < residues.size(); ++i) {
      if (!known(residues[i]))
        residues[i].entity_type = i < end ? EntityType::Polymer : EntityType::NonPolymer;
    }
  }
  const auto other = std::ranges::find_if(residues, [](const gemmi::Residue& residue) {
    return residue.entity_type != EntityType::Polymer;
  });
  return static_cast<std::size_t>(other - residues.begin());
}

}  // namespace

std::vector<TemplatePolymer> read_pdb_polymers(const std::string& text,
                                               const std::filesystem::path& path) {
  constexpr std::string_view write_pdb =
      "Give a PDB file with SEQRES records, or the mmCIF file of the same structure under 'cif'";
  const PdbText records = split_records(text, path);
  if (!records.atoms) throw InputError({.file = path}, "it has no atoms (ATOM records)", write_pdb);
  gemmi::Structure structure;
  try {
    structure = gemmi::read_pdb_string(records.coordinates, path.filename().string());
  } catch (const std::exception& problem) {
    throw InputError({.file = path}, "its atoms cannot be read: " + std::string(problem.what()),
                     write_pdb);
  }
  gemmi::Model& model = structure.models.at(0);
  bool odd_ter = records.odd_ter;
  for (const gemmi::Chain& chain : model.chains) {
    for (const gemmi::Residue& residue : chain.residues)
      odd_ter |= residue.entity_type == EntityType::Polymer && residue.is_water();
  }
  for (gemmi::Chain& chain : model.chains) {
    for (gemmi::Residue& residue : chain.residues) {
      if (odd_ter) residue.entity_type = EntityType::Unknown;
      residue.subchain.clear();
    }
  }
  structure.merge_chain_parts();

  std::vector<TemplatePolymer> polymers;
  std::size_t residues = 0;
  for (gemmi::Chain& chain : model.chains) {
    chain.residues.resize(mark_polymer(chain), gemmi::Residue{});
    if (chain.residues.empty() || polymer_type(chain.residues) != PolymerType::PeptideL) continue;
    gemmi::remove_waters(chain);
    gemmi::remove_hydrogens(chain);
    gemmi::remove_alternative_conformations(chain);
    std::erase_if(chain.residues,
                  [](const gemmi::Residue& residue) { return residue.atoms.empty(); });
    if (chain.residues.empty()) continue;
    const auto sequence = records.sequences.find(chain.name);
    if (sequence != records.sequences.end())
      check_residues(residues += sequence->second.size(), path);
    polymers.push_back(
        {chain.name + "1", chain.name,
         sequence == records.sequences.end() ? std::vector<std::string>{} : sequence->second,
         std::move(chain.residues), PolymerType::PeptideL});
  }
  if (polymers.empty()) throw InputError({.file = path}, "it has no protein chain", write_pdb);
  return polymers;
}

}  // namespace bb
