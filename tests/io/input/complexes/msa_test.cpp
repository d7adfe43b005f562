#include "io/input/complexes/msa.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "io/input/complexes/residue_letters.h"
#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

using namespace std::string_literals;

using test::expect_input_error;

Msa a3m(std::string text, size_t max_rows = default_msa_rows) {
  return read_msa(
      MsaReader(ByteSource::from_memory(std::move(text), "x.a3m"), MsaReader::Format::a3m), "x.a3m",
      max_rows);
}

Msa csv(std::string text) {
  return read_msa(
      MsaReader(ByteSource::from_memory(std::move(text), "x.csv"), MsaReader::Format::csv),
      "x.csv");
}

std::vector<int8_t> tokens(std::string_view letters) {
  std::vector<int8_t> found;
  for (const char c : letters) { found.push_back(protein_token(c)); }
  return found;
}

std::vector<int8_t> row(const Msa& msa, size_t index) {
  return {msa.row(index).begin(), msa.row(index).end()};
}

Entity protein(std::string sequence, std::vector<Modification> modifications = {}) {
  return {.chain_ids = {"A"},
          .sequence = std::move(sequence),
          .modifications = std::move(modifications)};
}

TEST(Msa, LettersAreTheReferencesTokens) {
  EXPECT_EQ(tokens("ARNDCQEGHILKMFPSTWYV-"),
            (std::vector<int8_t>{2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                 13, 14, 15, 16, 17, 18, 19, 20, 21, 1}));
  for (const char c : std::string_view("XBJOUZ")) { EXPECT_EQ(protein_token(c), 22) << c; }
  for (const char c : std::string_view("a.*1 ")) { EXPECT_EQ(protein_token(c), -1) << c; }
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
  const std::vector<int32_t> keys{0, -1, 7, -1, -1};
  for (size_t i = 0; i < keys.size(); ++i) { EXPECT_EQ(msa.rows[i].taxonomy, keys[i]) << i; }
}

TEST(Msa, NamesRowAndColumn) {
  const auto bad = [](const std::string& text, std::initializer_list<std::string_view> parts) {
    expect_input_error([&] { a3m(text); }, parts);
  };
  bad(">q\nMKVL\n>1\n  MK.L\n", {"x.a3m, line 4, column 5, row 2", "'.'", "dots"});
  bad(">q\nMKVL\n>1\nMKV\nLMKVL\n",
      {"line 4, row 2", "its 2 lines have together 8 columns", "the query has 4"});
  bad("MKVL\n", {"line 1", "without a header"});
  bad(">q\n>r\n", {"x.a3m: the MSA has no sequences", "msa: empty"});
  bad(">q\nmkvl\n", {"line 2", "lower-case letters", "Write the query in capitals"});
  bad(">q\nM" + std::string(40000, 'a') + "K\n", {"insertion is longer"});
  bad("\xFF\xFE>", {"UTF-16"});
}

TEST(Msa, ReadsGzipAndNoticesDamage) {
  const test::TemporaryFolder folder;
  std::string text = ">q\nMKVL\n";
  for (int i = 0; i < 3000; ++i) {
    text += ">r" + std::to_string(i) + "\nMK" + std::string(1, "ACDEFGHIKL"[i % 10]) + "L\n";
  }
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
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 20; ++i) {
    broken[i] = static_cast<char>(~broken[i]);
  }
  expect_input_error([&] { read_msa(folder.write("b.a3m.gz", broken)); },
                     {"b.a3m.gz", "gzip file is"});
  expect_input_error([&] { read_msa(folder.write("plain.a3m.gz", text)); }, {"is not gzip"});
  expect_input_error([&] { read_msa(folder.path() / "none.a3m"); }, {"none.a3m", "no such file"});
  expect_input_error([&] { read_msa(folder.path() / "a.sto"); }, {"no known format"});
}

FittedMsa fitted(std::string text, const Entity& chain, MsaMismatch mismatch = MsaMismatch::trim,
                 size_t max_rows = default_msa_rows) {
  return read_msa(
      MsaReader(ByteSource::from_memory(std::move(text), "x.a3m"), MsaReader::Format::a3m), "x.a3m",
      chain, {.max_rows = max_rows, .mismatch = mismatch});
}

