#include "io/input/chemistry/standardiser.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <GraphMol/MolOps.h>
#include <GraphMol/MolStandardize/Fragment.h>
#include <GraphMol/RDKitBase.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <GraphMol/SubstanceGroup.h>
#include <GraphMol/Substruct/SubstructMatch.h>
#include <RDGeneral/types.h>

#include "io/input/chemistry/chemistry_error.h"
#include "io/input/chemistry/hydrogens.h"
#include "io/input/chemistry/molecule_text.h"

namespace bb {
namespace {

// By atomic number: Sc–Cu, Ga–Ge, Y–Pd, Cd–Sb, La–Lu, Hf–Po, Ac–Lr. Zn (30) and Ag (47) are not
// among them. Zn (30) and Ag (47) are not among them.
bool is_excluded_metal(int z) {
  static constexpr std::array<std::array<int, 2>, 7> ranges = {
      {{21, 29}, {31, 32}, {39, 46}, {48, 51}, {57, 71}, {72, 84}, {89, 103}}};
  return std::any_of(ranges.begin(), ranges.end(),
                     [z](const auto& r) { return z >= r[0] && z <= r[1]; });
}

constexpr int most_borons = 7;
constexpr std::string_view mend_excluded =
    "Affinity is not defined for it in the reference; predict its structure without affinity, or "
    "leave the row out";
constexpr std::string_view mend_standard =
    "Give the neutral or physiological form in the usual notation, or predict its structure "
    "without affinity";

std::unique_ptr<RDKit::RWMol> whole_tartrate() {
  const std::unique_ptr<RDKit::ROMol> pattern(RDKit::SmartsToMol("OC(=O)C(O)C(O)C(=O)O"));
  auto rule = RDKit::MolOps::AdjustQueryParameters::noAdjustments();
  rule.adjustDegree = true;
  rule.adjustDegreeFlags = RDKit::MolOps::ADJUST_IGNORENONE;
  const std::unique_ptr<RDKit::ROMol> adjusted(
      RDKit::MolOps::adjustQueryProperties(*pattern, &rule));
  return std::make_unique<RDKit::RWMol>(*adjusted);
}

constexpr const char* given_place = "_bbGivenPlace";

std::vector<int32_t> number_heavy_atoms(RDKit::RWMol& molecule) {
  int count = 0;
  for (RDKit::Atom* atom : molecule.atoms()) {
    if (atom->getAtomicNum() != 1) { atom->setProp(given_place, count++); }
  }
  return std::vector<int32_t>(static_cast<size_t>(count), -1);
}

// `molecule` has just been written as a SMILES, and knows in which order.
void follow(const RDKit::ROMol& molecule, std::vector<int32_t>& places) {
  const auto order =
      molecule.getProp<std::vector<unsigned int>>(RDKit::common_properties::_smilesAtomOutputOrder);
  int32_t heavy = 0;
  for (const unsigned int index : order) {
    const RDKit::Atom* atom = molecule.getAtomWithIdx(index);
    int given = -1;
    if (atom->getPropIfPresent(given_place, given)) {
      places.at(static_cast<size_t>(given)) = heavy;
    }
    heavy += atom->getAtomicNum() != 1 ? 1 : 0;
  }
}

}  // namespace

void refuse_excluded(const RDKit::ROMol& molecule, const std::string& smiles) {
  int borons = 0;
  for (const RDKit::Atom* atom : molecule.atoms()) {
    borons += atom->getAtomicNum() == 5 ? 1 : 0;
    if (is_excluded_metal(atom->getAtomicNum())) {
      throw ChemistryError(LigandStatus::unsupported,
                           "the SMILES " + quoted_ligand(smiles) + " contains " +
                               atom->getSymbol() +
                               ", a metal excluded from affinity by the reference's rules. " +
                               std::string(mend_excluded));
    }
  }
  if (borons > most_borons) {
    throw ChemistryError(LigandStatus::unsupported,
                         "the SMILES " + quoted_ligand(smiles) + " has " + std::to_string(borons) +
                             " borons; with more than " + std::to_string(most_borons) +
                             " it is excluded from affinity by the reference's rules. " +
                             std::string(mend_excluded));
  }
}

Standardiser::Standardiser() : uncharger_(true), tartrate_(whole_tartrate()) {}

Standardised Standardiser::standardise(const std::string& text) {
  const std::string smiles = checked_smiles(text);
  const auto molecule = molecule_from_smiles(smiles, false);
  if (molecule->getNumAtoms() == 0) {
    throw ChemistryError(LigandStatus::unreadable,
                         "the SMILES " + quoted_ligand(smiles) +
                             " has no atoms. Give a SMILES with atoms, or leave the row out");
  }
  refuse_excluded(*molecule, smiles);
  Standardised out{.smiles = {}, .places = number_heavy_atoms(*molecule)};
  out.smiles =
      in_toolkit(LigandStatus::unreadable,
                 "the SMILES " + quoted_ligand(smiles) + " cannot be standardised for affinity",
                 mend_standard, [&] {
                   const std::unique_ptr<RDKit::ROMol> largest(
                       RDKit::MolStandardize::LargestFragmentChooser().choose(*molecule));
                   RDKit::RWMol fragment(*largest);
                   const auto standard = standardise(fragment);
                   const std::string written = RDKit::MolToSmiles(*standard);
                   follow(*standard, out.places);
                   return written;
                 });
  // Rarely the rules break a molecule; the reference then refuses it as well.
  in_toolkit(LigandStatus::unreadable,
             "the standardised form of the SMILES " + quoted_ligand(smiles) + " is broken",
             mend_standard, [&] { return molecule_from_smiles(out.smiles, true); });
  return out;
}

std::unique_ptr<RDKit::RWMol> Standardiser::standardise(RDKit::RWMol& molecule) {
  molecule.updatePropertyCache(false);
  RDKit::getSubstanceGroups(molecule).clear();
  RDKit::MolOps::Kekulize(molecule, false);
  auto out = without_plain_hydrogens(molecule);
  out = normaliser_.normalise(*out);
  const std::unique_ptr<RDKit::ROMol> uncharged(uncharger_.uncharge(*out));
  uncharged->updatePropertyCache(false);
  out = std::make_unique<RDKit::RWMol>(*uncharged);
  flatten_tartrate(*out);
  // The pipeline next straightens 2D drawings, which a SMILES has none of; of that only the ring
  // search remains.
  RDKit::MolOps::fastFindRings(*out);
  RDKit::MolOps::sanitizeMol(*out);
  return out;
}

void Standardiser::flatten_tartrate(RDKit::RWMol& molecule) const {
  for (const auto& match : RDKit::SubstructMatch(molecule, *tartrate_)) {
    for (const size_t centre : {3U, 5U}) {
      molecule.getAtomWithIdx(static_cast<unsigned int>(match[centre].second))
          ->setChiralTag(RDKit::Atom::CHI_UNSPECIFIED);
    }
  }
}

}  // namespace bb
