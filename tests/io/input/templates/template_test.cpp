#include "io/input/templates/template.h"

#include <filesystem>
#include <limits>

#include <gtest/gtest.h>

#include "io/files/input_error.h"

namespace bb {
namespace {

TemplateChain chain(std::string name, std::string sequence) {
  return {.name = name + "1",
          .author_name = std::move(name),
          .sequence = std::move(sequence),
          .residues = {},
          .problem = {}};
}

const TemplateStructure structure{
    .name = "t", .path = "t.pdb", .chains = {chain("A", "MKTAYIAKQR"), chain("B", "GHWWCPLE")}};
const std::vector<QueryChain> proteins = {{"X", "GHWWCPLE"}, {"Y", "SMKTAYIAKQR"}};

std::string message_of(const TemplateInput& input, const TemplateStructure& from = structure) {
  try {
    match_template(input, from, proteins);
  } catch (const InputError& problem) { return problem.what(); }
  return "no error";
}

TEST(MatchTemplate, FindsTheBestPairs) {
  const auto spans = match_template({}, structure, proteins);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0], (TemplateSpan{"X", "B1", 1, 0, 8, 0, 8}));
  EXPECT_EQ(spans[1], (TemplateSpan{"Y", "A1", 0, 1, 11, 0, 10}));
  EXPECT_EQ(spans[1].offset(), -1);
}

TEST(MatchTemplate, OneToOneWhereBothAreNamed) {
  TemplateInput input;
  input.chain_ids = {"Y"};
  input.template_ids = {"B1"};
  const auto spans = match_template(input, structure, proteins);
  ASSERT_FALSE(spans.empty());
  EXPECT_EQ(spans[0].template_chain, "B1");
  EXPECT_EQ(spans[0].query_chain, "Y");
}

TEST(MatchTemplate, SaysWhatIsWrong) {
  TemplateInput input;
  input.chain_ids = {"Z"};
  EXPECT_EQ(message_of(input),
            "t.pdb: chain_id 'Z' is not a protein chain of the complex. Name protein chains only");
  input = {};
  input.template_ids = {"A"};
  EXPECT_EQ(message_of(input),
            "t.pdb: template_id 'A' is not among its protein chains: A1, B1. What it calls 'A' is "
            "'A1' here: mmCIF's label_asym_id; of a PDB file, the letter and 1");
  input = {};
  input.chain_ids = {"X", "Y"};
  input.template_ids = {"A1"};
  EXPECT_EQ(message_of(input),
            "t.pdb: 2 chain_id and 1 template_id are given. Give one template_id for each "
            "chain_id, or only one of the two lists");
  TemplateStructure spoilt = structure;
  spoilt.chains[1].problem = "it is spoilt";
  EXPECT_NE(message_of({}, spoilt).find("chain 'B1' cannot be used: it is spoilt"),
            std::string::npos);
  input = {};
  input.template_ids = {"A1"};
  EXPECT_EQ(message_of(input, spoilt), "no error");
}

Complex complex_with(std::vector<TemplateInput> templates) {
  Complex complex;
  complex.source = "c.yaml";
  complex.entities.push_back(
      {.type = ChainType::protein, .chain_ids = {"A"}, .sequence = "MDIRQGPKEPFRDYVDRFYKTL"});
  complex.templates = std::move(templates);
  return complex;
}

TEST(LoadTemplates, OneRowPerFile) {
  const std::filesystem::path path = std::string(BB_TEMPLATE_FILES) + "/1a8o_part.cif";
  TemplateInput free{.path = path};
  TemplateInput forced{
      .path = path, .chain_ids = {"A"}, .template_ids = {"A"}, .force = true, .threshold = 2.5};
  const auto templates =
      load_templates(complex_with({free, forced}), *ComponentLibrary::open({})).templates;
  ASSERT_EQ(templates.size(), 1U);
  EXPECT_EQ(templates[0].name, "1a8o_part");
  EXPECT_EQ(templates[0].spans.size(), 2U);
  EXPECT_TRUE(templates[0].force);
  EXPECT_FLOAT_EQ(templates[0].threshold, 2.5F);
  const auto once = load_templates(complex_with({free}), *ComponentLibrary::open({}));
  EXPECT_EQ(once.templates.at(0).threshold, std::numeric_limits<float>::infinity());
  EXPECT_TRUE(once.warnings.empty()) << once.warnings[0];
}