TEST(Msa, FitsWhatTheReferenceTakes) {
  for (const MsaMismatch mismatch : {MsaMismatch::trim, MsaMismatch::refuse, MsaMismatch::drop}) {
    const FittedMsa same = fitted(">q\nMKVL\n>1\nMAVL\n", protein("MKVL"), mismatch);
    EXPECT_TRUE(same.warnings.empty());
    EXPECT_EQ(same.msa.rows.size(), 2U);

    // A modified residue is unknown: the row becomes the sequence's.
    const FittedMsa modified =
        fitted(">q\nMKVL\n>1\nMAVL\n", protein("MKVL", {{2, "SEP"}}), mismatch);
    EXPECT_TRUE(modified.warnings.empty());
    EXPECT_EQ(row(modified.msa, 0), tokens("MXVL"));
    EXPECT_EQ(modified.msa.rows.size(), 2U);

    const FittedMsa met = fitted(">q\nMXVL\n>1\nMAVL\n", protein("MKVL", {{2, "MSE"}}), mismatch);
    EXPECT_TRUE(met.warnings.empty());
    EXPECT_EQ(row(met.msa, 0), tokens("MMVL"));
  }
}

TEST(Msa, DropsWhatDoesNotFitAsTheReference) {
  const FittedMsa other = fitted(">q\nMKVL\n>1\nMAVL\n", protein("MKIL"), MsaMismatch::drop);
  ASSERT_EQ(other.warnings.size(), 1U);
  EXPECT_NE(other.warnings[0].find("x.a3m: residue 3 is V in its query and I in chain A"),
            std::string::npos)
      << other.warnings[0];
  EXPECT_EQ(other.msa.rows.size(), 1U);
  EXPECT_EQ(row(other.msa, 0), tokens("MKIL"));

  const FittedMsa shorter = fitted(">q\nMKV\n", protein("MKVL"), MsaMismatch::drop);
  ASSERT_EQ(shorter.warnings.size(), 1U);
  EXPECT_EQ(shorter.msa.columns, 4U);
}

TEST(Msa, IsCutToAConstruct) {
  //                       GS[MKVLAYW]HH
  const std::string text =
      ">q\nGSMKVLAYWHH\n"
      ">1\nGSaaMKVcLA-WbbHH\n"  // insertions at the cut are left out, those within count
      ">2\nSGMKVcLA-WHG\n"      // the same as 1 once it is cut
      ">3\nGSMKVLAYWHG\n"       // the same as the query
      ">4\nGS-------HH\n"       // nothing is left
      ">5\n--MRVLAYW--\n";
  const FittedMsa cut = fitted(text, protein("MKVLAYW"));
  ASSERT_EQ(cut.msa.rows.size(), 3U);
  EXPECT_EQ(cut.msa.columns, 7U);
  EXPECT_EQ(row(cut.msa, 0), tokens("MKVLAYW"));
  EXPECT_EQ(row(cut.msa, 1), tokens("MKVLA-W"));
  EXPECT_EQ(row(cut.msa, 2), tokens("MRVLAYW"));
  ASSERT_EQ(cut.msa.deletions_of(1).size(), 1U);
  EXPECT_EQ(cut.msa.deletions_of(1)[0], (MsaDeletion{3, 1}));
  ASSERT_EQ(cut.warnings.size(), 1U);
  EXPECT_NE(cut.warnings[0].find("residues 3 to 9 of the 11 of its query"), std::string::npos)
      << cut.warnings[0];
  // Rows that are left out do not count towards the limit.
  EXPECT_EQ(fitted(text, protein("MKVLAYW"), MsaMismatch::trim, 3).msa.rows.size(), 3U);
  expect_input_error([&] { fitted(text, protein("MKVLAYW"), MsaMismatch::refuse); },
                     {"x.a3m: the MSA is not of chain A: its query has 11 residues, chain A has 7",
                      "--msa-mismatch trim"});
  EXPECT_EQ(fitted(text, protein("MKVLAYW"), MsaMismatch::drop).msa.rows.size(), 1U);
}

TEST(Msa, TakesFivePercentOfOtherResidues) {
  const std::string wild = "ACDEFGHIKLMNPQRSTVWY";
  const std::string text = ">q\nGG" + wild + "\n>1\nGG" + wild.substr(0, 19) + "A\n>2\n--C" +
                           wild.substr(1) + "\n>3\n--" + wild + "\n";
  const FittedMsa mutant = fitted(text, protein("C" + wild.substr(1)));
  EXPECT_EQ(row(mutant.msa, 0), tokens("C" + wild.substr(1)));
  // As if the file had been cut and begun with the chain: row 2 is its sequence, row 3 is not.
  ASSERT_EQ(mutant.msa.rows.size(), 3U);
  EXPECT_EQ(row(mutant.msa, 2), tokens(wild));
  EXPECT_NE(mutant.warnings.at(0).find("1 of 20 residues are others"), std::string::npos)
      << mutant.warnings[0];
  expect_input_error([&] { fitted(text, protein("CA" + wild.substr(2))); },
                     {"x.a3m", "2 of its 20 residues are others", "from residue 3 of the query on",
                      "5 % may be", "--msa-mismatch drop"});
  // The same where nothing is to be cut.
  const std::string equal = ">q\n" + wild + "\n>1\n" + wild.substr(0, 19) + "A\n";
  EXPECT_EQ(fitted(equal, protein("C" + wild.substr(1))).msa.rows.size(), 2U);
  expect_input_error([&] { fitted(equal, protein("CA" + wild.substr(2))); },
                     {"residue 1 is A in its query and C in chain A; 2 of its 20"});
  // Unknown residues are neither alike nor others, but half must be known.
  EXPECT_EQ(fitted(text, protein("X" + wild.substr(1))).msa.rows.size(), 4U);
  EXPECT_ANY_THROW(fitted(text, protein(std::string(20, 'X'))));
}

