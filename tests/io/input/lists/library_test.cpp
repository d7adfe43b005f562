#include <gtest/gtest.h>

#include "io/files/text.h"
#include "io/input/complexes/smiles_grammar.h"
#include "io/input/lists/chemaxon_extension.h"
#include "io/input/lists/manifest.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

using test::expect_input_error;
using Texts = std::vector<std::string>;

struct Read {
  std::string note{};
  Texts columns{}, ids{}, smiles{}, errors{}, warnings{};
  std::vector<Texts> values{};
};

Read all_of(InputList& list) {
  Read out;
  out.note = list.note();
  out.columns = list.user_columns();
  for (ManifestRow row; list.next(row);) {
    out.ids.push_back(row.id);
    out.smiles.push_back(row.ligand.kind == LigandInput::Kind::smiles ? row.ligand.text : "block");
    out.errors.push_back(row.error ? row.error->what() : "");
    out.values.push_back(row.user_values);
    EXPECT_EQ(row.target, "t.yaml");
  }
  out.warnings = list.warnings();
  return out;
}

Read read(const std::string& name, std::string text, const std::string& id_field = {}) {
  return all_of(*read_text_library(ByteSource::from_memory(std::move(text), name),
                                   {.target = "t.yaml", .id_field = id_field}));
}

Read read_sdf(std::string text, const std::string& id_field = {}) {
  return all_of(*read_sdf_library(ByteSource::from_memory(std::move(text), "l.sdf"),
                                  {.target = "t.yaml", .id_field = id_field}));
}

/// Files that say the same in many ways: SMILES CCO and CC[C@H](C)O, ids Z0001 and Z0002, and where
/// there are further columns MW and HAC.
struct Same {
  const char* name;
  const char* text;
};

class SameLibrary : public testing::TestWithParam<Same> {};

TEST_P(SameLibrary, IsRead) {
  const Read found = read(GetParam().name, GetParam().text);
  EXPECT_EQ(found.ids, (Texts{"Z0001", "Z0002"}));
  EXPECT_EQ(found.smiles, (Texts{"CCO", "CC[C@H](C)O"}));
  EXPECT_EQ(found.errors, (Texts{"", ""}));
}

INSTANTIATE_TEST_SUITE_P(
    Library, SameLibrary,
    testing::Values(
        Same{"a.smi", "CCO Z0001\nCC[C@H](C)O Z0002\n"},
        Same{"b.smi", "CCO\tZ0001\nCC[C@H](C)O\tZ0002\n"},
        Same{"c.smi",
             "smiles\tid\tMW\tHAC\nCCO\tZ0001\t46.07\t3\nCC[C@H](C)O |&1:2|\tZ0002\t74\t5\n"},
        Same{"d.smi", "CCO\tZ0001\t46.07\t3\nCC[C@H](C)O\tZ0002\t74\t5\n"},
        Same{"e.smi", "SMILES zinc_id mwt\nCCO Z0001 46.07\nCC[C@H](C)O Z0002 74\n"},
        Same{"f.smi", "#smiles\tid\nCCO\tZ0001\nCC[C@H](C)O\tZ0002\n"},
        Same{"g.smi",
             "\xEF\xBB\xBF# made by us\r\n\r\nCCO   Z0001  \r\nCC[C@H](C)O\tZ0002\r\n\r\n"},
        Same{"h.smi", "CCO Z0001\t46.07\nCC[C@H](C)O Z0002\t74\n"},
        Same{"i.smi", "Z0001 CCO\nZ0002 CC[C@H](C)O\n"},
        Same{"j.ism", "Z0001\tCCO\nZ0002\tCC[C@H](C)O\n"},
        Same{"k.cxsmiles", "CCO |$;;R$| Z0001\nCC[C@H](C)O |&1:2,(1.5,2;;3,4,)| Z0002\n"},
        Same{"l.cxsmiles", "SMILES\tName\nCCO\tZ0001\nCC[C@H](C)O |o1:2,r|\tZ0002\n"},
        Same{"m.csv", "SMILES,Name\nCCO,Z0001\nCC[C@H](C)O,Z0002\n"},
        Same{"n.csv", "Name;Canonical Smiles;MW\nZ0001;CCO;46,07\nZ0002;CC[C@H](C)O;74\n"},
        Same{"o.csv",
             "Canonical_SMILES,ISOMERIC_SMILES,Compound ID\nCCO,CCO,Z0001\n"
             "CCC(C)O,CC[C@H](C)O,Z0002\n"},
        Same{"p.csv", "CCO,Z0001\nCC[C@H](C)O,Z0002\n"},
        Same{"q.csv",
             "ID,Structure,Name\r\nZ0001,CCO,\"ethanol, \"\"95 %\"\"\"\r\nZ0002,CC[C@H](C)O,b\r\n"},
        Same{"r.csv", "smiles,id\nZ0001,CCO\nZ0002,CC[C@H](C)O\n"},
        Same{"s.csv", "molecule_chembl_id,pref,smi\nZ0001,A,CCO\nZ0002,,CC[C@H](C)O\n"},
        Same{"t.csv", "\"smiles\",\"id\"\n\"CCO\",\"Z0001\"\n\"CC[C@H](C)O |&1:2|\",\"Z0002\"\n"},
        Same{"u.tsv", "id\tsmiles\nZ0001\tCCO\nZ0002\tCC[C@H](C)O\n"},
        Same{"v.tsv",
             "smiles\tname\tid\nCCO\t5'-\"x\tZ0001\nCC[C@H](C)O\t\"a \"\"b\"\"\"\tZ0002\n"},
        Same{"w.txt", "catalog number\tsmiles\tprice\nZ0001\tCCO\t3\nZ0002\tCC[C@H](C)O\t4\n"},
        Same{"x.txt", "CCO, Z0001\nCC[C@H](C)O, Z0002\n"},
        Same{"y.txt", "CCO Z0001\nCC[C@H](C)O Z0002"},
        Same{"1.csv", "smiles name\nCCO Z0001\nCC[C@H](C)O Z0002\n"},
        Same{"2.csv", "#smiles;id\nCCO;Z0001\nCC[C@H](C)O;Z0002\n"},
        Same{"3.txt",
             "ID\tSMILES\tcas\nZ0001\tCCO |(0,0,;1,0,;2,0,)|\t64-17-5\nZ0002\tCC[C@H](C)O\t\n"},
        Same{"z.csv", ",smiles,name,\n0,CCO,Z0001,\n1,CC[C@H](C)O,Z0002,\n"}),
    [](const auto& one) { return std::string(1, one.param.name[0]); });

