#include "io/input/lists/manifest.h"

#include <gtest/gtest.h>

#include "io/input/lists/complex_loader.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

using test::expect_input_error;

std::vector<ManifestRow> rows_of(InputList& list) {
  std::vector<ManifestRow> rows;
  for (ManifestRow row; list.next(row);) { rows.push_back(row); }
  return rows;
}

std::unique_ptr<InputList> manifest(std::string text) {
  return read_manifest(ByteSource::from_memory(std::move(text), "dir/m.csv"));
}

std::string error_of(const ManifestRow& row) { return row.error ? row.error->what() : ""; }

TEST(Manifest, ReadsComplexesAndLigands) {
  const auto list = manifest(
      "\xEF\xBB\xBFid,input,target,smiles,ccd,affinity,note,x\n"
      "a,sub/a.yaml,,,,,\"hello, world\",1\n"
      "b,,t.yaml,CCO,,TRUE,,2\n"
      "c,,/abs/t.yaml,,ATP,false,,3\n"
      "d,,t.yaml,,NAG NAG,,,4\n");
  EXPECT_EQ(list->user_columns(), (std::vector<std::string>{"note", "x"}));
  const auto rows = rows_of(*list);
  ASSERT_EQ(rows.size(), 4U);
  for (const ManifestRow& row : rows) { EXPECT_EQ(error_of(row), ""); }
  EXPECT_EQ(rows[0].input, "dir/sub/a.yaml");
  EXPECT_EQ(rows[0].user_values, (std::vector<std::string>{"hello, world", "1"}));
  EXPECT_EQ(rows[1].target, "dir/t.yaml");
  EXPECT_EQ(rows[1].ligand.text, "CCO");
  EXPECT_EQ(rows[1].affinity, true);
  EXPECT_EQ(rows[2].target, "/abs/t.yaml");
  EXPECT_EQ(rows[2].ligand.ccd, (std::vector<std::string>{"ATP"}));
  EXPECT_EQ(rows[2].affinity, false);
  EXPECT_EQ(rows[3].ligand.ccd.size(), 2U);
  EXPECT_FALSE(rows[3].affinity.has_value());
  EXPECT_EQ(rows[3].index, 3U);
  EXPECT_EQ(rows[3].line, 5U);
}

TEST(Manifest, ABadRowIsAnErrorOfItsOwn) {
  const auto list = manifest(
      "id,target,smiles\n"
      "a,t.yaml,CCO\n"
      "b,t.yaml\n"
      "a,t.yaml,CCC\n"
      "\"c,t.yaml,C\n"
      "d,t.yaml,C(C\n"
      "e,t.yaml,CCO\n"
      "f,,C\n"
      ",t.yaml,C\n"
      "g,t.yaml,\n"
      "../h,t.yaml,C\n"
      "a\x1b[2J,t.yaml,C\n"
      "\xE9,t.yaml,C\n"
      "i,t.yaml,CN\n");
  const auto rows = rows_of(*list);
  ASSERT_EQ(rows.size(), 13U);
  const std::vector<std::string> expected{
      "",
      "dir/m.csv, line 3: has 2 fields where the header has 3",
      "line 4, id: the id 'a' is that of row 1 too",
      "line 5, column 1: a quoted field does not end",
      "line 6, smiles: letter 2 of the SMILES 'C(C': '(' is never closed",
      "",
      "neither input nor target",
      "the id is empty",
      "the row has no ligand",
      "",
      "holds a control character",
      "not UTF-8",
      ""};
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].index, i);
    EXPECT_EQ(expected[i].empty(), !rows[i].error) << error_of(rows[i]);
    EXPECT_NE(error_of(rows[i]).find(expected[i]), std::string::npos) << error_of(rows[i]);
  }
  EXPECT_EQ(rows[1].id, "b");
  EXPECT_EQ(rows[5].same_as, 0U);  // CCO again
  EXPECT_EQ(rows[9].id, "../h");
  EXPECT_EQ(rows[10].id, "a\\x1b[2J");
  EXPECT_FALSE(rows[12].same_as);
  EXPECT_EQ(rows[12].ligand.text, "CN");
}

