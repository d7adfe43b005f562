#include "io/input/msa.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "io/input/residue_letters.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

using test::expect_input_error;

Msa a3m(std::string text, std::size_t max_rows = default_msa_rows) {
  return read_msa(
      MsaReader(ByteSource::from_memory(std::move(text), "x.a3m"), MsaReader::Format::a3m), "x.a3m",
      max_rows);
}

Msa csv(std::string text) {
  return read_msa(
      MsaReader(ByteSource::from_memory(std::move(text), "x.csv"), MsaReader::Format::csv),
      "x.csv");
}

std::vector<std::int8_t> tokens(std::string_view letters) {
  std::vector<std::int8_t> found;
  for (const char c : letters) found.push_back(protein_token(c));
  return found;
}

std::vector<std::int8_t> row(const Msa& msa, std::size_t index) {
  return {msa.row(index).begin(), msa.row(index).end()};
}

Entity protein(std::string sequence, std::vector<Modification> modifications = {}) {
  return {.chain_ids = {"A"},
          .sequence = std::move(sequence),
          .modifications = std::move(modifications)};
}

TEST(Msa, LettersAreTheReferencesTokens) {
  EXPECT_EQ(tokens("ARNDCQEGHILKMFPSTWYV-"),
            (std::vector<std::int8_t>{2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                      13, 14, 15, 16, 17, 18, 19, 20, 21, 1}));
  for (const char c : std::string_view("XBJOUZ")) EXPECT_EQ(protein_token(c), 22) << c;
  for (const char c : std::string_view("a.*1 ")) EXPECT_EQ(protein_token(c), -1) << c;
  EXPECT_EQ(sequence_token(ChainType::rna, 'U'), 26);
  EXPECT_EQ(sequence_token(ChainType::rna, 'T'), 27);
  EXPECT_EQ(sequence_token(ChainType::dna, 'T'), 31);
  EXPECT_EQ(sequence_token(ChainType::dna, 'U'), 32);
}

TEST(Msa, EncodesColumnsAndInsertions) {
  const Msa msa = a3m("#A3M#\n>q\nMKVL\n\n>1 UniRef100_X\n abM-cV-dd \n>2\n--VLyy\n");
  EXPECT_EQ(msa.columns, 4U);
  ASSERT_EQ(msa.rows.size(), 3U);
  EXPECT_EQ(row(msa, 0), tokens("MKVL"));
  EXPECT_EQ(row(msa, 1), tokens("M-V-"));
  EXPECT_EQ(row(msa, 2), tokens("--VL"));
  EXPECT_TRUE(msa.deletions_of(0).empty());
  ASSERT_EQ(msa.deletions_of(1).size(), 2U);
  EXPECT_EQ(msa.deletions_of(1)[0], (MsaDeletion{0, 2}));
  EXPECT_EQ(msa.deletions_of(1)[1], (MsaDeletion{2, 1}));
  EXPECT_TRUE(msa.deletions_of(2).empty());
  EXPECT_EQ(msa.rows[1].taxonomy, -1);
}

TEST(Msa, DropsWhatIsTheSameWithoutGaps) {
  const Msa msa = a3m(">q\nMKVL\n>1\nM-VL\n>2\n-MVL\n>3\nmVL-L\n>4\nMkV-L\n");
  ASSERT_EQ(msa.rows.size(), 3U);
  EXPECT_EQ(row(msa, 1), tokens("M-VL"));
  EXPECT_EQ(row(msa, 2), tokens("VL-L"));
}

TEST(Msa, StopsAtTheLastRowWanted) {
  EXPECT_EQ(a3m(">q\nMK\n>1\nMA\n>2\n!!\n", 2).rows.size(), 2U);
}

TEST(Msa, ReadsKeysOfCsv) {
  const Msa msa =
      csv("\xEF\xBB\xBFsequence,key\r\nMKVL,0\r\n\"M-VL\",\r\nMAVL,7.0\r\nMGVL,nan\r\nMHVL,-"
          "1\nMKVL,5\n");
  ASSERT_EQ(msa.rows.size(), 5U);
  const std::vector<std::int32_t> keys{0, -1, 7, -1, -1};
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(msa.rows[i].taxonomy, keys[i]) << i;
}

