#include "io/input/lists/row_table.h"

#include <fstream>

#include <gtest/gtest.h>

namespace bb {
namespace {

std::string write(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

RowTable read(const std::string& path, uint64_t limit = 0) {
  const auto list = open_inputs({.path = path});
  return RowTable(*list, limit);
}

TEST(RowTable, GivesBackWhatTheListGave) {
  const std::string path = write("rows.csv",
                                 "id,input,target,smiles,ccd,affinity,note\n"
                                 "whole,a.yaml,,,,,first\n"
                                 "ligand,,t.yaml,CCO,,true,\"a, b\"\n"
                                 "again,,t.yaml,CCO,,true,\n"
                                 "code,,t.yaml,,ATP,false,\n"
                                 "bad,,,CCO,,,\n");
  const RowTable table = read(path);
  const auto list = open_inputs({.path = path});
  ASSERT_EQ(table.size(), 5U);
  EXPECT_EQ(table.user_columns(), std::vector<std::string>{"note"});
  ManifestRow given;
  for (uint64_t i = 0; list->next(given); ++i) {
    const ManifestRow row = table.row(PlaceId(i));
    EXPECT_EQ(row.id, given.id);
    EXPECT_EQ(row.line, given.line);
    EXPECT_EQ(row.input, given.input);
    EXPECT_EQ(row.target, given.target);
    EXPECT_EQ(row.ligand, given.ligand);
    EXPECT_EQ(row.affinity, given.affinity);
    EXPECT_EQ(row.user_values, given.user_values);
    EXPECT_EQ(row.error.has_value(), given.error.has_value());
  }
  EXPECT_EQ(table.row(PlaceId(4)).ligand.text, "CCO");  // as written, though the row is bad
  EXPECT_TRUE(table.row(PlaceId(4)).error.has_value());
}

TEST(RowTable, KeepsTheLibrarysMoleculesToTheLetter) {
  const std::string block =
      "one\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
      "    0.0000    0.0000    0.0000 C   0  0\nM  END\n";
  const std::string path =
      write("library.sdf", block + "$$$$\nanother" + block.substr(3) + "$$$$\n");
  const auto list = open_inputs({.path = path, .target = write("t.yaml", "version: 1\n")});
  const auto again = open_inputs({.path = path, .target = list->name()});
  const RowTable table(*list, 0);
  ASSERT_EQ(table.size(), 2U);
  ManifestRow given;
  ASSERT_TRUE(again->next(given));
  EXPECT_EQ(table.row(PlaceId(0)).ligand, given.ligand);
  EXPECT_EQ(table.row(PlaceId(0)).ligand.kind, LigandInput::Kind::mol_block);
}

TEST(RowTable, ASelectionIsATableOfItsOwn) {
  RowTable table = read(write(
      "selected.csv", "id,target,smiles\na,t.yaml,C\nb,t.yaml,CC\nc,t.yaml,CCC\nd,t.yaml,CC\n"));
  const std::string hash = table.hash();
  table.select({RowId(1), RowId(3)});
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table.row(PlaceId(0)).id, "b");
  EXPECT_EQ(table.row(PlaceId(1)).id, "d");
  EXPECT_EQ(table.row(PlaceId(1)).index, 3U);
  EXPECT_EQ(table.listed_as(PlaceId(1)), RowId(3));
  EXPECT_EQ(table.place_of(RowId(3)), PlaceId(1));
  EXPECT_EQ(table.place_of(RowId(2)), std::nullopt);
  EXPECT_EQ(table.hash(), hash);
  EXPECT_THROW(table.row(PlaceId(2)), std::out_of_range);
  table.select({RowId(2), RowId(3)});  // without b, which has d's ligand
  EXPECT_EQ(table.row(PlaceId(1)).id, "d");
  EXPECT_THROW(table.select({RowId(4)}), std::invalid_argument);
  EXPECT_THROW(table.select({RowId(2), RowId(1)}), std::invalid_argument);
}

TEST(RowTable, LimitAndHash) {
  const std::string path = write("hash.csv", "id,target,smiles\na,t.yaml,C\nb,t.yaml,CC\n");
  const std::string other = write("hash2.csv", "id,target,smiles\na,t.yaml,C\nb,t.yaml,CCC\n");
  EXPECT_EQ(read(path, 1).size(), 1U);
  EXPECT_EQ(read(path).hash(), read(path).hash());
  EXPECT_NE(read(path).hash(), read(other).hash());
  EXPECT_NE(read(path).hash(), read(path, 1).hash());
}

}  // namespace
}  // namespace bb
