#include "io/input/templates/template_structure.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include "io/files/input_error.h"

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
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string without_lines(const std::string& text, std::string_view part) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) == std::string::npos) { kept += line + '\n'; }
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
    for (size_t i = 0; i < 3; ++i) {
      for (size_t j = 0; j < 3; ++j) {
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
  for (int number = 151; number < 190; ++number) {
    text = replaced(text, " ? " + std::to_string(number) + " A 1\n",
                    " ? " + std::to_string(number - 160) + " A 1\n");
  }
  EXPECT_NE(text.find(" ? -9 A 1\n"), std::string::npos);
  EXPECT_EQ(chain_of(text).residues[7].center, chain_of(base_text()).residues[7].center);
}

TEST(TemplateStructure, UnknownModifiedResidueSpoilsItsChainOnly) {
  const TemplateChain chain = chain_of(replaced(base_text(), " 2 ASP\n", " 2 QQZ\n"));
  EXPECT_NE(chain.problem.find("'QQZ'"), std::string::npos) << chain.problem;
}

// gemmi answers with no alignment at all.
TEST(TemplateStructure, MoreKindsOfResiduesThanGemmiAlignsSpoilTheChain) {
  std::string text = base_text(), others;
  for (int i = 39; i < 300; ++i) {
    others += "1 " + std::to_string(i) + " Q" + std::to_string(i) + '\n';
  }
  text.insert(text.find("1 38 THR\n") + 9, others);
  EXPECT_EQ(chain_of(text).problem, "it has more than 255 kinds of residues");
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

// Of a file, the loop of _atom_site alone, as programs that know no more write it.
std::string bare(const std::string& text) {
  return "data_x\nloop_\n" + text.substr(text.find("_atom_site.group_PDB"));
}

TEST(TemplateStructure, ObservesWhatTheFileDoesNotSay) {
  const TemplateChain whole = chain_of(base_text());
  const std::string text = base_text();
  const std::vector<std::string> variants = {
      bare(text), without_lines(text, "1 polymer"), replaced(text, "polypeptide(L)", "?"),
      text.substr(0, text.find("loop_\n_entity_poly_seq")) + bare(text).substr(7)};
  for (const std::string& variant : variants) {
    const TemplateChain chain = chain_of(variant);
    EXPECT_EQ(chain.name, "A");
    ASSERT_EQ(chain.problem, "");
    if (chain.sequence.size() == whole.sequence.size()) {
      continue;  // it gives the sequence yet
    }
    EXPECT_TRUE(chain.is_observed);
    ASSERT_EQ(chain.sequence, whole.sequence.substr(0, 36));  // two have no coordinates
    for (size_t i = 0; i < chain.residues.size(); ++i) {
      EXPECT_EQ(chain.residues[i].center, whole.residues[i].center) << i;
      EXPECT_EQ(chain.residues[i].token, whole.residues[i].token) << i;
    }
  }
  EXPECT_FALSE(whole.is_observed);
  EXPECT_TRUE(chain_of(bare(text)).is_observed);
}

TEST(TemplateStructure, GapsInTheNumbersAreMissingResidues) {
  const std::string gap =
      without_lines(without_lines(bare(base_text()), " PHE A 1 11 "), " ARG A 1 12 ");
  const TemplateChain chain = chain_of(gap);
  EXPECT_EQ(chain.sequence, "XDIRQGPKEPXXDYVDRFYKTLRAEQASQEVKNWXT");
  EXPECT_FALSE(chain.residues[10].has_center || chain.residues[11].has_center);
  EXPECT_EQ(chain.residues[12].center, chain_of(base_text()).residues[12].center);
}

TEST(TemplateStructure, MendsAnAtomSiteWithoutItsUsualColumns) {
  // group, id, element, atom, residue, chain, number and place: what small programs write.
  std::istringstream lines(bare(base_text()));
  std::string text =
      "data_x\nloop_\n_atom_site.group_PDB\n_atom_site.type_symbol\n_atom_site.label_atom_id\n"
      "_atom_site.label_comp_id\n_atom_site.label_asym_id\n_atom_site.label_seq_id\n"
      "_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n";
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> field(std::istream_iterator<std::string>(words), {});
    if (field.size() < 19) { continue; }
    for (const size_t i : {0U, 2U, 3U, 5U, 6U, 8U, 10U, 11U, 12U}) { text += field[i] + " "; }
    text += "\n";
  }
  const TemplateChain chain = chain_of(text);
  ASSERT_EQ(chain.problem, "");
  EXPECT_EQ(chain.sequence, chain_of(base_text()).sequence.substr(0, 36));
  EXPECT_EQ(chain.residues[20].center, chain_of(base_text()).residues[20].center);
}

TEST(TemplateStructure, PdbWithoutSeqres) {
  std::string text;
  const char* names[] = {"ALA", "GLY", "VAL", "LEU", "SER", "THR"};
  int serial = 0;
  for (int i = 0; i < 6; ++i) {
    if (i == 3) {
      continue;  // LEU 4 was not seen
    }
    for (const char* atom : {"N ", "CA", "C ", "O "}) {
      std::array<char, 100> line{};
      const double x = 3.8 * i + 1.2 * (serial % 4);
      std::snprintf(line.data(), line.size(),
                    "ATOM  %5d  %-3s %s B%4d    %8.3f%8.3f%8.3f  1.00 10.00           %c  \n",
                    serial + 1, atom, names[i], i + 1, x, 0.3 * (serial % 2), 0.0, atom[0]);
      text += line.data();
      ++serial;
    }
  }
  const auto structure =
      parse_template(text, "x.pdb", TemplateInput::Format::pdb, *ComponentLibrary::open({}));
  ASSERT_EQ(structure->chains.size(), 1U);
  EXPECT_EQ(structure->chains[0].problem, "");
  EXPECT_EQ(structure->chains[0].sequence, "AGVXST");
  EXPECT_TRUE(structure->chains[0].is_observed);
  EXPECT_TRUE(structure->chains[0].residues[4].has_center);
  EXPECT_FALSE(structure->chains[0].residues[3].has_center);
}

}  // namespace
}  // namespace bb
