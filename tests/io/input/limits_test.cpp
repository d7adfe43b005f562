#include "io/files/limits.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "io/files/byte_source.h"
#include "io/files/line_reader.h"
#include "io/input/complexes/msa.h"
#include "io/input/complexes/yaml_parser.h"
#include "io/input/lists/manifest.h"
#include "tests/io/input/input_test_support.h"

namespace {

using bb::test::expect_input_error;
using bb::test::TemporaryFolder;

void parse(const std::string& yaml) { bb::parse_yaml(yaml, "x.yaml", {}); }

TEST(Limits, AreWrittenInThousands) {
  EXPECT_EQ(bb::limits::written(0), "0");
  EXPECT_EQ(bb::limits::written(999), "999");
  EXPECT_EQ(bb::limits::written(1000), "1,000");
  EXPECT_EQ(bb::limits::written(12'345'678), "12,345,678");
}

TEST(Limits, YamlAliasesCountEachTime) {
  std::string yaml = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'h'; ++c) {
    yaml += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) {
      yaml += (i > 0 ? ", *" : "*") + std::string(1, static_cast<char>(c - 1));
    }
    yaml += "]\n";
  }
  expect_input_error([&] { parse(yaml); }, {"x.yaml", "1,000,000 values"});
  // What is within the limit is read, aliases and all.
  parse(
      "sequences:\n  - protein: &p {id: A, sequence: &s MK, msa: empty}\n  - dna: {id: D, "
      "sequence: ACGT}\n");
}

TEST(Limits, YamlNestingEnds) {
  expect_input_error([] { parse(std::string(10'000, '[')); }, {"nested more than 64 deep"});
  std::string blocks;
  for (int i = 0; i < 10'000; ++i) { blocks += "- "; }
  expect_input_error([&] { parse(blocks); }, {"nested more than 64 deep"});
}

TEST(Limits, SequencesAndComplexes) {
  const std::string letters(bb::limits::sequence_letters, 'A');
  parse("sequences:\n  - dna: {id: A, sequence: " + letters + "}\n");
  expect_input_error([&] { parse("sequences:\n  - dna: {id: A, sequence: " + letters + "A}\n"); },
                     {"20,001 letters", "20,000"});
  expect_input_error(
      [&] { parse("sequences:\n  - dna: {id: [A, B, C], sequence: " + letters + "}\n"); },
      {"50,000 residues"});
}

TEST(Limits, ForeignTextIsNotQuoted) {
  for (const char* text : {"root:x:0:0:root:/root:/bin/bash\nSECRET:x:1:1\n", "SECRET\n",
                           "a SECRET that is longer than any key of ours may be: 1\n",
                           "sequences: a SECRET text that goes on for longer than a value\n",
                           "version: 'SECRET\n\n  SECRET'\nsequences: []\n"}) {
    try {
      parse(text);
      ADD_FAILURE() << text;
    } catch (const bb::InputError& error) {
      EXPECT_EQ(std::string(error.what()).find("SECRET"), std::string::npos) << error.what();
    }
  }
}

TEST(Limits, LinesThatSayNothingEnd) {
  const std::string empty(bb::limits::endless_bytes + 100, '\n');
  bb::LineReader lines(bb::ByteSource::from_memory(empty, "x"));
  expect_input_error(
      [&] {
        for (std::string line; lines.next(line);) {}
      },
      {"x, line 100000001", "empty lines"});
}

TEST(Limits, ColumnsAndValuesOfALibraryOrManifest) {
  std::string header = "id,smiles";
  for (int i = 0; i < 1000; ++i) { header += ",c" + std::to_string(i); }
  expect_input_error(
      [&] {
        bb::read_text_library(bb::ByteSource::from_memory(header + "\n", "x.csv"),
                              {.target = "t.yaml"});
      },
      {"1,002 columns", "1,000"});
  const auto list = bb::read_manifest(
      bb::ByteSource::from_memory("id,target,smiles,note\na,t.yaml,C," + std::string(5000, 'x') +
                                      "\nb,t.yaml,C,y\n" + std::string("c,t.yaml,C,\0\n", 13),
                                  "x.csv"));
  bb::ManifestRow row;
  ASSERT_TRUE(list->next(row));
  ASSERT_TRUE(row.error);
  EXPECT_NE(std::string(row.error->what()).find("5,000 bytes"), std::string::npos);
  ASSERT_TRUE(list->next(row));
  EXPECT_FALSE(row.error);
  ASSERT_TRUE(list->next(row));
  ASSERT_TRUE(row.error);
}

TEST(Limits, OnlyFilesAreRead) {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe.a3m";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  expect_input_error([&] { bb::MsaReader::open(pipe); }, {"pipe.a3m", "is a named pipe"});
  expect_input_error([] { bb::ByteSource::open("/dev/zero"); }, {"/dev/zero", "is a device"});
}

TEST(Limits, AlignmentsHaveRoomForRealOnes) {
  // 16,384 rows of 5,000 columns, as deep and wide as alignments come; the reader takes them.
  constexpr size_t rows = 16'384, columns = 5'000;
  static_assert(rows * columns * 2 < bb::limits::msa_letters);
  static_assert(rows * (columns + 200) * 2 < bb::limits::msa_bytes);
  static_assert(columns * 2 < bb::limits::sequence_letters);
}

}  // namespace
