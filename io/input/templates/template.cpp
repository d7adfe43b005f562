#include "io/input/templates/template.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/input/templates/template_alignment.h"
#include "io/input/templates/template_doubts.h"

namespace bb {
namespace {

class Matcher {
 public:
  Matcher(const TemplateInput& input, const TemplateStructure& structure,
          std::span<const QueryChain> proteins, const Corrections& corrections)
      : input_(input), structure_(structure), proteins_(proteins), corrections_(corrections) {}

  std::vector<TemplateSpan> match() {
    const bool one_to_one = !input_.chain_ids.empty() && !input_.template_ids.empty();
    if (one_to_one && input_.chain_ids.size() != input_.template_ids.size()) {
      fail(std::to_string(input_.chain_ids.size()) + " chain_id and " +
               std::to_string(input_.template_ids.size()) + " template_id are given",
           "Give one template_id for each chain_id, or only one of the two lists");
    }
    choose();
    if (queries_.empty() || targets_.empty()) { return {}; }
    std::vector<std::pair<size_t, size_t>> pairs;
    if (one_to_one) {
      for (size_t i = 0; i < queries_.size(); ++i) { pairs.emplace_back(i, i); }
    } else {
      pairs = best_assignment(all_scores());
    }
    std::vector<TemplateSpan> spans;
    for (const auto& [query, target] : pairs) {
      add_spans(*queries_[query], targets_[target], spans);
    }
    return spans;
  }

 private:
  [[noreturn]] void fail(const std::string& problem, std::string_view mend = {}) const {
    throw InputError({.file = structure_.path}, problem, mend);
  }

  void choose() {
    for (const std::string& id : input_.chain_ids) {
      const auto found = std::ranges::find(proteins_, id, &QueryChain::name);
      if (found == proteins_.end()) {
        fail("chain_id " + quote(id) + " is not a protein chain of the complex",
             "Name protein chains only");
      }
      queries_.push_back(&*found);
    }
    if (input_.chain_ids.empty()) {
      for (const QueryChain& chain : proteins_) { queries_.push_back(&chain); }
    }
    for (const std::string& id : input_.template_ids) {
      const auto found = std::ranges::find(structure_.chains, id, &TemplateChain::name);
      if (found == structure_.chains.end()) {
        fail("template_id " + quote(id) + " is not among its protein chains: " + names(), hint(id));
      }
      targets_.push_back(static_cast<size_t>(found - structure_.chains.begin()));
    }
    for (size_t i = 0; input_.template_ids.empty() && i < structure_.chains.size(); ++i) {
      targets_.push_back(i);
    }
    for (const size_t target : targets_) {
      const TemplateChain& chain = structure_.chains[target];
      if (!chain.problem.empty()) {
        fail("chain " + quote(chain.name) + " cannot be used: " + chain.problem,
             "Name other chains in template_id, or give another file");
      }
    }
  }

  std::string names() const {
    std::string text;
    for (const TemplateChain& chain : structure_.chains) {
      text += (text.empty() ? "" : ", ") + chain.name;
    }
    return text;
  }

  std::string hint(const std::string& id) const {
    const auto found = std::ranges::find(structure_.chains, id, &TemplateChain::author_name);
    return found == structure_.chains.end()
               ? "Name one of these"
               : "What it calls " + quote(id) + " is " + quote(found->name) +
                     " here: mmCIF's label_asym_id; of a PDB file, the letter and 1";
  }

  template <typename Function>
  auto align(const QueryChain& query, size_t target, Function function) const {
    const TemplateChain& chain = structure_.chains[target];
    const size_t cells = query.sequence.size() * chain.sequence.size();
    cells_ += cells;
    if (cells > limits::alignment_cells || cells_ > limits::template_cells) {
      fail("it takes too long to align it: up to chain " + quote(query.name) + " and its chain " +
           quote(chain.name) + " letters times letters are " + limits::written(cells_) +
           ", allowed are " + limits::written(limits::alignment_cells) + " for one pair and " +
           limits::written(limits::template_cells) + " for all");
    }
    try {
      return function(query.sequence, chain.sequence);
    } catch (const std::invalid_argument& problem) {
      fail("chain " + quote(query.name) + " cannot be aligned to its chain " + quote(chain.name) +
           ": " + problem.what());
    }
  }