TEST(LoadTemplates, NamesTheComplexsLine) {
  TemplateInput missing{.path = "/no/such.cif"};
  missing.line = 7;
  try {
    load_templates(complex_with({missing}), *ComponentLibrary::open({}));
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_EQ(problem.place().line, 7U);
    EXPECT_NE(std::string(problem.what()).find("/no/such.cif"), std::string::npos);
  }
  EXPECT_THROW(load_templates(complex_with({{.path = "a/x.cif"}, {.path = "b/x.cif"}}),
                              *ComponentLibrary::open({})),
               InputError);
}

TEST(LoadTemplates, DoubtsWhatHasNothingToDoWithItsChain) {
  const std::filesystem::path path = std::string(BB_TEMPLATE_FILES) + "/1a8o_part.cif";
  const auto warnings = [&](const std::string& sequence) {
    Complex complex = complex_with({{.path = path, .line = 5}});
    complex.entities[0].sequence = sequence;
    return load_templates(complex, *ComponentLibrary::open({})).warnings;
  };
  for (const char* other :
       {"GWGWGWPPPPDDDDCCCC", "GIVEQCCTSICSLYQLENYCN",
        "AQVINTFDGVADYLQTYHKLPDNYITKSEAQALGWVASKGNLADVAPGKSIGGDIFSNREGKLPGKSGR"}) {
    const auto found = warnings(other);
    ASSERT_EQ(found.size(), 1U) << other;
    EXPECT_NE(found[0].find("c.yaml, line 5, templates: chain A of 1a8o_part.cif has nothing to do "
                            "with chain A"),
              std::string::npos)
        << found[0];
  }
  EXPECT_TRUE(warnings("MDIRQGPKEPYRDYVDKFYKTLKAEQASQDVKNWMTEV").empty()) << "a homologue";
  EXPECT_TRUE(warnings("GPKEPFR").empty()) << "a short part of it";
}

TEST(MatchTemplate, KeepsTheRegisterWhereThatIsCorrected) {
  const std::string query = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQ";
  const std::string deleted = query.substr(0, 20) + query.substr(26);
  for (const bool insertion : {false, true}) {
    const TemplateStructure one{
        .name = "t", .path = "t.pdb", .chains = {chain("A", insertion ? query : deleted)}};
    const std::string& sequence = insertion ? deleted : query;
    const std::vector<QueryChain> chains = {{"X", sequence}};
    const auto reference = match_template({}, one, chains);
    const auto corrected = match_template({}, one, chains, {.template_register = true});
    ASSERT_EQ(reference.size(), 1U);
    ASSERT_EQ(corrected.size(), 2U);
    size_t right = 0, covered = 0;
    for (const TemplateSpan& span : corrected) {
      const auto [first, last] = span.covered(sequence.size(), one.chains[0].sequence.size());
      for (int32_t i = first; i < last; ++i, ++covered) {
        right += sequence[static_cast<size_t>(i)] ==
                 one.chains[0].sequence[static_cast<size_t>(i + span.offset())];
      }
    }
    EXPECT_EQ(right, deleted.size());
    EXPECT_EQ(covered, deleted.size());
    const auto [first, last] = reference[0].covered(sequence.size(), one.chains[0].sequence.size());
    EXPECT_EQ(last - first, 50) << "the reference lays all of it on one diagonal";
  }
}

}  // namespace
}  // namespace bb
