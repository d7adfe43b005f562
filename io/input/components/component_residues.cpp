#include "io/input/components/component_residues.h"

#include <algorithm>
#include <array>

namespace bb {
namespace {

using Names = std::string_view;

// Atom names and their order are part of what the published weights were trained with (the
// reference's const.py).
constexpr Names ala_atoms[] = {"N", "CA", "C", "O", "CB"};
constexpr Names arg_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD", "NE", "CZ", "NH1", "NH2"};
constexpr Names asn_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "OD1", "ND2"};
constexpr Names asp_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "OD1", "OD2"};
constexpr Names cys_atoms[] = {"N", "CA", "C", "O", "CB", "SG"};
constexpr Names gln_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD", "OE1", "NE2"};
constexpr Names glu_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD", "OE1", "OE2"};
constexpr Names gly_atoms[] = {"N", "CA", "C", "O"};
constexpr Names his_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "ND1", "CD2", "CE1", "NE2"};
constexpr Names ile_atoms[] = {"N", "CA", "C", "O", "CB", "CG1", "CG2", "CD1"};
constexpr Names leu_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD1", "CD2"};
constexpr Names lys_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD", "CE", "NZ"};
constexpr Names met_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "SD", "CE"};
constexpr Names phe_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD1", "CD2", "CE1", "CE2", "CZ"};
constexpr Names pro_atoms[] = {"N", "CA", "C", "O", "CB", "CG", "CD"};
constexpr Names ser_atoms[] = {"N", "CA", "C", "O", "CB", "OG"};
constexpr Names thr_atoms[] = {"N", "CA", "C", "O", "CB", "OG1", "CG2"};
constexpr Names trp_atoms[] = {"N",   "CA",  "C",   "O",   "CB",  "CG",  "CD1",
                               "CD2", "NE1", "CE2", "CE3", "CZ2", "CZ3", "CH2"};
constexpr Names tyr_atoms[] = {"N",   "CA",  "C",   "O",   "CB", "CG",
                               "CD1", "CD2", "CE1", "CE2", "CZ", "OH"};
constexpr Names val_atoms[] = {"N", "CA", "C", "O", "CB", "CG1", "CG2"};
constexpr Names unk_atoms[] = {"N", "CA", "C", "O", "CB"};
constexpr Names a_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'",
                             "O3'", "C2'", "O2'", "C1'", "N9",  "C8",  "N7",  "C5",
                             "C6",  "N6",  "N1",  "C2",  "N3",  "C4"};
constexpr Names g_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'",
                             "O3'", "C2'", "O2'", "C1'", "N9",  "C8",  "N7",  "C5",
                             "C6",  "O6",  "N1",  "C2",  "N2",  "N3",  "C4"};
constexpr Names c_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'", "O3'", "C2'",
                             "O2'", "C1'", "N1",  "C2",  "O2",  "N3",  "C4",  "N4",  "C5",  "C6"};
constexpr Names u_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'", "O3'", "C2'",
                             "O2'", "C1'", "N1",  "C2",  "O2",  "N3",  "C4",  "O4",  "C5",  "C6"};
constexpr Names n_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'",
                             "O4'", "C3'", "O3'", "C2'", "O2'", "C1'"};
constexpr Names da_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'",
                              "C3'", "O3'", "C2'", "C1'", "N9",  "C8",  "N7",
                              "C5",  "C6",  "N6",  "N1",  "C2",  "N3",  "C4"};
constexpr Names dg_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'",
                              "O3'", "C2'", "C1'", "N9",  "C8",  "N7",  "C5",  "C6",
                              "O6",  "N1",  "C2",  "N2",  "N3",  "C4"};
constexpr Names dc_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'", "O3'", "C2'",
                              "C1'", "N1",  "C2",  "O2",  "N3",  "C4",  "N4",  "C5",  "C6"};
constexpr Names dt_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'", "O3'", "C2'",
                              "C1'", "N1",  "C2",  "O2",  "N3",  "C4",  "O4",  "C5",  "C7",  "C6"};
constexpr Names dn_atoms[] = {"P",   "OP1", "OP2", "O5'", "C5'", "C4'",
                              "O4'", "C3'", "O3'", "C2'", "C1'"};

constexpr StandardResidue residue(Names name, int token, std::span<const Names> atoms, Names center,
                                  Names disto) {
  const auto at = [&](Names atom) {
    return static_cast<uint8_t>(std::ranges::find(atoms, atom) - atoms.begin());
  };
  return {name, static_cast<int8_t>(token), atoms, at(center), at(disto)};
}

constexpr std::array all = {
    residue("ALA", 2, ala_atoms, "CA", "CB"),  residue("ARG", 3, arg_atoms, "CA", "CB"),
    residue("ASN", 4, asn_atoms, "CA", "CB"),  residue("ASP", 5, asp_atoms, "CA", "CB"),
    residue("CYS", 6, cys_atoms, "CA", "CB"),  residue("GLN", 7, gln_atoms, "CA", "CB"),
    residue("GLU", 8, glu_atoms, "CA", "CB"),  residue("GLY", 9, gly_atoms, "CA", "CA"),
    residue("HIS", 10, his_atoms, "CA", "CB"), residue("ILE", 11, ile_atoms, "CA", "CB"),
    residue("LEU", 12, leu_atoms, "CA", "CB"), residue("LYS", 13, lys_atoms, "CA", "CB"),
    residue("MET", 14, met_atoms, "CA", "CB"), residue("PHE", 15, phe_atoms, "CA", "CB"),
    residue("PRO", 16, pro_atoms, "CA", "CB"), residue("SER", 17, ser_atoms, "CA", "CB"),
    residue("THR", 18, thr_atoms, "CA", "CB"), residue("TRP", 19, trp_atoms, "CA", "CB"),
    residue("TYR", 20, tyr_atoms, "CA", "CB"), residue("VAL", 21, val_atoms, "CA", "CB"),
    residue("UNK", 22, unk_atoms, "CA", "CB"), residue("A", 23, a_atoms, "C1'", "C4"),
    residue("G", 24, g_atoms, "C1'", "C4"),    residue("C", 25, c_atoms, "C1'", "C2"),
    residue("U", 26, u_atoms, "C1'", "C2"),    residue("N", 27, n_atoms, "C1'", "C1'"),
    residue("DA", 28, da_atoms, "C1'", "C4"),  residue("DG", 29, dg_atoms, "C1'", "C4"),
    residue("DC", 30, dc_atoms, "C1'", "C2"),  residue("DT", 31, dt_atoms, "C1'", "C2"),
    residue("DN", 32, dn_atoms, "C1'", "C1'"),
};

}  // namespace

std::span<const StandardResidue> standard_residues() noexcept { return all; }

const StandardResidue* find_standard_residue(std::string_view name) noexcept {
  const auto* found = std::ranges::find(all, name, &StandardResidue::name);
  return found == all.end() ? nullptr : found;
}

}  // namespace bb
