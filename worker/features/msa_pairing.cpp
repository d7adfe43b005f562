#include "worker/features/msa_pairing.h"

#include <algorithm>
#include <unordered_map>

namespace bb {
namespace {

/// The rows of one taxonomy, by chain.
struct Taxonomy {
  struct InChain {
    size_t chain;
    std::vector<int32_t> rows;
  };
  std::vector<InChain> chains;
  size_t rows = 0;
};

/// In the order in which they are met.
std::vector<Taxonomy> taxonomies_of(std::span<const Msa* const> msas) {
  std::vector<Taxonomy> all;
  std::unordered_map<int32_t, size_t> known;
  for (size_t chain = 0; chain < msas.size(); ++chain) {
    for (size_t row = 0; row < msas[chain]->rows.size(); ++row) {
      const int32_t number = msas[chain]->rows[row].taxonomy;
      if (number == -1) { continue; }
      const auto [entry, is_new] = known.try_emplace(number, all.size());
      if (is_new) { all.emplace_back(); }
      Taxonomy& taxonomy = all[entry->second];
      if (taxonomy.chains.empty() || taxonomy.chains.back().chain != chain) {
        taxonomy.chains.push_back({chain, {}});
      }
      taxonomy.chains.back().rows.push_back(static_cast<int32_t>(row));
      ++taxonomy.rows;
    }
  }
  std::erase_if(all, [](const Taxonomy& taxonomy) { return taxonomy.rows < 2; });
  std::stable_sort(all.begin(), all.end(), [](const Taxonomy& a, const Taxonomy& b) {
    return a.chains.size() > b.chains.size();
  });
  return all;
}

class Pairer {
 public:
  explicit Pairer(std::span<const Msa* const> msas) : msas_(msas), next_(msas.size(), 1) {
    result_.chains = msas.size();
    result_.row.assign(msas.size(), 0);
    result_.paired.assign(msas.size(), 1);
  }

  void add_taxonomy(const Taxonomy& taxonomy) {
    size_t repeats = 0;
    for (const auto& in : taxonomy.chains) { repeats = std::max(repeats, in.rows.size()); }
    for (size_t i = 0; i < repeats && result_.rows() < max_paired_rows; ++i) {
      const size_t base = result_.row.size();
      result_.row.resize(base + msas_.size(), MsaPairing::gap);
      result_.paired.resize(base + msas_.size(), 0);
      for (const auto& in : taxonomy.chains) {
        result_.row[base + in.chain] = in.rows[i % in.rows.size()];
        result_.paired[base + in.chain] = 1;
      }
      for (size_t chain = 0; chain < msas_.size(); ++chain) {
        if (!result_.paired[base + chain]) { result_.row[base + chain] = take(chain); }
      }
    }
  }

  void add_unpaired() {
    size_t left = 0;
    for (size_t chain = 0; chain < msas_.size(); ++chain) {
      left = std::max(left, msas_[chain]->rows.size() - static_cast<size_t>(next_[chain]));
    }
    left = std::min(left, max_complex_rows - result_.rows());
    for (size_t i = 0; i < left; ++i) {
      for (size_t chain = 0; chain < msas_.size(); ++chain) { result_.row.push_back(take(chain)); }
    }
    result_.paired.resize(result_.row.size(), 0);
  }

  MsaPairing result() && { return std::move(result_); }

 private:
  int32_t take(size_t chain) {
    if (static_cast<size_t>(next_[chain]) >= msas_[chain]->rows.size()) { return MsaPairing::gap; }
    return next_[chain]++;
  }

  std::span<const Msa* const> msas_;
  std::vector<int32_t> next_;  // the chain's next row to stand unpaired
  MsaPairing result_;
};

}  // namespace

size_t MsaPairing::paired_rows() const {
  size_t count = 0;
  for (size_t i = 1; i < rows(); ++i) {
    const auto first = paired.begin() + static_cast<ptrdiff_t>(i * chains);
    count += std::count(first, first + static_cast<ptrdiff_t>(chains), 1) > 1 ? 1U : 0U;
  }
  return count;
}

MsaPairing pair_msas(std::span<const Msa* const> msas) {
  Pairer pairer(msas);
  for (const Taxonomy& taxonomy : taxonomies_of(msas)) { pairer.add_taxonomy(taxonomy); }
  pairer.add_unpaired();
  return std::move(pairer).result();
}

}  // namespace bb
