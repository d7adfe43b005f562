#include "io/input/msa.h"

#include <algorithm>
#include <utility>

#include "io/input/input_error.h"
#include "io/input/residue_letters.h"

namespace bb {
namespace {

constexpr std::string_view letters = "ARNDCQEGHILKMFPSTWYV";

std::string letter_of(std::int8_t token) {
  if (token == gap_token) return "a gap";
  const auto place = static_cast<std::size_t>(token - 2);
  return place < letters.size() ? std::string(1, letters[place]) : "unknown";
}

}  // namespace

Msa read_msa(MsaReader reader, const std::filesystem::path& name, std::size_t max_rows) {
  Msa msa;
  while (msa.rows.size() < max_rows && reader.next(msa)) {
  }
  if (msa.rows.empty())
    throw InputError({.file = name}, "the MSA has no sequences", "For none, say msa: empty");
  return msa;
}

Msa read_msa(const std::filesystem::path& path, std::size_t max_rows) {
  return read_msa(MsaReader::open(path), path, max_rows);
}

Msa single_sequence_msa(const Entity& protein) {
  Msa msa{.columns = protein.sequence.size(),
          .residues = residue_tokens(protein),
          .rows = {MsaRow{}},
          .deletions = {}};
  return msa;
}

std::optional<std::string> match_to_query(Msa& msa, const Entity& protein,
                                          const std::string& what) {
  constexpr std::int8_t met_token = 14;
  const std::vector<std::int8_t> wanted = residue_tokens(protein);
  const auto drop = [&](const std::string& why) {
    msa = single_sequence_msa(protein);
    return what + ": " + why +
           ". The MSA is not used, as in the reference: the chain runs on its sequence alone";
  };
  if (msa.columns != wanted.size()) {
    return drop("the first row has " + std::to_string(msa.columns) +
                " residues, the sequence of chain " + protein.chain_ids.front() + " has " +
                std::to_string(wanted.size()));
  }
  bool all_unknown = true;
  bool all_met = true;
  std::size_t first_difference = wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == msa.residues[i]) continue;
    first_difference = std::min(first_difference, i);
    all_unknown = all_unknown && wanted[i] == unknown_protein_token;
    all_met = all_met && wanted[i] == met_token && msa.residues[i] == unknown_protein_token;
  }
  if (all_unknown || all_met) {
    std::copy(wanted.begin(), wanted.end(), msa.residues.begin());
    return std::nullopt;
  }
  return drop("residue " + std::to_string(first_difference + 1) + " is " +
              letter_of(msa.residues[first_difference]) + " in the first row and " +
              letter_of(wanted[first_difference]) + " in the sequence of chain " +
              protein.chain_ids.front());
}

}  // namespace bb
