#include "worker/model/core/features.h"

namespace bb {

namespace {

/// Real entries must come first: the sampler and the frames rely on it.
int64_t leading_ones(const Tensor& mask, const char* name) {
  const auto count = mask.sum().item<double>();
  const auto length = static_cast<int64_t>(count);
  if (length == 0) { throw FeaturesError(std::string("feature '") + name + "' masks everything"); }
  if (mask.slice(-1, 0, length).sum().item<double>() != count) {
    throw FeaturesError(std::string("feature '") + name +
                        "' has padding between real entries; padding must come last");
  }
  return length;
}

std::vector<ChainSpan> chain_spans(const Features& f, int64_t tokens, int64_t atoms) {
  const auto asym = f.asym_id.accessor<int64_t, 2>();
  const auto type = f.mol_type.accessor<int64_t, 2>();
  const auto token_of = f.atom_to_token.accessor<int64_t, 2>();
  std::vector<ChainSpan> chains;
  for (int64_t token = 0; token < tokens; ++token) {
    if (chains.empty() || chains.back().asym_id != asym[0][token]) {
      if (!chains.empty() && asym[0][token] < chains.back().asym_id) {
        throw FeaturesError(
            "feature 'asym_id' does not ascend: tokens of a chain must be together "
            "and chains in order");
      }
      chains.push_back({.asym_id = asym[0][token],
                        .mol_type = static_cast<MolType>(type[0][token]),
                        .first_token = token,
                        .tokens = 0,
                        .first_atom = 0,
                        .atoms = 0});
    }
    ++chains.back().tokens;
  }
  int64_t atom = 0;
  for (ChainSpan& chain : chains) {
    chain.first_atom = atom;
    const int64_t end = chain.first_token + chain.tokens;
    while (atom < atoms && token_of[0][atom] >= chain.first_token && token_of[0][atom] < end) {
      ++atom;
    }
    chain.atoms = atom - chain.first_atom;
  }
  if (atom != atoms) {
    throw FeaturesError("feature 'atom_to_token' does not follow the chains: atom " +
                        std::to_string(atom) + " belongs to token " +
                        std::to_string(token_of[0][atom]));
  }
  return chains;
}

}  // namespace

ComplexLayout layout_of(const Features& one) {
  ComplexLayout layout;
  layout.tokens = leading_ones(one.token_mask, "token_pad_mask");
  layout.atoms = leading_ones(one.atom_mask, "atom_pad_mask");
  layout.padded_atoms = whole_windows(layout.atoms);
  layout.msa_rows = one.msa.size(1);
  layout.templates = one.template_mask.size(1);
  layout.has_templates = one.template_mask.any().item<bool>();
  layout.has_contact_conditioning = one.contact_conditioning.any().item<bool>();
  layout.cyclic = one.cyclic_period.gt(0).any().item<bool>();
  layout.chains = chain_spans(one, layout.tokens, layout.atoms);
  return layout;
}

}  // namespace bb
