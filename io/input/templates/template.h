#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/input/complexes/complex_input.h"
#include "io/input/complexes/corrections.h"
#include "io/input/components/component_library.h"
#include "io/input/templates/template_structure.h"

namespace bb {

/// A query chain and what of a template lies on it. The reference uses of an alignment its diagonal
/// only: every residue of the template's chain, aligned or not, goes to query residue (its index −
/// offset), if the query has one; with the correction only the aligned run does. Later spans
/// overwrite.
struct TemplateSpan {
  std::string query_chain;
  std::string template_chain;
  size_t chain = 0;         // index into TemplateStructure::chains
  int32_t query_start = 0;  // 0-based, half-open: the aligned run
  int32_t query_end = 0;
  int32_t template_start = 0;
  int32_t template_end = 0;
  bool only_run = false;  // Corrections::template_register

  int32_t offset() const noexcept { return template_start - query_start; }
  /// The query's residues that it covers, of `query_size` and a template chain of `template_size`;
  /// half-open, empty where there are none.
  std::pair<int32_t, int32_t> covered(size_t query_size, size_t template_size) const noexcept;
  bool operator==(const TemplateSpan&) const = default;
};

/// One row of the template features.
struct Template {
  std::string name;
  std::shared_ptr<const TemplateStructure> structure;
  std::vector<TemplateSpan> spans;  // in the order in which they are applied
  bool force = false;               // template_force
  float threshold = std::numeric_limits<float>::infinity();  // template_force_threshold, Å
};

struct QueryChain {
  std::string name;
  std::string sequence;  // letters as written; modifications do not change them
};

/// Matches one template to the protein chains of a complex, as the reference does: chain_ids with
/// template_ids one to one if both are given, else every named (or every) chain of one to at most
/// one of the other, for the largest sum of global alignment scores. Throws InputError. (Of equally
/// good matches the reference takes one by chance, this one the first by the file's order. The
/// reference allows any chain_ids and template_ids to be named twice; so does this.)
std::vector<TemplateSpan> match_template(const TemplateInput& input,
                                         const TemplateStructure& structure,
                                         std::span<const QueryChain> proteins,
                                         const Corrections& corrections = {});

struct LoadedTemplates {
  std::vector<Template> templates;
  /// Of what is used and surely not meant: templates that have nothing to do with their chain.
  std::vector<std::string> warnings;
};

/// All templates of a complex: one row per file name, in order. A file that is named in two entries
/// is one row with the spans of both and the last one's force and threshold, as in the reference;
/// two files of one name are refused, which the reference would confuse. A template that no chain
/// matches is left out. Throws InputError, naming the complex's line.
LoadedTemplates load_templates(const Complex& complex, const ComponentLibrary& components,
                               const Corrections& corrections = {});

}  // namespace bb
