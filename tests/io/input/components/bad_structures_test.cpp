// Every file of bad_structures ends in an InputError that names the file and says what expected.tsv
// says.

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "io/input/components/component_cif.h"
#include "io/input/components/component_store.h"
#include "io/input/templates/template.h"

namespace bb {
namespace {

struct Bad {
  std::string file;
  std::string problem;
};

std::vector<Bad> all_bad() {
  std::vector<Bad> cases;
  std::ifstream table(std::filesystem::path(BB_BAD_STRUCTURES) / "expected.tsv");
  for (std::string line; std::getline(table, line);) {
    cases.push_back({line.substr(0, line.find('\t')), line.substr(line.find('\t') + 1)});
  }
  return cases;
}

void use(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.starts_with("store")) {
    (void)ComponentStore::open(path);
  } else if (name.starts_with("component")) {
    (void)read_components_cif(path);
  } else {
    TemplateInput input;
    input.format =
        name.find(".pdb") == name.npos ? TemplateInput::Format::mmcif : TemplateInput::Format::pdb;
    const auto structure = read_template(path, input.format, *ComponentLibrary::open({}));
    (void)match_template(input, *structure, std::vector<QueryChain>{{"A", "MDIRQG"}});
  }
}

class BadStructures : public testing::TestWithParam<Bad> {};

TEST_P(BadStructures, IsRefusedWithItsReason) {
  try {
    use(std::filesystem::path(BB_BAD_STRUCTURES) / GetParam().file);
    FAIL() << "it was accepted";
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find(GetParam().problem), std::string::npos)
        << problem.what();
    EXPECT_EQ(problem.place().file.filename(), GetParam().file);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BadStructures, testing::ValuesIn(all_bad()), [](const auto& one) {
  std::string name = one.param.file;
  for (char& c : name) { c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_'; }
  return name;
});

TEST(BadStructuresCorpus, IsThere) { EXPECT_GE(all_bad().size(), 25U); }

}  // namespace
}  // namespace bb