TEST(Library, SaysWhichColumnIsWhat) {
  const Read found =
      read("l.tsv", "smiles\tid\tMW\tHAC\nCCO\tZ0001\t46.07\t3\nCCN\tZ0002\t45\t3\n");
  EXPECT_EQ(
      found.note,
      "SMILES from column 1 ('smiles'), ids from column 2 ('id'); kept beside the results: MW, "
      "HAC");
  EXPECT_EQ(found.columns, (Texts{"MW", "HAC"}));
  EXPECT_EQ(found.values, (std::vector<Texts>{{"46.07", "3"}, {"45", "3"}}));
  EXPECT_EQ(read("l.smi", "bb-001 CCO\nbb-002 CCN\nbb-003 c1ccccc1\n").note,
            "there is no header; SMILES from column 2, ids from column 1");
  EXPECT_EQ(read("l.smi", "CCO a\nCCN b\n").note, "");
  // Columns whose names are taken, missing, ours with other contents, or not fit for a store.
  const Read odd =
      read("l.csv", "smiles,MW,MW,,Affinity,Target,a\x1b b\nCCO,1,2,3,5.3 nM,kinase,4\n");
  EXPECT_EQ(odd.columns, (Texts{"MW", "MW_2", "column_4", "Affinity", "Target", "a\\x1b b"}));
  EXPECT_EQ(odd.values[0], (Texts{"1", "2", "3", "5.3 nM", "kinase", "4"}));
}

TEST(Library, IdsMayBeToldByName) {
  const std::string text = "smiles,name,Catalog No.\nCCO,ethanol,Z1\nCCN,,Z2\n";
  EXPECT_EQ(read("l.csv", text).ids, (Texts{"ethanol", "row_2"}));
  EXPECT_EQ(read("l.csv", text, "Catalog No.").ids, (Texts{"Z1", "Z2"}));
  EXPECT_EQ(read("l.csv", text, "catalog_no").ids, (Texts{"Z1", "Z2"}));
  expect_input_error([&] { read("l.csv", text, "Catalog Nr"); },
                     {"--id-field 'Catalog Nr' names no column", "Did you mean 'Catalog No.'?"});
}

