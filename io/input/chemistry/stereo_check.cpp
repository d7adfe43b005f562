#include "io/input/chemistry/stereo_check.h"

#include <cmath>

#include <Geometry/point.h>
#include <GraphMol/Conformer.h>
#include <GraphMol/RDKitBase.h>

#include "io/input/chemistry/stereo_constraints.h"

namespace bb {
namespace {

constexpr unsigned int largest_cis_ring = 8;

/// Whether the neighbours of a tetrahedral centre lie as its tag says: seen from the first, the
/// others in the order of their bonds turn clockwise or counterclockwise. A lone pair counts as the
/// last.
bool has_tag(const RDKit::ROMol& molecule, const RDKit::Atom& centre) {
  const bool clockwise = centre.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CW;
  const bool counter = centre.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CCW;
  if ((!clockwise && !counter) || centre.getDegree() < 3 || centre.getDegree() > 4) { return true; }
  const RDKit::Conformer& conformer = molecule.getConformer();
  const RDGeom::Point3D middle = conformer.getAtomPos(centre.getIdx());
  std::vector<RDGeom::Point3D> arms;
  for (const RDKit::Bond* bond : molecule.atomBonds(&centre)) {
    RDGeom::Point3D arm = conformer.getAtomPos(bond->getOtherAtomIdx(centre.getIdx())) - middle;
    arm.normalize();
    arms.push_back(arm);
  }
  const double volume = arms[0].dotProduct(arms[1].crossProduct(arms[2]));
  constexpr double flat = 0.05;  // of an ideal centre 0.77: neither hand
  return std::abs(volume) > flat && (volume > 0) == counter;
}

void add(std::string& text, const std::vector<std::string>& names, const std::string& one,
         const std::string& several) {
  if (names.empty()) { return; }
  text += text.empty() ? "" : ", and ";
  text += names.size() == 1 ? one : several;
  for (size_t i = 0; i < names.size(); ++i) { text += (i == 0 ? " " : ", ") + names[i]; }
}

}  // namespace

StereoFaults stereo_faults(const RDKit::ROMol& molecule, const HeavyAtoms& heavy,
                           const Molecule& described) {
  StereoFaults out;
  const auto name = [&](int32_t atom) { return described.atoms[static_cast<size_t>(atom)].name; };
  for (const Molecule::StereoBond& bond : described.stereo_bonds) {
    if (!bond.is_reference || has_configuration(described, bond)) { continue; }
    const auto index = [&](size_t i) { return heavy.atoms()[static_cast<size_t>(bond.atoms[i])]; };
    const RDKit::Bond* of_toolkit = molecule.getBondBetweenAtoms(index(1), index(2));
    const unsigned int ring = molecule.getRingInfo()->minBondRingSize(of_toolkit->getIdx());
    const bool never = bond.is_e && ring > 0 && ring <= largest_cis_ring;
    (never ? out.ring_bonds : out.bonds).push_back(name(bond.atoms[1]) + "=" + name(bond.atoms[2]));
  }
  for (const RDKit::Atom* atom : molecule.atoms()) {
    if (!has_tag(molecule, *atom)) {
      out.centres.push_back(name(heavy.place(static_cast<int>(atom->getIdx()))));
    }
  }
  return out;
}

std::string text_of(const StereoFaults& faults, unsigned int draws) {
  std::string text;
  const std::string after =
      draws > 1 ? " (in each of " + std::to_string(draws) + " attempts)" : std::string();
  add(text, faults.bonds, "the other configuration at the double bond",
      "the other configuration at the double bonds");
  add(text, faults.centres, "the other hand at the centre", "the other hand at the centres");
  if (!text.empty()) { text += after; }
  std::string in_rings;
  add(in_rings, faults.ring_bonds, "the other configuration at the double bond",
      "the other configuration at the double bonds");
  if (!in_rings.empty()) {
    text += (text.empty() ? "" : ", and ") + in_rings +
            " (this RDKit makes every double bond in a ring of up to 8 atoms cis)";
  }
  return "the conformer has " + text;
}

}  // namespace bb
