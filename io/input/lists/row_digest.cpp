#include "io/input/lists/row_digest.h"

#include <array>
#include <optional>

#include "io/files/content_digest.h"

namespace bb {

uint64_t row_digest(const ManifestRow& row) {
  DigestBuilder out;
  out.add_text(row.id);
  out.add_number(row.target.empty() ? 0 : 1);
  out.add_number(static_cast<uint64_t>(row.ligand.kind));
  out.add_text(row.ligand.text);
  out.add_number(row.ligand.ccd.size() * 2 + (row.ligand.ccd_is_list ? 1 : 0));
  for (const std::string& code : row.ligand.ccd) { out.add_text(code); }
  out.add_number(!row.affinity ? 2 : *row.affinity ? 1 : 0);
  out.add_number(row.user_values.size());
  for (const std::string& value : row.user_values) { out.add_text(value); }
  out.add_text(row.error ? row.error->problem() : "");
  return out.digest().first;
}

std::vector<std::string> changed_fields(const ManifestRow& row, uint64_t stored,
                                        const std::string& id,
                                        const std::vector<std::string>& user_values,
                                        const std::vector<std::string>& user_columns) {
  std::vector<std::string> out;
  ManifestRow before = row;
  if (row.id != id) { out.emplace_back(changed_id); }
  before.id = id;
  for (size_t i = 0; i < user_columns.size(); ++i) {
    const std::string now = i < row.user_values.size() ? row.user_values[i] : "";
    const std::string then = i < user_values.size() ? user_values[i] : "";
    if (now == then) { continue; }
    out.push_back("the column '" + user_columns[i] + "'");
    before.user_values.resize(user_columns.size());
    before.user_values[i] = then;
  }
  if (row_digest(before) == stored) { return out; }
  // With the affinity that it may have asked for then, it is what it was.
  for (const std::optional<bool> affinity :
       {std::optional<bool>(), std::optional(false), std::optional(true)}) {
    before.affinity = affinity;
    if (affinity == row.affinity || row_digest(before) != stored) { continue; }
    out.emplace_back("the affinity");
    return out;
  }
  out.emplace_back(row.target.empty() ? "the entry" : "the ligand");
  return out;
}

}  // namespace bb