TEST(Library, NamesRowsByTheirPlace) {
  const Read found = read("vendor.smi", "CCO\nCCN\nCCC x\nCCS\n");
  EXPECT_EQ(found.ids, (Texts{"row_1", "row_2", "x", "row_4"}));
  EXPECT_EQ(read("l.csv", "smiles,price\nCC,3\nCN,4\n").ids, (Texts{"row_1", "row_2"}));
}

TEST(Library, IdsAreAnyTextThatCanBePrinted) {
  const std::string name(300, 'n');
  const Read found = read(
      "l.smi",
      "CCO acid/fumarate\nCCN acid\\maleate\nCCC .hidden\nCCS \xCE\xB1-x (95 %)\nCCF caf\xE9\nCC " +
          name + "\nCCCl a\x07" + "b\nCCBr n" + std::string(1, '\0') + "l\n");
  EXPECT_EQ(found.ids[0], "acid/fumarate");
  EXPECT_EQ(found.ids[1], "acid\\maleate");
  EXPECT_EQ(found.ids[2], ".hidden");
  EXPECT_EQ(found.ids[3], "\xCE\xB1-x (95 %)");
  EXPECT_EQ(found.ids[4], "caf\xC3\xA9");
  EXPECT_EQ(found.ids[5], std::string(197, 'n') + "…");
  EXPECT_EQ(found.ids[6], "a\\x07b");
  EXPECT_EQ(found.ids[7], "n\\x00l");
  EXPECT_EQ(read("l.csv", "id,smiles\n\"a\nb\",CCO\n").ids, Texts{"a b"});
  for (size_t i = 0; i < 6; ++i) { EXPECT_EQ(found.errors[i], ""); }
  for (size_t i = 6; i < 8; ++i) {
    EXPECT_NE(found.errors[i].find("holds a control character"), std::string::npos);
  }
  EXPECT_EQ(
      found.warnings,
      (Texts{"l.smi: ids and values that are not UTF-8 are read as Windows-1252: 1 (the first: "
             "'caf\xC3\xA9')",
             "l.smi: ids longer than 200 bytes are cut: 1 (the first: '" + std::string(116, 'n') +
                 "…)"}));
}

TEST(Library, RepeatedIdsGetASuffixThatNoOtherRowHas) {
  const Read found =
      read("l.smi", "C twin\nCC twin\nCCC twin_2\nCCCC twin\nCCCCC\nCO row_5\nCN twin\n");
  EXPECT_EQ(found.ids, (Texts{"twin", "twin_3", "twin_2", "twin_4", "row_5_2", "row_5", "twin_5"}));
  EXPECT_EQ(found.errors, Texts(7));
  EXPECT_EQ(found.warnings, (Texts{"l.smi: ids that were there before got a suffix: 3 (the first: "
                                   "'twin' became 'twin_3')"}));
  std::string text = "smiles,id\n";
  for (int i = 0; i < 20'000; ++i) { text += "C,same\n"; }
  const Read many = read("l.csv", text);
  EXPECT_EQ(many.ids.back(), "same_20000");
}

TEST(Library, ABadRowIsAnErrorOfItsOwn) {
  const Read found = read("l.csv",
                          "smiles,id\n"
                          "CCO,a\n"
                          "C C O,b\n"
                          "C(,c\n"
                          ",d\n"
                          "CCO |&1:1,e\n"
                          "CCO,1,2-diol\n"
                          "CCO |C:0.1|,f\n"
                          "\"CCO,g\n"
                          "CCN\n"
                          "CCC,h,,\n");
  EXPECT_EQ(found.ids, (Texts{"a", "b", "c", "d", "e", "1", "f", "row_8", "row_9", "h"}));
  const Texts expected{"",
                       "l.csv, line 3, smiles: letter 2 of the SMILES 'C C O'",
                       "'(' is never closed",
                       "the row has no ligand. Its SMILES is missing",
                       "from '|' on, does not end",
                       "line 7: has 3 fields where the header has 2. Put a field that holds a "
                       "separator in double quotes",
                       "says that it has coordinate bonds",
                       "line 9, column 1: a quoted field does not end",
                       "",
                       ""};
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(expected[i].empty(), found.errors[i].empty()) << found.errors[i];
    EXPECT_NE(found.errors[i].find(expected[i]), std::string::npos) << found.errors[i];
  }
}

