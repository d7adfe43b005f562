#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/input/complexes/fasta_parser.h"
#include "io/input/complexes/msa.h"
#include "io/input/lists/complex_loader.h"
#include "io/input/lists/manifest.h"

namespace bb {
namespace {

// Every file of tests/io/input/bad gives the error that bad/expected.tsv says. In a list of
// complexes (manifest, smi, sdf) that is one row's, and its neighbours g1 and g2 are untouched; or
// the list's, whose name starts with file_.
struct BadInput {
  std::string file;
  std::string expected;
};

std::vector<BadInput> bad_inputs() {
  std::vector<BadInput> inputs;
  std::ifstream table(std::string(BB_INPUT_BAD) + "/expected.tsv");
  for (std::string line; std::getline(table, line);) {
    const size_t tab = line.find('\t');
    if (tab != std::string::npos) { inputs.push_back({line.substr(0, tab), line.substr(tab + 1)}); }
  }
  return inputs;
}

// The errors of what the file says; `good` gets the ids of rows without one.
std::vector<std::string> errors_of(const std::filesystem::path& path, std::set<std::string>& good) {
  const std::string kind = path.parent_path().filename();
  std::vector<std::string> errors;
  try {
    if (kind == "yaml" || kind == "fasta") {
      read_complex(path);
    } else if (kind == "a3m" || kind == "msa_csv") {
      read_msa(path);
    } else {
      const std::filesystem::path target = path.parent_path().parent_path() / "ok/target.yaml";
      const auto list = open_inputs({.path = path, .target = kind == "manifest" ? "" : target});
      ComplexLoader loader;
      for (ManifestRow row; list->next(row);) {
        const auto result = loader.load(row);
        if (const auto* error = std::get_if<InputError>(&result)) {
          errors.emplace_back(error->what());
        } else {
          good.insert(row.id);
        }
      }
    }
  } catch (const InputError& error) { errors.emplace_back(error.what()); }
  return errors;
}

TEST(BadInputs, EachGivesItsOwnError) {
  const std::vector<BadInput> inputs = bad_inputs();
  ASSERT_GE(inputs.size(), 150U);
  for (const BadInput& input : inputs) {
    const auto path = std::filesystem::path(BB_INPUT_BAD) / input.file;
    std::set<std::string> good;
    const std::vector<std::string> errors = errors_of(path, good);
    ASSERT_EQ(errors.size(), 1U) << input.file << (errors.empty() ? "" : ": " + errors[1]);
    EXPECT_NE(errors[0].find(input.expected), std::string::npos) << input.file << ": " << errors[0];
    const std::string kind = path.parent_path().filename();
    const bool list = kind == "manifest" || kind == "smi" || kind == "sdf";
    if (list && !path.filename().string().starts_with("file_")) {
      EXPECT_TRUE(good.contains("g1") && good.contains("g2")) << input.file;
    }
  }
}

TEST(BadInputs, AllAreInTheTable) {
  std::set<std::string> known;
  for (const BadInput& input : bad_inputs()) { known.insert(input.file); }
  for (const std::string kind : {"yaml", "fasta", "a3m", "msa_csv", "manifest", "smi", "sdf"}) {
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(BB_INPUT_BAD) / kind)) {
      EXPECT_TRUE(known.contains(kind + "/" + entry.path().filename().string())) << entry.path();
    }
  }
}

}  // namespace
}  // namespace bb
