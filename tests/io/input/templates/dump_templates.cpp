// Prints what read_template and match_template make of a file, as JSON, for check_templates.py:
//
//   dump_templates mmcif|pdb FILE [--components STORE] [A=SEQUENCE ..] [--chain ID ..] [--template
//   ID ..]

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "io/input/templates/template.h"

namespace {

void print_list(const char* key, const float* values, size_t count) {
  std::printf(", \"%s\": [", key);
  for (size_t i = 0; i < count; ++i) {
    std::printf("%s%.9g", i > 0 ? ", " : "", static_cast<double>(values[i]));
  }
  std::printf("]");
}

void print_chain(const bb::TemplateChain& chain) {
  std::printf(
      "{\"name\": \"%s\", \"author\": \"%s\", \"sequence\": \"%s\", \"problem\": %s, \"residues\": "
      "[",
      chain.name.c_str(), chain.author_name.c_str(), chain.sequence.c_str(),
      chain.problem.empty() ? "false" : "true");
  for (size_t i = 0; i < chain.residues.size(); ++i) {
    const bb::TemplateResidue& residue = chain.residues[i];
    std::printf("%s\n{\"name\": \"%s\", \"token\": %d, \"modified\": %d, \"has\": [%d, %d, %d]",
                i > 0 ? "," : "", residue.name.c_str(), residue.token, residue.modified,
                residue.has_center, residue.has_disto, residue.has_frame);
    print_list("center", residue.center.data(), 3);
    print_list("disto", residue.disto.data(), 3);
    print_list("rotation", residue.rotation.data(), 9);
    print_list("translation", residue.translation.data(), 3);
    std::printf("}");
  }
  std::printf("]}");
}

void run(const std::vector<std::string>& arguments) {
  bb::TemplateInput input;
  input.format =
      arguments.at(0) == "pdb" ? bb::TemplateInput::Format::pdb : bb::TemplateInput::Format::mmcif;
  input.path = arguments.at(1);
  std::vector<bb::QueryChain> queries;
  std::vector<std::filesystem::path> stores;
  for (size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i] == "--components") {
      stores.emplace_back(arguments.at(++i));
    } else if (arguments[i] == "--chain") {
      input.chain_ids.push_back(arguments.at(++i));
    } else if (arguments[i] == "--template") {
      input.template_ids.push_back(arguments.at(++i));
    } else {
      const auto equals = arguments[i].find('=');
      queries.push_back({arguments[i].substr(0, equals), arguments[i].substr(equals + 1)});
    }
  }
  const auto structure =
      bb::read_template(input.path, input.format, *bb::ComponentLibrary::open(stores));
  std::printf("{\"chains\": [");
  for (size_t i = 0; i < structure->chains.size(); ++i) {
    if (i > 0) { std::printf(",\n"); }
    print_chain(structure->chains[i]);
  }
  std::printf("], \"spans\": [");
  const auto spans = queries.empty() ? std::vector<bb::TemplateSpan>{}
                                     : bb::match_template(input, *structure, queries);
  for (size_t i = 0; i < spans.size(); ++i) {
    const bb::TemplateSpan& span = spans[i];
    std::printf("%s[\"%s\", %d, %d, \"%s\", %d, %d]", i > 0 ? ", " : "", span.query_chain.c_str(),
                span.query_start, span.query_end, span.template_chain.c_str(), span.template_start,
                span.template_end);
  }
  std::printf("]}\n");
}

}  // namespace

int main(int count, char** values) {
  try {
    run({values + 1, values + count});
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