TEST(Msa, NamesRowAndColumn) {
  const auto bad = [](const std::string& text, std::initializer_list<std::string_view> parts) {
    expect_input_error([&] { a3m(text); }, parts);
  };
  bad(">q\nMKVL\n>1\n  MK.L\n", {"x.a3m, line 4, column 5, row 2", "'.'", "dots"});
  bad(">q\nMKVL\n>1\nMKV\nLMKVL\n", {"line 4, row 2", "3 columns", "the query has 4", "one line"});
  bad("MKVL\n", {"line 1", "without a header"});
  bad(">q\n>r\n", {"x.a3m: the MSA has no sequences", "msa: empty"});
  bad(">q\nmkvl\n", {"no residues"});
  bad(">q\nM" + std::string(40000, 'a') + "K\n", {"insertion is longer"});
  bad("\xFF\xFE>", {"UTF-16"});
}

TEST(Msa, ReadsGzipAndNoticesDamage) {
  const test::TemporaryFolder folder;
  std::string text = ">q\nMKVL\n";
  for (int i = 0; i < 3000; ++i)
    text += ">r" + std::to_string(i) + "\nMK" + std::string(1, "ACDEFGHIKL"[i % 10]) + "L\n";
  const auto whole = folder.path() / "a.a3m.gz";
  gzFile file = gzopen(whole.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  EXPECT_EQ(read_msa(whole).rows.size(), 11U);

  std::ifstream in(whole, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto cut = folder.write("cut.a3m.gz", bytes.substr(0, bytes.size() / 2));
  expect_input_error([&] { read_msa(cut); }, {"cut.a3m.gz", "cut short"});
  std::string broken = bytes;
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 20; ++i)
    broken[i] = static_cast<char>(~broken[i]);
  expect_input_error([&] { read_msa(folder.write("b.a3m.gz", broken)); },
                     {"b.a3m.gz", "gzip file is"});
  expect_input_error([&] { read_msa(folder.write("plain.a3m.gz", text)); }, {"is not gzip"});
  expect_input_error([&] { read_msa(folder.path() / "none.a3m"); }, {"none.a3m", "no such file"});
  expect_input_error([&] { read_msa(folder.path() / "a.sto"); }, {"no known format"});
}

TEST(Msa, MatchesTheQueryAsTheReference) {
  Msa same = a3m(">q\nMKVL\n>1\nMAVL\n");
  EXPECT_FALSE(match_to_query(same, protein("MKVL"), "x"));
  EXPECT_EQ(same.rows.size(), 2U);

  Msa modified =
      a3m(">q\nMKVL\n>1\nMAVL\n");  // a modified residue is unknown: the row becomes the sequence's
  EXPECT_FALSE(match_to_query(modified, protein("MKVL", {{2, "SEP"}}), "x"));
  EXPECT_EQ(row(modified, 0), tokens("MXVL"));
  EXPECT_EQ(modified.rows.size(), 2U);

  Msa met = a3m(">q\nMXVL\n>1\nMAVL\n");
  EXPECT_FALSE(match_to_query(met, protein("MKVL", {{2, "MSE"}}), "x"));
  EXPECT_EQ(row(met, 0), tokens("MMVL"));

  Msa other = a3m(">q\nMKVL\n>1\nMAVL\n");
  const auto warning = match_to_query(other, protein("MKIL"), "x.a3m");
  ASSERT_TRUE(warning);
  EXPECT_NE(
      warning->find("x.a3m: residue 3 is V in the first row and I in the sequence of chain A"),
      std::string::npos);
  EXPECT_EQ(other.rows.size(), 1U);
  EXPECT_EQ(row(other, 0), tokens("MKIL"));

  Msa shorter = a3m(">q\nMKV\n");
  ASSERT_TRUE(match_to_query(shorter, protein("MKVL"), "x"));
  EXPECT_EQ(shorter.columns, 4U);
}

}  // namespace
}  // namespace bb
