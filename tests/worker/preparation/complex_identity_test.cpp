#include "worker/preparation/complex_identity.h"

#include <functional>

#include <gtest/gtest.h>

namespace bb {
namespace {

Complex screened() {
  Complex complex{.name = "one", .source = "one.yaml"};
  complex.entities = {
      {.type = ChainType::protein,
       .chain_ids = {"A", "B"},
       .sequence = "GAKLMN",
       .msa = {.kind = MsaSource::Kind::file, .path = "a.a3m"},
       .modifications = {{.position = 2, .ccd = "SEP"}, {.position = 4, .ccd = "TPO"}}},
      {.type = ChainType::ligand, .chain_ids = {"C"}, .ligand = {.text = "OCC"}},
      {.type = ChainType::ligand,
       .chain_ids = {"D"},
       .ligand = {.kind = LigandInput::Kind::ccd, .ccd = {"ATP"}}}};
  return complex;
}

const LigandSmiles smiles{{1, "CCO"}};

using Change = std::function<void(Complex&, LigandSmiles&)>;

void expect(const char* what, bool same_complex, bool same_inputs, const Change& change) {
  Complex other = screened();
  LigandSmiles others = smiles;
  change(other, others);
  EXPECT_EQ(describe_complex(screened(), smiles) == describe_complex(other, others), same_complex)
      << what;
  EXPECT_EQ(describe_inputs(screened(), smiles) == describe_inputs(other, others), same_inputs)
      << what;
}

TEST(ComplexIdentity, DoesNotDependOnWhereItIsWritten) {
  expect("name, file, lines", true, true, [](Complex& other, LigandSmiles&) {
    other.name = "two";
    other.source = "two.yaml";
    other.entities[0].line = 7;
    other.warnings = {"odd"};
  });
  expect("spelling of a SMILES that is standardised", true, true,
         [](Complex& other, LigandSmiles&) { other.entities[1].ligand.text = "C(C)O"; });
  expect("an SDF record of that SMILES", true, true, [](Complex& other, LigandSmiles&) {
    other.entities[1].ligand = {.kind = LigandInput::Kind::mol_block, .text = "…"};
  });
  expect("order of modifications", true, true, [](Complex& other, LigandSmiles&) {
    std::swap(other.entities[0].modifications[0], other.entities[0].modifications[1]);
  });
}

TEST(ComplexIdentity, OneComplexCanHaveOtherInputs) {
  expect("chain names", true, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].chain_ids = {"X", "Y"}; });
  expect("MSA", true, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].msa.path = "b.a3m"; });
  expect("template", true, false,
         [](Complex& other, LigandSmiles&) { other.templates.push_back({.path = "t.cif"}); });
  expect("bond", true, false, [](Complex& other, LigandSmiles&) {
    other.bonds.push_back({.first = {"A", 1, "N"}, .second = {"B", 1, "N"}});
  });
  expect("pocket", true, false, [](Complex& other, LigandSmiles&) {
    other.pockets.push_back({.binder = "C", .contacts = {{.chain = "A", .residue = 2}}});
  });
  expect("contact", true, false, [](Complex& other, LigandSmiles&) {
    other.contacts.push_back({.first = {.chain = "A", .residue = 2}, .second = {"C", 0, "O1"}});
  });
  expect("affinity", true, false,
         [](Complex& other, LigandSmiles&) { other.affinity_binder = "C"; });
}

TEST(ComplexIdentity, KnowsAllThatMakesAnotherComplex) {
  expect("order", false, false, [](Complex& other, LigandSmiles& others) {
    std::swap(other.entities[1], other.entities[2]);
    others = {{2, "CCO"}};
  });
  expect("copies", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].chain_ids = {"A"}; });
  expect("grouping", false, false, [](Complex& other, LigandSmiles& others) {
    other.entities[0].chain_ids = {"A"};
    other.entities.insert(other.entities.begin() + 1, other.entities[0]);
    other.entities[1].chain_ids = {"B"};
    others = {{2, "CCO"}};
  });
  expect("sequence", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].sequence = "GAKLMG"; });
  expect("type", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].type = ChainType::dna; });
  expect("cyclisation", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].cyclic = true; });
  expect("modification", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[0].modifications[0].ccd = "PTR"; });
  expect("ligand", false, false, [](Complex&, LigandSmiles& others) { others = {{1, "CCN"}}; });
  expect("component", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[2].ligand.ccd = {"ADP"}; });
  expect("components", false, false,
         [](Complex& other, LigandSmiles&) { other.entities[2].ligand.ccd = {"ATP", "ATP"}; });
}

}  // namespace
}  // namespace bb
