#include "driver/run/run_layout.h"

#include "driver/run/input_sets.h"
#include "io/files/limits.h"
#include "io/files/printable.h"
#include "io/files/text.h"

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
  for (const RowId row : table.selected()) { out.manifest_row.push_back(row.value()); }
  if (structures) {
    out.target_bytes = survey.target_bytes;
    out.ligand_bytes = survey.ligand_bytes;
  }
  return out;
}

/// What the store keeps of a text that a row gives: all rows have the room of the longest, and a
/// zero byte would end it.
std::string stored_text(const std::string& text, size_t most_bytes) {
  const bool whole =
      text.size() <= most_bytes && text.find('\0') == std::string::npos && is_utf8(text);
  return whole ? text : cut_text(printable(text), most_bytes);
}

RowBlock row_block(const RowTable& table, const Survey& survey) {
  RowBlock out;
  out.first = survey.first;
  out.rows = survey.count;
  out.smiles = survey.smiles;
  out.paired_rows = survey.paired_rows;
  out.user_values.resize(table.user_columns().size());
  BlockWarnings warnings = survey.warnings;
  for (uint64_t i = 0; i < survey.count; ++i) {
    const uint64_t row = survey.first + i;
    const ManifestRow given = table.row(PlaceId(row));
    bool any_cut = false;
    const auto kept = [&](const std::string& text, size_t most) {
      any_cut = any_cut || text.size() > most;
      return stored_text(text, most);
    };
    out.id.push_back(kept(given.id, limits::id_bytes));
    const bool is_smiles = given.ligand.kind == LigandInput::Kind::smiles;
    out.smiles_written.push_back(is_smiles ? kept(given.ligand.text, max_text_bytes) : "");
    out.wants_affinity.push_back(survey.sizes[row].affinity ? 1 : 0);
    out.same_as.push_back(survey.computed_as[row] == row ? no_row : survey.computed_as[row]);
    const auto problem = survey.problems.find(row);
    const bool bad = problem != survey.problems.end();
    out.msa_rows.push_back(bad ? 0 : survey.sizes[row].msa_rows);
    out.error_code.push_back(bad ? problem->second.code : ErrorCode::none);
    out.error.push_back(bad ? printable(problem->second.message) : "");
    out.input_digest.push_back(survey.input_digest[i]);
    const uint32_t set = survey.input_set[i];
    out.input_set.push_back(set == not_read ? no_inputs : set);
    for (size_t column = 0; column < out.user_values.size(); ++column) {
      const bool has = column < given.user_values.size();
      out.user_values[column].push_back(has ? kept(given.user_values[column], limits::value_bytes)
                                            : "");
    }
    if (any_cut) {
      warnings.add(
          i, {.kinds = static_cast<WarningKinds>(WarningKind::text), .text = cut_text_warning});
    }
  }
  out.warning_kinds = warnings.kinds();
  out.warning = warnings.number();
  out.warning_texts = warnings.texts();
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
