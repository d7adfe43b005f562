#include "io/input/complexes/yaml_parser.h"

#include <gtest/gtest.h>

#include "io/files/input_error.h"

namespace bb {
namespace {

Complex parse(std::string_view text) { return parse_yaml(text, "in/c.yaml"); }

void expect_error(std::string_view text, std::initializer_list<std::string_view> parts) {
  try {
    parse(text);
  } catch (const InputError& error) {
    for (const std::string_view part : parts) {
      EXPECT_NE(std::string_view(error.what()).find(part), std::string_view::npos)
          << part << " in " << error.what();
    }
    return;
  }
  ADD_FAILURE() << "no error: " << text;
}

constexpr std::string_view all = R"(version: 1
sequences:
  - protein:
      id: [A, B]
      sequence: MKVLAC
      msa: msa/a.a3m
      modifications:
        - {position: 2, ccd: SEP}
        - {position: 6, ccd: MSE}
      cyclic: true
  - dna: {id: D, sequence: ACGTN}
  - rna: {id: R, sequence: ACGU, msa: empty}
  - ligand: {id: L, smiles: "C[C@H](N)C(=O)O"}
  - ligand: {id: [G, 1], ccd: [NAG, NAG]}
  - ligand: {id: NO, ccd: NO}
constraints:
  - bond: {atom1: [G, 1, O4], atom2: [G, 2, C1]}
  - pocket: {binder: L, contacts: [[A, 3], [NO, N]], max_distance: 8, force: yes}
  - contact: {token1: [A, 1], token2: [D, 5]}
templates:
  - cif: t.cif
  - {pdb: /abs/t.pdb, chain_id: [A, B], template_id: [X, Y], force: true, threshold: 2.5}
properties:
  - affinity: {binder: L}
)";

TEST(YamlParser, ReadsTheWholeSchema) {
  const Complex c = parse(all);
  EXPECT_EQ(c.name, "c");
  ASSERT_EQ(c.entities.size(), 6U);
  const Entity& protein = c.entities[0];
  EXPECT_EQ(protein.type, ChainType::protein);
  EXPECT_EQ(protein.chain_ids, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(protein.sequence, "MKVLAC");
  EXPECT_EQ(protein.msa, (MsaSource{MsaSource::Kind::file, "in/msa/a.a3m"}));
  EXPECT_EQ(protein.modifications, (std::vector<Modification>{{2, "SEP"}, {6, "MSE"}}));
  EXPECT_TRUE(protein.cyclic);
  EXPECT_EQ(protein.line, 3U);
  EXPECT_EQ(c.entities[1].type, ChainType::dna);
  EXPECT_EQ(c.entities[2].type, ChainType::rna);
  EXPECT_EQ(c.entities[3].ligand.text, "C[C@H](N)C(=O)O");
  EXPECT_EQ(c.entities[4].ligand.ccd, (std::vector<std::string>{"NAG", "NAG"}));
  EXPECT_EQ(c.entities[4].chain_ids, (std::vector<std::string>{"G", "1"}));
  EXPECT_EQ(c.entities[5].ligand.ccd, (std::vector<std::string>{"NO"}));
  ASSERT_EQ(c.bonds.size(), 1U);
  EXPECT_EQ(c.bonds[0].second, (AtomReference{"G", 2, "C1"}));
  ASSERT_EQ(c.pockets.size(), 1U);
  EXPECT_EQ(c.pockets[0].contacts, (std::vector<TokenReference>{{"A", 3, ""}, {"NO", 0, "N"}}));
  EXPECT_EQ(c.pockets[0].max_distance, 8.0);
  EXPECT_TRUE(c.pockets[0].force);
  ASSERT_EQ(c.contacts.size(), 1U);
  EXPECT_EQ(c.contacts[0].max_distance, 6.0);
  EXPECT_FALSE(c.contacts[0].force);
  ASSERT_EQ(c.templates.size(), 2U);
  EXPECT_EQ(c.templates[0].path, "in/t.cif");
  EXPECT_EQ(c.templates[1].path, "/abs/t.pdb");
  EXPECT_EQ(c.templates[1].format, TemplateInput::Format::pdb);
  EXPECT_EQ(c.templates[1].template_ids, (std::vector<std::string>{"X", "Y"}));
  EXPECT_EQ(c.templates[1].threshold, 2.5);
  EXPECT_EQ(c.affinity_binder, "L");
  EXPECT_TRUE(c.warnings.empty());
  EXPECT_EQ(find_chain(c, "R")->asym, 3U);
  EXPECT_FALSE(find_chain(c, "Z"));
  EXPECT_EQ(chain_count(c), 8U);
}

TEST(YamlParser, GroupsEqualItemsAsTheReference) {
  const Complex c = parse(R"(sequences:
  - protein: {id: A, sequence: MK, msa: empty}
  - ligand: {id: B, ccd: ATP}
  - protein: {id: C, sequence: MK, msa: empty}
  - ligand: {id: D, ccd: [ATP]}
  - ligand: {id: E, ccd: ATP}
)");
  ASSERT_EQ(c.entities.size(), 3U);
  EXPECT_EQ(c.entities[0].chain_ids, (std::vector<std::string>{"A", "C"}));
  EXPECT_EQ(c.entities[1].chain_ids, (std::vector<std::string>{"B", "E"}));
  EXPECT_EQ(c.entities[2].chain_ids, (std::vector<std::string>{"D"}));
  EXPECT_EQ(find_chain(c, "E")->asym, 3U);
  EXPECT_EQ(find_chain(c, "E")->copy, 1U);
}

TEST(YamlParser, FollowsMergeKeysAndAnchors) {
  const Complex c = parse(R"(sequences:
  - protein: &p {id: A, sequence: MK, msa: empty}
  - protein: {<<: *p, id: B}
)");
  ASSERT_EQ(c.entities.size(), 1U);
  EXPECT_EQ(c.entities[0].chain_ids, (std::vector<std::string>{"A", "B"}));
}

TEST(YamlParser, RefusesAMissingMsaUnlessTold) {
  constexpr std::string_view text = "sequences:\n  - protein: {id: A, sequence: MK}\n";
  expect_error(text, {"in/c.yaml, line 2, msa", "'A' has no MSA", "--missing-msa empty"});
  const Complex c = parse_yaml(text, "c.yaml", {.missing_msa = MissingMsa::empty});
  EXPECT_EQ(c.entities[0].msa.kind, MsaSource::Kind::empty);
}

TEST(YamlParser, NamesFileLineAndField) {
  expect_error("sequences:\n  - protein:\n      id: A\n      seqence: MK\n",
               {"in/c.yaml, line 4, column 7, sequences[0].protein: the key 'seqence' is unknown",
                "Did you mean 'sequence'?"});
  expect_error("sequences:\n  - dna: {id: A, sequence: ACgT}\n",
               {"line 2", "letter 3", "'g'", "capitals"});
}

TEST(YamlParser, WarnsOfWhatIsSurelyNotMeant) {
  const Complex c = parse(R"(sequences:
  - dna: {id: A, sequence: ACUB}
templates: [{cif: x.cif, threshold: 3}]
constraints: [{pocket: {binder: A, contacts: [], max_distance: 40}}]
)");
  ASSERT_EQ(c.warnings.size(), 4U);
  EXPECT_NE(c.warnings[0].find("letters UB mean nothing in dna"), std::string::npos);
  EXPECT_NE(c.warnings[1].find("threshold has no effect"), std::string::npos);
  EXPECT_NE(c.warnings[2].find("contacts is empty"), std::string::npos);
  EXPECT_NE(c.warnings[3].find("4 to 20"), std::string::npos);
}

TEST(YamlParser, IsNotBlownUpByAliases) {
  std::string text = "a: &a {id: A}\n";
  for (int i = 0; i < 30; ++i) {
    text += "m" + std::to_string(i) + ": {<<: [*a, *a, *a, *a, *a, *a, *a, *a]}\n";
  }
  expect_error(text, {"unknown"});
  expect_error("&x [*x, *x]\n", {"in/c.yaml"});
  expect_error("sequences: &x\n  - *x\n", {"in/c.yaml"});
  expect_error("sequences:\n  - protein: &x {<<: *x, id: A}\n", {"in/c.yaml"});
  expect_error(std::string(5000, '['), {"nested more than 64 deep"});
  expect_error(std::string(5000, '{'), {"nested more than 64 deep"});
}

TEST(YamlParser, TrimsSmiles) {
  const Complex complex =
      parse_yaml("sequences:\n- ligand: {id: L, smiles: \" CC(=O)O\\t \"}\n", "x.yaml");
  EXPECT_EQ(complex.entities.at(0).ligand.text, "CC(=O)O");
}

}  // namespace
}  // namespace bb
