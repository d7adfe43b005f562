#include "io/input/complexes/msa.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "io/files/input_error.h"
#include "io/input/complexes/msa_fit.h"
#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

constexpr std::string_view letters = "ARNDCQEGHILKMFPSTWYV";

std::string letter_of(int8_t token) {
  if (token == gap_token) { return "a gap"; }
  const auto place = static_cast<size_t>(token - 2);
  return place < letters.size() ? std::string(1, letters[place]) : "unknown";
}

std::string count(size_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

/// What a protein and the query of its alignment have to do with each other.
class Comparison {
 public:
  Comparison(const Msa& msa, const Entity& protein)
      : query_(msa.row(0)), protein_(protein), wanted_(residue_tokens(protein)) {
    for (const MsaDeletion& deletion : msa.deletions_of(0)) {
      insertions_ += static_cast<size_t>(deletion.count);
    }
  }

  const std::vector<int8_t>& wanted() const { return wanted_; }

  /// Whether the reference takes the query for the protein's.
  bool is_equal() const {
    constexpr int8_t met_token = 14;
    if (query_.size() != wanted_.size()) { return false; }
    bool all_unknown = true;
    bool all_met = true;
    for (size_t i = 0; i < wanted_.size(); ++i) {
      if (wanted_[i] == query_[i]) { continue; }
      all_unknown = all_unknown && wanted_[i] == unknown_protein_token;
      all_met = all_met && wanted_[i] == met_token && query_[i] == unknown_protein_token;
    }
    return all_unknown || all_met;
  }

  /// How the two differ, for a message.
  std::string difference() const {
    std::string text;
    if (query_.size() != wanted_.size()) {
      text = "its query has " + count(query_.size(), "residue") + ", " + chain() + " has " +
             std::to_string(wanted_.size());
    } else {
      const auto [mine, other] = std::mismatch(wanted_.begin(), wanted_.end(), query_.begin());
      text = "residue " + std::to_string(mine - wanted_.begin() + 1) + " is " + letter_of(*other) +
             " in its query and " + letter_of(*mine) + " in " + chain();
    }
    if (insertions_ > 0) {
      text += " (" + count(insertions_, "letter") +
              " of the query are in lower case, which makes them insertions: write it in capitals)";
    }
    return text;
  }

  std::string chain() const { return "chain " + protein_.chain_ids.front(); }

  std::optional<QueryFit> fit() const { return fit_to_query(query_, wanted_); }

  /// What keeps the protein from lying on the query, of which `fit` is the best that there is.
  std::string misfit(const std::optional<QueryFit>& fit) const {
    if (!fit) {
      const std::optional<QueryFit> inside = fit_to_query(wanted_, query_);
      if (!inside || !is_close(*inside)) { return difference(); }
      return difference() + ": it is an MSA of residues " + std::to_string(inside->offset + 1) +
             " to " + std::to_string(inside->offset + query_.size()) + " only";
    }
    const std::string at = fit->query_residues == wanted_.size()
                               ? ""
                               : " where it lies best, from residue " +
                                     std::to_string(fit->offset + 1) + " of the query on";
    return difference() + "; " + std::to_string(fit->mismatches) + " of its " +
           count(wanted_.size(), "residue") + " are others" + at + ", and 5 % may be";
  }

  /// What is made of the alignment, for a warning.
  std::string change(const QueryFit& fit) const {
    std::string text;
    if (fit.query_residues != wanted_.size()) {
      text = "cut to " + chain() + ", which is residues " + std::to_string(fit.offset + 1) +
             " to " + std::to_string(fit.offset + wanted_.size()) + " of the " +
             std::to_string(fit.query_residues) + " of its query";
      if (fit.other_offset) {
        text += " (and as well from residue " + std::to_string(*fit.other_offset + 1) +
                " on: the first place is taken)";
      }
    }
    const auto add = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
    if (fit.query_residues != query_.size()) {
      add(count(query_.size() - fit.query_residues, "column") +
          " where its query has a gap are taken for insertions");
    }
    if (fit.mismatches > 0) {
      add(std::to_string(fit.mismatches) + " of " + count(wanted_.size(), "residue") +
          " are others in its query, which is replaced by " + chain());
    }
    return text.empty() ? difference() + ": its query is replaced by " + chain() : text;
  }

 private:
  std::span<const int8_t> query_;
  const Entity& protein_;
  std::vector<int8_t> wanted_;
  size_t insertions_ = 0;
};

/// Where the protein lies on the query of `msa`, which is not its sequence. Throws where that is
/// refused.
QueryFit place_on_query(const Comparison& compared, const std::filesystem::path& name,
                        MsaMismatch mismatch) {
  const auto refuse = [&](const std::string& why, std::string_view mend) {
    throw InputError({.file = name}, "the MSA is not of " + compared.chain() + ": " + why, mend);
  };
  if (mismatch == MsaMismatch::refuse) {
    refuse(compared.difference(),
           "Make one for this sequence, or allow what fits to be cut out: "
           "--msa-mismatch trim");
  }
  std::optional<QueryFit> fit = compared.fit();
  if (!fit || !is_close(*fit)) {
    refuse(compared.misfit(fit),
           "Make one for this sequence, or say msa: empty. --msa-mismatch drop runs such chains on "
           "their sequence alone, as the reference does");
  }
  return std::move(*fit);
}

}  // namespace

Msa read_msa(MsaReader reader, const std::filesystem::path& name, size_t max_rows) {
  Msa msa;
  while (msa.rows.size() < max_rows && reader.next(msa)) {}
  if (msa.rows.empty()) {
    throw InputError({.file = name}, "the MSA has no sequences", "For none, say msa: empty");
  }
  return msa;
}

Msa read_msa(const std::filesystem::path& path, size_t max_rows) {
  return read_msa(MsaReader::open(path), path, max_rows);
}

Msa single_sequence_msa(const Entity& protein) {
  Msa msa{.columns = protein.sequence.size(),
          .residues = residue_tokens(protein),
          .rows = {MsaRow{}},
          .deletions = {}};
  return msa;
}

FittedMsa read_msa(MsaReader reader, const std::filesystem::path& name, const Entity& protein,
                   const MsaOptions& options) {
  FittedMsa out;
  if (!reader.next(out.msa)) {
    throw InputError({.file = name}, "the MSA has no sequences", "For none, say msa: empty");
  }
  {
    const Comparison compared(out.msa, protein);
    if (compared.is_equal()) {
      std::copy(compared.wanted().begin(), compared.wanted().end(), out.msa.residues.begin());
    } else if (options.mismatch == MsaMismatch::drop) {
      out.warnings.push_back(name.string() + ": " + compared.difference() +
                             ". The MSA is not used, as in the reference: the chain runs on its "
                             "sequence alone");
      out.msa = single_sequence_msa(protein);
      return out;
    } else {
      QueryFit fit = place_on_query(compared, name, options.mismatch);
      out.warnings.push_back(name.string() + ": " + compared.change(fit));
      reader.keep(out.msa, std::move(fit.columns), protein);
    }
  }
  while (out.msa.rows.size() < options.max_rows && reader.next(out.msa)) {}
  return out;
}

FittedMsa read_msa(const std::filesystem::path& path, const Entity& protein,
                   const MsaOptions& options) {
  return read_msa(MsaReader::open(path), path, protein, options);
}

}  // namespace bb
