#include "io/input/templates/template_doubts.h"

#include <algorithm>
#include <set>

#include "io/input/templates/template_alignment.h"

namespace bb {
namespace {

constexpr double likely_by_chance = 1e-3;  // runs as good; the search for homologues uses the same

/// All of a template that lies on one chain.
struct Pairing {
  const QueryChain& query;
  const TemplateChain& target;
  size_t covered = 0;            // residues of the query
  AlignedRun run{};              // the best
  double by_chance = 0;          // expected_by_chance of it
  size_t equal = 0, length = 0;  // residues of it
};

AlignedRun run_of(const TemplateSpan& span) {
  return {span.query_start, span.query_end, span.template_start, span.template_end};
}

Pairing pairing_of(std::span<const TemplateSpan> spans, const TemplateSpan& one,
                   const QueryChain& query, const TemplateChain& target) {
  Pairing out{.query = query, .target = target};
  std::vector<bool> covered(query.sequence.size(), false);
  for (const TemplateSpan& span : spans) {
    if (span.query_chain != one.query_chain || span.chain != one.chain) { continue; }
    const auto [first, last] = span.covered(query.sequence.size(), target.sequence.size());
    std::fill(covered.begin() + first, covered.begin() + last, true);
    const double by_chance = expected_by_chance(query.sequence, target.sequence, run_of(span));
    if (out.length > 0 && by_chance >= out.by_chance) { continue; }
    out.run = run_of(span);
    out.by_chance = by_chance;
    out.length = static_cast<size_t>(span.query_end - span.query_start);
  }
  out.covered = static_cast<size_t>(std::count(covered.begin(), covered.end(), true));
  for (size_t i = 0; i < out.length; ++i) {
    out.equal += query.sequence[static_cast<size_t>(out.run.query_start) + i] ==
                         target.sequence[static_cast<size_t>(out.run.target_start) + i]
                     ? 1U
                     : 0U;
  }
  return out;
}

/// Short chains are never alike beyond doubt; most of one that is the same as the other is.
bool is_related(const Pairing& pairing) {
  if (pairing.by_chance <= likely_by_chance) { return true; }
  const size_t shorter = std::min(pairing.query.sequence.size(), pairing.target.sequence.size());
  return pairing.equal * 5 >= shorter * 4;
}

}  // namespace

std::vector<std::string> doubts_about(std::span<const TemplateSpan> spans,
                                      const TemplateStructure& structure,
                                      std::span<const QueryChain> proteins) {
  std::vector<std::string> out;
  std::set<std::pair<std::string, size_t>> seen;
  std::set<size_t> observed;
  const std::string file = structure.path.filename().string();
  for (const TemplateSpan& span : spans) {
    const TemplateChain& target = structure.chains[span.chain];
    if (target.is_observed && observed.insert(span.chain).second) {
      out.push_back(file + " gives no full sequence of its chain " + target.name +
                    ": the residues that have coordinates are taken for it");
    }
    if (!seen.emplace(span.query_chain, span.chain).second) { continue; }
    const auto query = std::ranges::find(proteins, span.query_chain, &QueryChain::name);
    const Pairing pairing = pairing_of(spans, span, *query, target);
    if (is_related(pairing)) { continue; }
    out.push_back("chain " + target.name + " of " + file + " has nothing to do with chain " +
                  query->name + ": where they are most alike, " + std::to_string(pairing.equal) +
                  " of " + std::to_string(pairing.length) +
                  " residues are the same, which is chance. It is used all the same, as in the "
                  "reference, for " +
                  std::to_string(pairing.covered) + " of the chain's " +
                  std::to_string(query->sequence.size()) +
                  " residues. Take it out, or name the chains that belong together (chain_id, "
                  "template_id)");
  }
  return out;
}

}  // namespace bb
