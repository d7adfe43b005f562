#include "worker/features/msa_features.h"

#include <numbers>
#include <set>

#include "io/input/residue_letters.h"
#include "worker/model/features.h"

namespace bb {
namespace {

/// The MSAs of the chains that the tokens are of, dummies made for chains without.
class MsaTable {
 public:
  MsaTable(const Structure& structure, const TokenList& list, const ChainMsas& msas) {
    std::set<int32_t> chains;
    for (const Token& token : list.tokens) chains.insert(token.chain);
    for (const int32_t chain : chains) {
      column_of_[chain] = msas_.size();
      const auto index = static_cast<size_t>(chain);
      const bool has_msa = index < msas.size() && msas[index];
      owned_.push_back(has_msa ? msas[index] : alone(structure, structure.chains[index]));
      msas_.push_back(owned_.back().get());
    }
  }

  MsaPairing pair(size_t max_rows) const { return pair_msas(msas_, max_rows); }
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

/// Number of residues deleted before a residue, as the reference has it: it cuts its list of
/// deletions down to those of the row at hand and goes on with that, so that nothing is left after
/// the first row.
float deletions_before(const Msa& msa, int32_t row, int32_t residue) {
  if (row != 0) return 0;
  float count = 0;
  for (const MsaDeletion& deletion : msa.deletions_of(0)) {
    if (deletion.column == residue) count = static_cast<float>(deletion.count);
  }
  return count;
}

Tensor profile_of(const Tensor& msa) {
  const int64_t rows = msa.size(0), tokens = msa.size(1);
  Tensor profile = at::zeros({tokens, residue_types}, at::kFloat);
  auto count = profile.accessor<float, 2>();
  const auto residue = msa.accessor<int64_t, 2>();
  for (int64_t row = 0; row < rows; ++row) {
    for (int64_t token = 0; token < tokens; ++token) count[token][residue[row][token]] += 1;
  }
  return profile.div_(static_cast<double>(rows));
}

FeatureMap make(const Structure& structure, const TokenList& list, const ChainMsas& msas,
                size_t max_rows) {
  const MsaTable table(structure, list, msas);
  const MsaPairing pairing = table.pair(max_rows);
  const auto rows = static_cast<int64_t>(pairing.rows());
  const auto tokens = static_cast<int64_t>(list.tokens.size());
  Tensor residues = at::full({rows, tokens}, int64_t{gap_token}, at::kLong);
  Tensor paired = at::zeros({rows, tokens}, at::kFloat),
         deletions = at::zeros({rows, tokens}, at::kFloat);
  auto residue = residues.accessor<int64_t, 2>();
  auto is_paired = paired.accessor<float, 2>();
  auto deletion = deletions.accessor<float, 2>();
  std::vector<size_t> columns;
  for (const Token& token : list.tokens) columns.push_back(table.column(token.chain));
  for (int64_t row = 0; row < rows; ++row) {
    const size_t base = static_cast<size_t>(row) * pairing.chains;
    for (int64_t i = 0; i < tokens; ++i) {
      const size_t column = columns[static_cast<size_t>(i)];
      is_paired[row][i] = pairing.paired[base + column];
      const int32_t in_chain = pairing.row[base + column];
      if (in_chain == MsaPairing::gap) continue;
      const int32_t place = list.tokens[static_cast<size_t>(i)].in_chain;
      const Msa& msa = table.msa(column);
      residue[row][i] = msa.row(static_cast<size_t>(in_chain))[static_cast<size_t>(place)];
      deletion[row][i] = deletions_before(msa, in_chain, place);
    }
  }
  FeatureMap features;
  features["msa"] = residues;
  features["msa_paired"] = paired;
  features["has_deletion"] = deletions > 0;
  features["deletion_value"] = at::arctan(deletions / 3) * (std::numbers::pi / 2);
  features["deletion_mean"] = features["deletion_value"].mean(0);
  features["profile"] = profile_of(residues);
  features["msa_mask"] = at::ones_like(residues);
  return features;
}

}  // namespace

FeatureMap msa_features(const Structure& structure, const TokenList& list, const ChainMsas& msas) {
  return make(structure, list, msas, max_complex_rows);
}

FeatureMap query_profile_features(const Structure& structure, const TokenList& list,
                                  const ChainMsas& msas) {
  const FeatureMap features = make(structure, list, msas, 1);
  return {{"profile_affinity", features.find("profile")->second},
          {"deletion_mean_affinity", features.find("deletion_mean")->second}};
}

}  // namespace bb
