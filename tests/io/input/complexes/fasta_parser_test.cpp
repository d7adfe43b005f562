#include "io/input/complexes/fasta_parser.h"

#include <gtest/gtest.h>

#include "tests/io/input/input_test_support.h"

namespace bb {
namespace {

using test::expect_input_error;

TEST(FastaParser, ReadsAllTypes) {
  const Complex c = parse_fasta(
      "> A|Protein|m/a.a3m and a description\r\nMKV\r\nLA "
      "C\r\n\r\n>B|protein|empty\nGG\n>C|DNA\nACGT\n>D|rna|\nACGU\n"
      ">E|ccd\nATP\n>F|smiles\nC1CC1\nC(=O)O\n>G|protein|m/a.a3m\nMKVLAC",
      "in/x.fasta");
  EXPECT_EQ(c.name, "x");
  ASSERT_EQ(c.entities.size(), 6U);
  EXPECT_EQ(c.entities[0].chain_ids, (std::vector<std::string>{"A", "G"}));
  EXPECT_EQ(c.entities[0].sequence, "MKVLAC");
  EXPECT_EQ(c.entities[0].msa.path, "in/m/a.a3m");
  EXPECT_EQ(c.entities[1].msa.kind, MsaSource::Kind::empty);
  EXPECT_EQ(c.entities[1].line, 5U);
  EXPECT_EQ(c.entities[2].type, ChainType::dna);
  EXPECT_EQ(c.entities[3].type, ChainType::rna);
  EXPECT_EQ(c.entities[4].ligand.ccd, (std::vector<std::string>{"ATP"}));
  EXPECT_FALSE(c.entities[4].ligand.ccd_is_list);
  EXPECT_EQ(c.entities[5].ligand.text, "C1CC1C(=O)O");
}

TEST(FastaParser, SaysWhereAndHowToMend) {
  const auto refused = [](const std::string& text, std::initializer_list<std::string_view> parts) {
    expect_input_error([&] { parse_fasta(text, "x.fasta"); }, parts);
  };
  refused(">A|protein|empty\nMK\n>B\nMK\n", {"x.fasta, line 3, header", "1 fields", ">CHAIN|TYPE"});
  refused(">A|protien|empty\nMK\n", {"line 1", "'protien'", "Did you mean 'protein'?"});
  refused(">A|rna|a.a3m\nACGU\n", {"proteins only, this is rna"});
  refused(">A|protein|empty\nMK*\n", {"letter 3", "'*'", "stop"});
}

}  // namespace
}  // namespace bb
