#include "io/input/templates/template_polymer.h"

#include <algorithm>

#include <gemmi/polyheur.hpp>
#include <gemmi/resinfo.hpp>

namespace bb {
namespace {

using gemmi::EntityType;
using gemmi::PolymerType;

bool is_amino_acid(const gemmi::ResidueInfo& info) { return info.is_amino_acid(); }

// Where the polymer that begins a chain ends, in a file without TER; gemmi 0.6.5's rules.
size_t polymer_end(const std::vector<gemmi::Residue>& residues, PolymerType type) {
  size_t end = residues.size();
  size_t linked = 0;  // the last residue that certainly belongs to it
  for (size_t i = 0; i < end; ++i) {
    const gemmi::ResidueInfo info = gemmi::find_tabulated_residue(residues[i].name);
    if (!info.found()) { continue; }
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
  if (linked == end || linked + 1 == end) { return end; }
  for (size_t i = linked; i < std::min(end, residues.size() - 1); ++i) {
    const int step = *residues[i + 1].seqid.num - *residues[i].seqid.num;
    if (step < -1 || step > 10) { return i + 1; }
    if (step == 1 && i < 2) { continue; }
    if (!gemmi::are_connected2(residues[i], residues[i + 1], type)) { return i + 1; }
  }
  return end;
}

}  // namespace

// gemmi's `check_polymer_type`.
PolymerType polymer_type(const std::vector<gemmi::Residue>& residues) {
  size_t total = 0, amino_acids = 0, nucleotides = 0, l_amino_acids = 0, d_amino_acids = 0, dna = 0,
         rna = 0;
  bool atom_record = false;
  for (const gemmi::Residue& residue : residues) {
    if (residue.entity_type != EntityType::Unknown && residue.entity_type != EntityType::Polymer) {
      continue;
    }
    atom_record |= residue.het_flag == 'A';
    const gemmi::ResidueInfo info = gemmi::find_tabulated_residue(residue.name);
    if (info.found()) {
      if (info.is_water() || info.hydrogen_count == 0) {
        continue;  // ions
      }
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
  if (total == 0 || (total == 1 && !atom_record)) { return PolymerType::Unknown; }
  const size_t bonus = atom_record ? 1 : 0;
  if (2 * amino_acids + bonus > total) {
    return l_amino_acids >= d_amino_acids ? PolymerType::PeptideL : PolymerType::PeptideD;
  }
  if (2 * nucleotides + bonus > total) {
    return dna == 0 ? PolymerType::Rna : rna == 0 ? PolymerType::Dna : PolymerType::DnaRnaHybrid;
  }
  return PolymerType::Unknown;
}

size_t mark_polymer(gemmi::Chain& chain) {
  auto& residues = chain.residues;
  const auto known = [](const gemmi::Residue& residue) {
    return residue.entity_type != EntityType::Unknown;
  };
  if (!std::ranges::all_of(residues, known)) {
    const PolymerType type = polymer_type(residues);
    const size_t end = type == PolymerType::Unknown ? 0 : polymer_end(residues, type);
    for (size_t i = 0; i < residues.size(); ++i) {
      if (!known(residues[i])) {
        residues[i].entity_type = i < end ? EntityType::Polymer : EntityType::NonPolymer;
      }
    }
  }
  const auto other = std::ranges::find_if(residues, [](const gemmi::Residue& residue) {
    return residue.entity_type != EntityType::Polymer;
  });
  return static_cast<size_t>(other - residues.begin());
}

}  // namespace bb
