#include "driver/run_layout.h"

#include "driver/input_sets.h"
#include "io/file/printable.h"
#include "io/input/limits.h"
#include "io/input/text.h"

namespace bb {

namespace {

RowSizes row_sizes(const RowTable& table, const Survey& survey, bool structures) {
  RowSizes out;
  for (const ComplexSize& size : survey.sizes) {
    out.tokens.push_back(size.tokens);
    out.atoms.push_back(size.tokens > 0 ? size.atoms : 0);
  }
  out.chains = survey.chains;
  out.target = survey.target;
  out.ligand = survey.ligand;
  out.manifest_row.assign(table.selected().begin(), table.selected().end());
  if (structures) {
    out.target_bytes = survey.target_bytes;
    out.ligand_bytes = survey.ligand_bytes;
  }
  return out;
}

/// What the store keeps of a text that a row gives: all rows have the room of the longest, and a zero
/// byte would end it.
std::string stored_text(const std::string& text, size_t most_bytes) {
  const bool whole = text.size() <= most_bytes && text.find('\0') == std::string::npos &&
                     invalid_utf8(text) == std::string::npos;
  return whole ? text : cut_text(printable(text), most_bytes);
}

RowBlock row_block(const RowTable& table, const Survey& survey) {
  RowBlock out;
  out.first = survey.first;
  out.rows = survey.count;
  out.smiles = survey.smiles;
  out.user_values.resize(table.user_columns().size());
  for (uint64_t row = survey.first; row < survey.first + survey.count; ++row) {
    const ManifestRow given = table.row(row);
    out.id.push_back(stored_text(given.id, limits::id_bytes));
    out.wants_affinity.push_back(survey.sizes[row].affinity ? 1 : 0);
    const auto problem = survey.problems.find(row);
    const bool bad = problem != survey.problems.end();
    out.error_code.push_back(bad ? problem->second.code : ErrorCode::none);
    out.error.push_back(bad ? printable(problem->second.message) : "");
    out.input_digest.push_back(survey.input_digest[row - survey.first]);
    const uint32_t set = survey.input_set[row - survey.first];
    out.input_set.push_back(set == not_read ? no_inputs : set);
    for (size_t i = 0; i < out.user_values.size(); ++i) {
      out.user_values[i].push_back(
          i < given.user_values.size() ? stored_text(given.user_values[i], limits::value_bytes)
                                       : "");
    }
  }
  return out;
}

}  // namespace

StoreContents store_contents(const Options& options, const RunWeights& weights) {
  return {.samples = static_cast<uint32_t>(options.diffusion_samples),
          .structures = options.keep_structures,
          .pae = options.write_pae,
          .pde = options.write_pde,
          .s_channels = options.write_embeddings ? weights.s_channels() : 0,
          .z_channels = options.write_embeddings ? weights.z_channels() : 0};
}

StoreLayout store_layout(const RunInputs& inputs, const Survey& survey, StoredPlan plan,
                         const StoreContents& contents, StoreAttributes attributes) {
  return {.contents = contents,
          .attributes = std::move(attributes),
          .user_columns = inputs.table->user_columns(),
          .sizes = row_sizes(*inputs.table, survey, contents.structures),
          .plan = std::move(plan),
          .block = row_block(*inputs.table, survey),
          .inputs = survey.inputs};
}

}  // namespace bb
