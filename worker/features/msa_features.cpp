#include "worker/features/msa_features.h"

#include <algorithm>
#include <map>
#include <numbers>
#include <set>

#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

/// The MSAs of the chains that the tokens are of, dummies made for chains without.
class MsaTable {
 public:
  MsaTable(const Structure& structure, const TokenList& list, const ChainMsas& msas) {
    std::set<int32_t> chains;
    for (const Token& token : list.tokens) { chains.insert(token.chain); }
    for (const int32_t chain : chains) {
      column_of_[chain] = msas_.size();
      const auto index = static_cast<size_t>(chain);
      const bool has_msa = index < msas.size() && msas[index];
      owned_.push_back(has_msa ? msas[index] : alone(structure, structure.chains[index]));
      msas_.push_back(owned_.back().get());
    }
  }

  MsaPairing pair() const { return pair_msas(msas_); }
  size_t column(int32_t chain) const { return column_of_.at(chain); }
  const Msa& msa(size_t column) const { return *msas_[column]; }

 private:
  static std::shared_ptr<const Msa> alone(const Structure& structure, const StructureChain& chain) {
    auto msa = std::make_shared<Msa>();
    msa->columns = static_cast<size_t>(chain.residues);
    for (int32_t i = 0; i < chain.residues; ++i) {
      msa->residues.push_back(
          structure.residues[static_cast<size_t>(chain.first_residue + i)].type);
    }
    msa->rows.emplace_back();
    return msa;
  }

  std::map<int32_t, size_t> column_of_;
  std::vector<std::shared_ptr<const Msa>> owned_;
  std::vector<const Msa*> msas_;
};

/// Tokens of residues that follow each other in one chain.
struct Run {
  size_t column;  // of the pairing
  int64_t first;  // token
  int64_t tokens;
  size_t place;  // of the first in its chain
};

std::vector<Run> runs_of(const TokenList& list, const MsaTable& table) {
  std::vector<Run> runs;
  for (size_t i = 0; i < list.tokens.size(); ++i) {
    const Token& token = list.tokens[i];
    const auto place = static_cast<size_t>(token.in_chain);
    const bool starts = i == 0 || list.tokens[i - 1].chain != token.chain ||
                        list.tokens[i - 1].in_chain + 1 != token.in_chain;
    if (starts) { runs.push_back({table.column(token.chain), static_cast<int64_t>(i), 0, place}); }
    ++runs.back().tokens;
  }
  return runs;
}

/// Residues deleted before those of the queries. The reference cuts its list of deletions down to
/// those of the row at hand and goes on with that, so that nothing is left after the first row.
struct Deletions {
  std::vector<int64_t> at;    // row * tokens + token
  std::vector<float> counts;  // above 0

  void add(const Msa& msa, const Run& run, int64_t base) {
    for (const MsaDeletion& deletion : msa.deletions_of(0)) {
      const auto place = static_cast<size_t>(deletion.column);
      if (place < run.place || deletion.count <= 0) { continue; }
      const auto offset = static_cast<int64_t>(place - run.place);
      if (offset >= run.tokens) { continue; }
      at.push_back(base + run.first + offset);
      counts.push_back(static_cast<float>(deletion.count));
    }
  }
};

/// msa (1, S, N) -> (1, N, 33)
Tensor profile_of(const Tensor& msa) {
  const int64_t rows = msa.size(1), tokens = msa.size(2);
  Tensor profile = at::zeros({1, tokens, residue_types}, at::kFloat);
  const auto* residue = msa.const_data_ptr<int64_t>();
  for (int64_t row = 0; row < rows; ++row) {
    auto* count = profile.mutable_data_ptr<float>();
    for (int64_t token = 0; token < tokens; ++token, ++residue, count += residue_types) {
      count[*residue] += 1;
    }
  }
  return profile.div_(static_cast<double>(rows));
}

void add_deletions(const Deletions& deletions, MsaFeatures& f) {
  const at::IntArrayRef sizes = f.msa.sizes();  // (1, S, N)
  if (deletions.at.empty()) {
    f.has_deletion = f.deletion_value = at::zeros({1}, at::kFloat).expand(sizes);
    f.deletion_mean = at::zeros({1, sizes[2]}, at::kFloat);
    return;
  }
  f.deletion_value = at::zeros(sizes, at::kFloat);
  f.deletion_value.view({-1}).index_put_(
      {at::tensor(deletions.at)},
      at::arctan(at::tensor(deletions.counts) / 3) * (std::numbers::pi / 2));
  f.has_deletion = f.deletion_value.gt(0).to(at::kFloat);
  f.deletion_mean = f.deletion_value.mean(1);
}

}  // namespace

MsaFeatures msa_features(const Structure& structure, const TokenList& list, const ChainMsas& msas,
                         FeatureStage stage) {
  const MsaTable table(structure, list, msas);
  const MsaPairing pairing = table.pair();
  const std::vector<Run> runs = runs_of(list, table);
  const auto rows = static_cast<int64_t>(pairing.rows());
  const auto tokens = static_cast<int64_t>(list.tokens.size());
  MsaFeatures f;
  f.msa = at::empty({1, rows, tokens}, at::kLong);
  f.msa_mask = at::ones({1}, at::kFloat).expand({1, rows, tokens});
  f.msa_paired = at::zeros({1, rows, tokens}, at::kFloat);
  auto* residue = f.msa.mutable_data_ptr<int64_t>();
  auto* is_paired = f.msa_paired.mutable_data_ptr<float>();
  Deletions deletions;
  for (int64_t row = 0; row < rows; ++row) {
    for (const Run& run : runs) {
      const size_t entry = static_cast<size_t>(row) * pairing.chains + run.column;
      const int64_t first = row * tokens + run.first;
      if (pairing.paired[entry]) { std::fill_n(is_paired + first, run.tokens, 1.0F); }
      const int32_t in_chain = pairing.row[entry];
      if (in_chain == MsaPairing::gap) {
        std::fill_n(residue + first, run.tokens, int64_t{gap_token});
        continue;
      }
      const Msa& msa = table.msa(run.column);
      const auto from = msa.row(static_cast<size_t>(in_chain)).subspan(run.place);
      std::copy_n(from.begin(), run.tokens, residue + first);
      if (in_chain == 0) { deletions.add(msa, run, row * tokens); }
    }
  }
  add_deletions(deletions, f);
  f.profile = profile_of(f.msa);
  if (stage == FeatureStage::affinity) {
    f.profile_affinity = profile_of(f.msa.narrow(1, 0, 1));
    f.deletion_mean_affinity = f.deletion_value.select(1, 0).clone();
  }
  return f;
}

}  // namespace bb
