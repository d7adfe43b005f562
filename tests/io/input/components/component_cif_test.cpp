#include "io/input/components/component_cif.h"

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "io/input/components/component_text.h"

namespace bb {
namespace {

constexpr std::string_view two = R"(# a comment before
data_XYZ
_chem_comp.id XYZ
_chem_comp.name
;a text field
data_that is no block
;
loop_
_chem_comp_atom.comp_id
_chem_comp_atom.atom_id
_chem_comp_atom.type_symbol
_chem_comp_atom.charge
_chem_comp_atom.pdbx_leaving_atom_flag
_chem_comp_atom.model_Cartn_x
_chem_comp_atom.model_Cartn_y
_chem_comp_atom.model_Cartn_z
_chem_comp_atom.pdbx_model_Cartn_x_ideal
_chem_comp_atom.pdbx_model_Cartn_y_ideal
_chem_comp_atom.pdbx_model_Cartn_z_ideal
XYZ "C1'" C 0 N 5.0 5.0 5.0 0.0 0.0 0.0
XYZ H1 H 0 N ? ? ? -1.0 0.0 0.0
XYZ O1 O -1 Y 6.2 5.0 5.0 1.2 0.0 0.0
XYZ SE SE ? N 7.0 ? 5.0 2.2 0.5 0.0
loop_
_chem_comp_bond.comp_id
_chem_comp_bond.atom_id_1
_chem_comp_bond.atom_id_2
_chem_comp_bond.value_order
_chem_comp_bond.pdbx_aromatic_flag
XYZ O1 "C1'" DOUB N
XYZ "C1'" H1 SING N
XYZ O1 SE SING Y
data_ZN
_chem_comp.id ZN
_chem_comp_atom.comp_id ZN
_chem_comp_atom.atom_id ZN
_chem_comp_atom.type_symbol ZN
_chem_comp_atom.charge 2
_chem_comp_atom.pdbx_model_Cartn_x_ideal 0.000
_chem_comp_atom.pdbx_model_Cartn_y_ideal 0.000
_chem_comp_atom.pdbx_model_Cartn_z_ideal 0.000
)";

TEST(ComponentCif, ReadsComponents) {
  const ComponentImport import = parse_components_cif(two, "two.cif");
  EXPECT_TRUE(import.problems.empty());
  ASSERT_EQ(import.components.size(), 2U);
  const Molecule& xyz = import.components[0];
  EXPECT_EQ(xyz.code, "XYZ");
  ASSERT_EQ(xyz.atoms.size(), 3U);
  EXPECT_EQ(xyz.atoms[0], (Molecule::Atom{"C1'", 6, 0, {}, {}, false}));
  EXPECT_EQ(xyz.atoms[1], (Molecule::Atom{"O1", 8, -1, {}, {}, true}));
  EXPECT_EQ(xyz.atoms[2].element, 34);
  EXPECT_EQ(xyz.bonds,
            (std::vector<Molecule::Bond>{{0, 1, BondType::twofold}, {1, 2, BondType::aromatic}}));
  ASSERT_EQ(xyz.conformers.size(), 1U) << "the model's coordinates are not complete";
  EXPECT_EQ(xyz.conformers[0].name, "Ideal");
  EXPECT_EQ(xyz.conformers[0].positions[2], (std::array{2.2F, 0.5F, 0.0F}));
  EXPECT_EQ(xyz.counted_atoms, 4);
  EXPECT_NEAR(xyz.molecular_weight, 12.011 + 1.008 + 15.999 + 78.97, 0.02);
  EXPECT_EQ(import.components[1].atoms,
            (std::vector<Molecule::Atom>{{"ZN", 30, 2, {}, {}, false}}));
}

TEST(ComponentCif, OneBadComponentDoesNotCostTheOthers) {
  std::string text(two);
  text.replace(text.find("O1 \"C1'\" DOUB"), 2, "O7");
  const ComponentImport import = parse_components_cif(text, "two.cif");
  ASSERT_EQ(import.components.size(), 1U);
  ASSERT_EQ(import.problems.size(), 1U);
  EXPECT_EQ(import.problems[0],
            "'XYZ' (line 2) is left out: a bond names 'O7', which is not among its atoms");
}

TEST(ComponentCif, SaysWhereTheTextIsNotCif) {
  std::string text(two);
  text.replace(text.find("_chem_comp.id ZN"), 16, "_chem_comp.id   ");
  try {
    parse_components_cif(text, "two.cif");
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_GE(problem.place().line, 33U);
    EXPECT_LE(problem.place().line, 36U);
  }
}

TEST(CifError, TakenApart) {
  const CifError error = parse_cif_error(":12:3(456): duplicate tag\nmore");
  EXPECT_EQ(error.line, 12U);
  EXPECT_EQ(error.column, 3U);
  EXPECT_EQ(parse_cif_error("no place").what, "no place");
  EXPECT_EQ(parse_cif_error("").what, "");
}

}  // namespace
}  // namespace bb