TEST(Library, WithoutLigandsIsRefused) {
  expect_input_error([] { read("l.csv", "name,weight\na,1\nb,2\n"); },
                     {"l.csv, line 1, header: there is no column 'smiles'"});
  expect_input_error([] { read("l.csv", "id,smils\n"); }, {"Is 'smils' meant for it?"});
  expect_input_error([] { read("l.csv", "id,target,smiles\na,t.yaml,CCO\n"); },
                     {"a library has no column 'target'", "without --target"});
  EXPECT_TRUE(read("l.csv", "smiles,id\n").ids.empty());
  EXPECT_TRUE(read("l.smi", "").ids.empty());
  EXPECT_TRUE(read("l.smi", "# nothing\n\n").ids.empty());
}

TEST(Library, TakesComponentsAndAffinityWhereTheyAreMeant) {
  const auto list = read_text_library(
      ByteSource::from_memory("id,CCD,smiles,Affinity\na,ATP,,true\nb,,CCO,\n", "l.csv"),
      {.target = "t.yaml"});
  ManifestRow row;
  ASSERT_TRUE(list->next(row));
  EXPECT_EQ(row.ligand.ccd, Texts{"ATP"});
  EXPECT_EQ(row.affinity, true);
  ASSERT_TRUE(list->next(row));
  EXPECT_EQ(row.ligand.text, "CCO");
  EXPECT_FALSE(row.affinity.has_value());
}

TEST(Library, KindsAreToldByTheirEnding) {
  const test::TemporaryFolder folder;
  for (const char* const name :
       {"a.smi", "a.smiles", "a.ism", "a.cxsmiles", "a.csv", "a.tsv", "a.tab", "a.txt", "a.SMI"}) {
    const auto list =
        open_inputs({.path = folder.write(name, "CCO,x\nCCN,y\n"), .target = "t.yaml"});
    EXPECT_EQ(all_of(*list).ids, (Texts{"x", "y"})) << name;
  }
  expect_input_error([&] { open_inputs({.path = folder.path() / "a.mol2", .target = "t.yaml"}); },
                     {"no known format", ".cxsmiles", ".gz"});
  expect_input_error([&] { open_inputs({.path = folder.path() / "a.tsv", .id_field = "x"}); },
                     {"--id-field needs --target"});
}

std::string mol(const std::string& name,
                const std::string& counts = "  2  1  0  0  0  0  0  0  0  0999 V2000") {
  return name + "\n prog\n\n" + counts +
         "\n    0.0000    0.0000    0.0000 C   0  0\n    1.5000    0.0000    0.0000 O   0  0\n" +
         "  1  2  1  0\nM  END\n";
}

TEST(Library, ReadsSdf) {
  const std::string v3000 =
      "v3\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\nM  V30 COUNTS 1 0 0 0 "
      "0\nM  V30 BEGIN ATOM\n"
      "M  V30 1 C 0 0 0 0\nM  V30 END ATOM\nM  V30 END CTAB\nM  END\n$$$$\n";
  const auto list = read_sdf_library(
      ByteSource::from_memory(mol("one") + "> <X>\n1\n\n$$$$\n" + mol("") + "$$$$\n" +
                                  mol("bad", "garbage") + "$$$$\n" + mol("glued") + mol("lost") +
                                  "$$$$\n" + v3000 + mol("again") + "\n",
                              "lib.sdf"),
      {.target = "t.yaml"});
  std::vector<ManifestRow> rows;
  for (ManifestRow row; list->next(row);) { rows.push_back(row); }
  ASSERT_EQ(rows.size(), 6U);
  const auto error_of = [&](size_t i) {
    return rows[i].error ? std::string(rows[i].error->what()) : "";
  };
  EXPECT_EQ(error_of(0), "");
  EXPECT_EQ(rows[0].id, "one");
  EXPECT_EQ(rows[0].ligand.text, mol("one"));
  EXPECT_EQ(rows[0].user_values, Texts{"1"});
  EXPECT_EQ(rows[1].id, "row_2");
  EXPECT_EQ(rows[1].same_as, 0U);
  EXPECT_NE(error_of(2).find("counts line"), std::string::npos);
  EXPECT_NE(error_of(3).find("second mol block"), std::string::npos);
  EXPECT_EQ(error_of(4), "");
  EXPECT_EQ(error_of(5), "");
  EXPECT_EQ(rows[5].id, "again");
}