  std::vector<std::vector<int32_t>> all_scores() const {
    std::vector<std::vector<int32_t>> scores(queries_.size());
    for (size_t i = 0; i < queries_.size(); ++i) {
      for (const size_t target : targets_) {
        scores[i].push_back(align(*queries_[i], target, global_alignment_score));
      }
    }
    return scores;
  }

  void add_spans(const QueryChain& query, size_t target, std::vector<TemplateSpan>& spans) const {
    const bool gapped = corrections_.template_register;
    for (const AlignedRun& run :
         align(query, target, gapped ? gapped_alignment : local_alignments)) {
      spans.push_back({query.name, structure_.chains[target].name, target, run.query_start,
                       run.query_end, run.target_start, run.target_end, gapped});
    }
  }

  const TemplateInput& input_;
  const TemplateStructure& structure_;
  std::span<const QueryChain> proteins_;
  const Corrections& corrections_;
  std::vector<const QueryChain*> queries_;
  std::vector<size_t> targets_;  // indices of structure_.chains
  mutable size_t cells_ = 0;     // aligned up to now
};

std::vector<QueryChain> protein_chains(const Complex& complex) {
  std::vector<QueryChain> chains;
  for (const Entity& entity : complex.entities) {
    if (entity.type != ChainType::protein) { continue; }
    for (const std::string& id : entity.chain_ids) { chains.push_back({id, entity.sequence}); }
  }
  return chains;
}

}  // namespace

std::vector<TemplateSpan> match_template(const TemplateInput& input,
                                         const TemplateStructure& structure,
                                         std::span<const QueryChain> proteins,
                                         const Corrections& corrections) {
  return Matcher(input, structure, proteins, corrections).match();
}

std::pair<int32_t, int32_t> TemplateSpan::covered(size_t query_size,
                                                  size_t template_size) const noexcept {
  if (only_run) { return {query_start, query_end}; }
  const int32_t first = std::max(0, -offset());
  const int32_t last =
      std::min(static_cast<int32_t>(query_size), static_cast<int32_t>(template_size) - offset());
  return {first, std::max(first, last)};
}

LoadedTemplates load_templates(const Complex& complex, const ComponentLibrary& components,
                               const Corrections& corrections) {
  const std::vector<QueryChain> proteins = protein_chains(complex);
  LoadedTemplates out;
  std::vector<Template>& templates = out.templates;
  std::map<std::string, std::shared_ptr<const TemplateStructure>> files;
  for (const TemplateInput& input : complex.templates) {
    const auto fail = [&](std::string_view problem, std::string_view mend) {
      throw InputError({.file = complex.source, .line = input.line, .field = "templates"}, problem,
                       mend);
    };
    const std::string name = input.path.stem().string();
    auto& structure = files[name];
    if (structure != nullptr && structure->path != input.path) {
      fail("two templates have the file name " + quote(name) + ": " + structure->path.string() +
               " and " + input.path.string(),
           "Rename one: templates are told apart by file name");
    }
    if (input.force && !input.threshold) {
      fail("the template is forced, but has no threshold", "Give its threshold in Å");
    }
    std::vector<TemplateSpan> spans;
    try {
      if (structure == nullptr) { structure = read_template(input.path, input.format, components); }
      spans = match_template(input, *structure, proteins, corrections);
    } catch (const InputError& problem) { fail(problem.what(), ""); }
    const auto warn = [&](const std::string& what) {
      out.warnings.emplace_back(
          InputError({.file = complex.source, .line = input.line, .field = "templates"}, what)
              .what());
    };
    for (const std::string& what : doubts_about(spans, *structure, proteins)) { warn(what); }
    if (spans.empty()) {
      warn(input.path.filename().string() +
           " is not used: it has nothing in common with the chains that it is for");
      continue;
    }
    auto row = std::ranges::find(templates, name, &Template::name);
    if (row == templates.end()) {
      row = templates.insert(templates.end(), Template{name, structure, {}});
    }
    row->spans.insert(row->spans.end(), std::make_move_iterator(spans.begin()),
                      std::make_move_iterator(spans.end()));
    row->force = input.force;
    row->threshold =
        input.force ? static_cast<float>(*input.threshold) : std::numeric_limits<float>::infinity();
  }
  return out;
}

}  // namespace bb