TEST(Manifest, FindsTheSameLigandOncePerTargetAndAffinity) {
  const auto list = manifest(
      "id,target,smiles,ccd,affinity\n1,t.yaml,C,,\n2,u.yaml,C,,\n3,t.yaml,,C,\n4,t.yaml,C,,"
      "true\n5,./t.yaml, C ,,\n");
  const auto rows = rows_of(*list);
  ASSERT_EQ(rows.size(), 5U);
  for (size_t i = 0; i < 4; ++i) { EXPECT_FALSE(rows[i].same_as) << i; }
  EXPECT_EQ(rows[4].same_as, 0U);
}

TEST(Manifest, RefusesAHeaderThatIsNotOurs) {
  const auto refused = [](const std::string& header,
                          std::initializer_list<std::string_view> parts) {
    expect_input_error([&] { manifest(header); }, parts);
  };
  refused("", {"dir/m.csv: is empty"});
  refused("name,input\n", {"no column 'id'"});
  refused("id,smiles\n", {"no column 'target'"});
  refused("id,target\n", {"no column 'smiles'"});
  refused("id,targett,smiles\n", {"Is 'targett' meant for it?"});
  refused("id,input,input\n", {"'input' is there twice"});
  refused("id,input,a,a\n", {"'a' is there twice"});
  refused("id,,input\n", {"column 2 has no name"});
  refused("id,\"input\n", {"does not end"});
}

TEST(Manifest, TakesOtherSeparatorsAndCapitals) {
  for (const char* const text :
       {"ID;Input;Note\na;a.yaml;1,5\n", "ID\tInput\tNote\na\ta.yaml\t1,5\n",
        "ID,Input,Note\na,a.yaml,\"1,5\"\n"}) {
    const auto list = manifest(text);
    const auto rows = rows_of(*list);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(error_of(rows[0]), "");
    EXPECT_EQ(rows[0].id, "a");
    EXPECT_EQ(rows[0].user_values, std::vector<std::string>{"1,5"});
    EXPECT_EQ(list->note(), "'ID' is taken for id, 'Input' is taken for input");
  }
  // What is written as ours comes first.
  const auto list = manifest("ID,id,input\nx,a,a.yaml\n");
  EXPECT_EQ(rows_of(*list)[0].id, "a");
  EXPECT_EQ(list->user_columns(), std::vector<std::string>{"ID"});
}

TEST(Inputs, AreToldByTheirKind) {
  const test::TemporaryFolder folder;
  folder.write("in/b.yaml", "");
  folder.write("in/a.fasta", "");
  folder.write("in/a.yml", "");
  folder.write("in/msa.a3m", "");
  const auto list = open_inputs({.path = folder.path() / "in"});
  const auto rows = rows_of(*list);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].id, "a");
  EXPECT_NE(error_of(rows[1]).find("'a' is that of row 1 too"), std::string::npos);
  EXPECT_EQ(rows[2].input, folder.path() / "in/b.yaml");
  ASSERT_EQ(list->warnings().size(), 1U);
  EXPECT_EQ(rows_of(*open_inputs({.path = folder.path() / "in/b.yaml"})).size(), 1U);
  folder.write("e/x.txt", "");
  expect_input_error([&] { open_inputs({.path = folder.path() / "e"}); }, {"holds no complexes"});
  expect_input_error([&] { open_inputs({.path = folder.path() / "e/x.txt"}); },
                     {"no known format"});
  expect_input_error([&] { open_inputs({.path = folder.path() / "l.smi"}); }, {"--target t.yaml"});
  expect_input_error([&] { open_inputs({.path = folder.path() / "l.csv"}); }, {"no such file"});
}