TEST(Library, SdfFieldsAreColumnsAndOneMayBeTheId) {
  const auto record = [](const std::string& title, const std::string& number) {
    return mol(title) + ">  <Catalog ID>  (1)\nZ" + number +
           "\n\n> 25 <MW>\n40\n\n> <Note>\na\nb\n\n$$$$\r\n";
  };
  const Read untitled = read_sdf(record("", "0") + record("", "1"));
  EXPECT_EQ(untitled.ids, (Texts{"Z0", "Z1"}));
  EXPECT_EQ(untitled.columns, (Texts{"MW", "Note"}));
  EXPECT_EQ(untitled.values[1], (Texts{"40", "a\nb"}));
  EXPECT_EQ(untitled.note, "ids from the field 'Catalog ID'; kept beside the results: MW, Note");
  EXPECT_EQ(read_sdf(record("ligand", "0") + record("ligand", "1")).ids, (Texts{"Z0", "Z1"}));
  const Read titled = read_sdf(record("a", "0") + record("b", "1"));
  EXPECT_EQ(titled.ids, (Texts{"a", "b"}));
  EXPECT_EQ(titled.columns, (Texts{"Catalog ID", "MW", "Note"}));
  EXPECT_EQ(read_sdf(record("a", "0") + record("b", "1"), "catalog id").ids, (Texts{"Z0", "Z1"}));
  // The id of a record that is wrong is still its own.
  const Read bad = read_sdf(record("a", "0") + mol("b", "garbage") + "> <Catalog ID>\nZ1\n\n$$$$\n",
                            "Catalog ID");
  EXPECT_EQ(bad.ids, (Texts{"Z0", "Z1"}));
  EXPECT_NE(bad.errors[1].find("counts line"), std::string::npos);
  expect_input_error([&] { read_sdf(record("a", "0"), "Katalog ID"); },
                     {"names no field", "Did you mean 'Catalog ID'?", "MW"});
}

TEST(SmilesGrammar, TellsSmilesFromNames) {
  for (const char* const smiles :
       {"C", "CCO", "c1ccccc1", "CC[C@H](C)O", "[Na+].[Cl-]", "C%12CC%12", "F/C=C/F",
        "N#Cc1ccc(Cl)cc1", "[NH4+]->[Pt]", "O=C(O)c1ccccc1OC(C)=O", "*C", "C1CC2CC1CC2", "BrCBr",
        "[13CH4]"}) {
    EXPECT_TRUE(looks_like_smiles(smiles)) << smiles;
  }
  for (
      const char* const name :
      {"",      "bb-001", "Z12345", "twin", "ZINC000001", "CHEMBL25", "MolPort-001",
       "46.07", "smiles", "NSC11",  "C1",   "CN1",        "ethanol",  "LFQSCWFLJHTTHZ-UHFFFAOYSA-N",
       "C2H6O", "row_1",  "C(",     "C)",   "C=",         ".C",       "C.",
       "=C",    "1CC1",   "CO2",    "3"}) {
    EXPECT_FALSE(looks_like_smiles(name)) << name;
  }
}

TEST(ChemaxonExtension, KnowsWhatChangesTheMolecule) {
  for (const char* const harmless : {"", "(1.2,3.4,;5,6,)", "$;;R1$", "$_AV:a;b$,c:0,2", "^1:0",
                                     "atomProp:0.x.y", "wU:1.0", "f:0.1,2.3"}) {
    const ChemaxonExtension found = read_chemaxon_extension(harmless);
    EXPECT_EQ(found.problem, "") << harmless;
    EXPECT_FALSE(found.stereo) << harmless;
    EXPECT_EQ(found.unread, std::string_view(harmless) != "") << harmless;
  }
  for (const char* const stereo :
       {"&1:2", "o1:2,3", "a:1,&2:3,4,r", "(1,2,),&1:1", "w:1.0", "$;;x$,o2:1"}) {
    EXPECT_TRUE(read_chemaxon_extension(stereo).stereo) << stereo;
    EXPECT_EQ(read_chemaxon_extension(stereo).problem, "") << stereo;
  }
  EXPECT_FALSE(read_chemaxon_extension("a:1,3").stereo);
  EXPECT_FALSE(read_chemaxon_extension("a:1,3").unread);
  for (const char* const other :
       {"C:0.1", "H:1.2,3.4", "m:0:2.3.4", "Sg:n:0,1:x:ht", "LN:1:1.3", "&1:2,C:0.1", "rb:0:*"}) {
    EXPECT_NE(read_chemaxon_extension(other).problem, "") << other;
  }
}

TEST(Text, OfWindowsBecomesUtf8) {
  EXPECT_EQ(as_utf8("caf\xE9 \x80 \x93x\x94"),
            "caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D");
  EXPECT_EQ(as_utf8("\xCE\xB1"), "\xCE\xB1");
  EXPECT_EQ(as_utf8("\x81"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace bb
