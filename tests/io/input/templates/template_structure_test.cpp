#include "io/input/template_structure.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "io/input/input_error.h"

// Against the reference, on 30 kinds of file: check_templates.py.

namespace bb {
namespace {

std::string base_text() {
  std::ifstream file(std::string(BB_TEMPLATE_FILES) + "/1a8o_part.cif");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

std::string without_lines(const std::string& text, std::string_view part) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) == std::string::npos) kept += line + '\n';
  }
  return kept;
}

TemplateChain chain_of(const std::string& text) {
  return parse_template(text, "x.cif", TemplateInput::Format::mmcif, *ComponentLibrary::open({}))
      ->chains.at(0);
}

TEST(TemplateStructure, ReadsResidues) {
  const TemplateChain chain = chain_of(base_text());
  EXPECT_EQ(chain.name, "A");
  EXPECT_EQ(chain.sequence, "XDIRQGPKEPFRDYVDRFYKTLRAEQASQEVKNWXTET");
  ASSERT_EQ(chain.residues.size(), 38U);
  const TemplateResidue& first = chain.residues[0];
  EXPECT_EQ(first.name, "MET") << "selenomethionine";
  EXPECT_EQ(first.token, 14);
  EXPECT_TRUE(first.has_center && first.has_disto && first.has_frame);
  EXPECT_EQ(first.center, (std::array{20.255F, 33.101F, 26.891F}));
  EXPECT_EQ(first.disto, (std::array{19.457F, 32.943F, 25.591F}));
  EXPECT_EQ(first.translation, first.center);
  EXPECT_EQ(chain.residues[5].disto, chain.residues[5].center) << "glycine";
  EXPECT_FALSE(chain.residues[36].has_center) << "not in the model";
  EXPECT_EQ(chain.residues[36].token, 8);
  EXPECT_EQ(chain.residues[36].rotation, (std::array<float, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
}

TEST(TemplateStructure, FramesAreRotations) {
  for (const TemplateResidue& residue : chain_of(base_text()).residues) {
    const auto& r = residue.rotation;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_NEAR(r[i] * r[j] + r[3 + i] * r[3 + j] + r[6 + i] * r[6 + j], i == j ? 1 : 0, 1e-5);
      }
    }
  }
}

TEST(TemplateStructure, MissingAtoms) {
  const TemplateChain chain =
      chain_of(without_lines(without_lines(base_text(), " CB . ASP A 1 2 "), " N . ILE A 1 3 "));
  EXPECT_TRUE(chain.residues[1].has_center && chain.residues[1].has_frame);
  EXPECT_FALSE(chain.residues[1].has_disto);
  EXPECT_EQ(chain.residues[1].disto, (std::array{0.0F, 0.0F, 0.0F}));
  EXPECT_FALSE(chain.residues[2].has_frame);
  EXPECT_TRUE(chain.residues[2].has_disto);
}

TEST(TemplateStructure, MissingResidues) {
  const TemplateChain chain =
      chain_of(without_lines(without_lines(base_text(), " PHE A 1 11 "), " ARG A 1 12 "));
  EXPECT_EQ(chain.problem, "");
  EXPECT_FALSE(chain.residues[10].has_center || chain.residues[11].has_center);
  EXPECT_TRUE(chain.residues[12].has_center);
}

TEST(TemplateStructure, NumbersInTheFileDoNotMatter) {
  std::string text = base_text();
  for (int number = 151; number < 190; ++number)
    text = replaced(text, " ? " + std::to_string(number) + " A 1\n",
                    " ? " + std::to_string(number - 160) + " A 1\n");
  EXPECT_NE(text.find(" ? -9 A 1\n"), std::string::npos);
  EXPECT_EQ(chain_of(text).residues[7].center, chain_of(base_text()).residues[7].center);
}

TEST(TemplateStructure, UnknownModifiedResidueSpoilsItsChainOnly) {
  const TemplateChain chain = chain_of(replaced(base_text(), " 2 ASP\n", " 2 QQZ\n"));
  EXPECT_NE(chain.problem.find("'QQZ'"), std::string::npos) << chain.problem;
}

TEST(TemplateStructure, ChainNamesOfPdbFiles) {
  std::string text = "SEQRES   1 X    2  ALA GLY\n";
  const char* atoms[] = {"N   ALA X  -1",  "CA  ALA X  -1",  "C   ALA X  -1",
                         "N   GLY X   0A", "CA  GLY X   0A", "C   GLY X   0A"};
  for (int i = 0; i < 6; ++i) {
    std::array<char, 100> line{};
    std::snprintf(line.data(), line.size(),
                  "ATOM  %5d  %-15s  %8.3f%8.3f%8.3f  1.00 10.00           %c\n", i + 1, atoms[i],
                  1.3 * i, 0.5 * (i % 2), 0.0, atoms[i][0]);
    text += line.data();
  }
  const auto structure = parse_template(text, "dir/my.model.pdb", TemplateInput::Format::pdb,
                                        *ComponentLibrary::open({}));
  EXPECT_EQ(structure->name, "my.model");
  ASSERT_EQ(structure->chains.size(), 1U);
  EXPECT_EQ(structure->chains[0].name, "X1");
  EXPECT_EQ(structure->chains[0].author_name, "X");
  EXPECT_EQ(structure->chains[0].sequence, "AG");
  EXPECT_TRUE(structure->chains[0].residues[1].has_frame);
}

}  // namespace
}  // namespace bb
