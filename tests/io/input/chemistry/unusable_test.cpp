// What cannot be used ends in an error of its own (unusable.tsv), never in a result or an
// exception.

#include <gtest/gtest.h>

#include "io/input/chemistry/ligand_builder.h"
#include "tests/io/input/chemistry/expected_file.h"

namespace bb {
namespace {

std::string repeated(const std::string& part, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) { out += part; }
  return out;
}

std::string written_out(const std::string& text) {
  const auto words = split(text, ' ');
  if (text.starts_with("*long chain ")) { return repeated("C", std::stoi(words.at(2))); }
  if (text.starts_with("*chlorides ")) {
    return "C" + repeated("C(Cl)(Cl)", std::stoi(words.at(1))) + "C";
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size();
    if (escape && text[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else if (escape && text[i + 1] == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

LigandRequest request_of(const std::vector<std::string>& row) {
  return {.text = written_out(row.at(1)),
          .format = row.at(0) == "block" ? LigandFormat::mol_block : LigandFormat::smiles,
          .affinity = row.at(0) == "affinity"};
}

TEST(Unusable, EndsInItsOwnError) {
  LigandBuilder builder;
  const auto rows = rows_of("unusable.tsv");
  EXPECT_GE(rows.size(), 40U);
  for (const auto& row : rows) {
    SCOPED_TRACE(row.at(0) + " " + row.at(1));
    const LigandResult result = builder.result(request_of(row));
    EXPECT_EQ(name_of(result.status), row.at(2));
    EXPECT_NE(result.error.find(row.at(3)), std::string::npos) << result.error;
    EXPECT_EQ(result.error.find('\n'), std::string::npos) << result.error;
    EXPECT_NE(result.error.find(". "), std::string::npos)
        << "says how to mend it: " << result.error;
    EXPECT_LT(result.error.size(), 800U);
    EXPECT_EQ(result.ligand, Ligand());
  }
}

TEST(Unusable, ChangesNoNeighbour) {
  LigandBuilder builder;
  const LigandRequest request{.text = "CC(=O)Nc1ccc(O)cc1", .affinity = true, .seed = 7};
  const LigandResult before = builder.result(request);
  for (const auto& row : rows_of("unusable.tsv")) { builder.result(request_of(row)); }
  EXPECT_EQ(builder.result(request), before);
}

}  // namespace
}  // namespace bb