TEST(ComplexLoader, PutsLigandsIntoTheirTarget) {
  const test::TemporaryFolder folder;
  folder.write("t.yaml",
               "sequences:\n  - protein: {id: A, sequence: MKV, msa: empty}\n  - ligand: {id: L, "
               "smiles: CCO}\n"
               "constraints:\n  - pocket: {binder: X, contacts: [[A, 2]]}\n");
  const auto path = folder.write(
      "m.csv",
      "id,target,smiles,affinity,input\na,t.yaml,CCC,true,\nb,t.yaml,CCO,,\nc,t.yaml,CCO,true,\n"
      "d,none.yaml,C,,\ne,,,,x.fasta\n");
  folder.write("x.fasta", ">A|protein|empty\nMK\n");
  ComplexLoader loader;
  const auto list = open_inputs({.path = path});
  const auto rows = rows_of(*list);
  ASSERT_EQ(rows.size(), 5U);
  const auto a = std::get<Complex>(loader.load(rows[0]));
  EXPECT_EQ(a.name, "a");
  ASSERT_EQ(a.entities.size(), 3U);
  EXPECT_EQ(a.entities[2].chain_ids, (std::vector<std::string>{"X"}));
  EXPECT_EQ(a.affinity_binder, "X");
  EXPECT_EQ(a.pockets[0].binder, "X");
  const auto b =
      std::get<Complex>(loader.load(rows[1]));  // the cofactor again: one entity of two copies
  ASSERT_EQ(b.entities.size(), 2U);
  EXPECT_EQ(b.entities[1].chain_ids, (std::vector<std::string>{"L", "X"}));
  EXPECT_NE(std::string(std::get<InputError>(loader.load(rows[2])).what()).find("has copies"),
            std::string::npos);
  EXPECT_NE(std::string(std::get<InputError>(loader.load(rows[3])).what()).find("no such file"),
            std::string::npos);
  EXPECT_EQ(std::get<Complex>(loader.load(rows[4])).name, "e");
  EXPECT_EQ(loader.target_of(rows[0]), loader.target_of(rows[1]));
}

TEST(Target, KnowsWhichChainTheLigandIs) {
  const auto target = [](const std::string& more) {
    const test::TemporaryFolder folder;
    return Target::read(folder.write(
        "t.yaml", "sequences: [{protein: {id: L, sequence: MKV, msa: empty}}]\n" + more));
  };
  EXPECT_EQ(target("").ligand_chain(), "L1");
  EXPECT_EQ(target("properties: [{affinity: {binder: B}}]").ligand_chain(), "B");
  EXPECT_TRUE(target("properties: [{affinity: {binder: B}}]")
                  .with_ligand("x", {.text = "C"}, {})
                  .affinity_binder);
  EXPECT_FALSE(target("properties: [{affinity: {binder: B}}]")
                   .with_ligand("x", {.text = "C"}, false)
                   .affinity_binder);
  EXPECT_TRUE(target("").with_ligand("x", {.text = "C"}, true).affinity_binder);
  expect_input_error(
      [&] { target("constraints: [{contact: {token1: [B, C1], token2: [C, C1]}}]"); },
      {"no chains 'B' and 'C'", "ligand to come"});
}

TEST(Inputs, PathsFallBackToTheWorkingFolder) {
  const test::TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  folder.write("msa/a.a3m", ">q\nMK\n");
  folder.write("in/c.yaml", "sequences: [{protein: {id: A, sequence: MK, msa: ./msa/a.a3m}}]\n");
  const Complex c = read_complex("in/c.yaml");
  std::filesystem::current_path(before);
  EXPECT_EQ(c.entities[0].msa.path, "./msa/a.a3m");
  ASSERT_EQ(c.warnings.size(), 1U);
  EXPECT_NE(c.warnings[0].find("not beside the file"), std::string::npos);
}

}  // namespace
}  // namespace bb