TEST(Msa, SaysWhyAnotherDoesNotFit) {
  const auto bad = [](const std::string& text, const std::string& sequence,
                      std::initializer_list<std::string_view> parts) {
    expect_input_error([&] { fitted(text, protein(sequence)); }, parts);
  };
  bad(">q\nKVLAYW\n", "MKVLAYWH",
      {"its query has 6 residues, chain A has 8", "an MSA of residues 2 to 7 only"});
  bad(">q\nGGGGGGGG\n", "MKVLAYWH", {"8 of its 8 residues are others"});
  bad(">q\nmKVLAYWH\n", "MKVLAYWH", {"7 residues", "1 letter of the query are in lower case"});
}

TEST(Msa, SeesRepeatsAndGapsOfTheQuery) {
  const FittedMsa twice = fitted(">q\nMKVLGMKVL\n>1\nMKVAGMKAL\n", protein("MKVL"));
  EXPECT_EQ(row(twice.msa, 1), tokens("MKVA"));
  EXPECT_NE(twice.warnings.at(0).find("as well from residue 6 on"), std::string::npos)
      << twice.warnings[0];
  // Where the query has a gap, the others have insertions.
  const FittedMsa gaps = fitted(">q\nMK--VL\n>1\nMACDVL\n>2\nMA-DVL\n", protein("MKVL"));
  ASSERT_EQ(gaps.msa.rows.size(), 3U);
  EXPECT_EQ(row(gaps.msa, 1), tokens("MAVL"));
  EXPECT_EQ(gaps.msa.deletions_of(1)[0], (MsaDeletion{2, 2}));
  EXPECT_EQ(gaps.msa.deletions_of(2)[0], (MsaDeletion{2, 1}));
  EXPECT_NE(gaps.warnings.at(0).find("2 columns where its query has a gap"), std::string::npos);
}

TEST(Msa, CutsCsvAndKeepsItsKeys) {
  const auto reader = [] {
    return MsaReader(
        ByteSource::from_memory("key,sequence\n9,GMKVL\n7,GMAVL\n8,\"GM\nRVL\"\n\0\n"s, "x.csv"),
        MsaReader::Format::csv);
  };
  const FittedMsa cut = read_msa(reader(), "x.csv", protein("MKVL"));
  ASSERT_EQ(cut.msa.rows.size(), 3U);
  EXPECT_EQ(cut.msa.rows[0].taxonomy, 9);
  EXPECT_EQ(cut.msa.rows[2].taxonomy, 8);
  EXPECT_EQ(row(cut.msa, 2), tokens("MRVL"));
  expect_input_error([] { csv("key,sequence\n,MK\0\n,MA\n"s); },
                     {"x.csv, line 3: there is text behind the zero byte of line 2"});
}

TEST(Msa, JoinsLinesAndEndsAtAZeroByte) {
  const Msa wrapped = a3m(">q\nMK\nVL\n>1\nM-\n# no\n\nvVL\n\0"s);
  ASSERT_EQ(wrapped.rows.size(), 2U);
  EXPECT_EQ(row(wrapped, 1), tokens("M-VL"));
  EXPECT_EQ(wrapped.deletions_of(1)[0], (MsaDeletion{2, 1}));
  EXPECT_EQ(a3m(">q\nMKVL\0"s).rows.size(), 1U);
  expect_input_error([] { a3m(">q\nMKVL\n\0>r\nMK\n"s); },
                     {"line 3: there is text behind the zero byte of line 3", "ColabFold"});
  expect_input_error([] { a3m(">q\nMKVL\n\0\n>r\nMK\n"s); }, {"line 4: there is text behind"});
  expect_input_error([] { a3m(">q\nMK\nVL\n>1\nMK\nV.\n"); }, {"line 6, column 2, row 2: '.'"});
}

}  // namespace
}  // namespace bb
