#include "check_store.h"

#include "io/store/store_reader.h"

namespace bb::test {

StoreCheck check_store(const std::filesystem::path& path, const MadeUpOptions& options) {
  const StoreReader reader(path);
  const auto structure = reader.structure_status();
  const auto affinity = reader.affinity_status();
  const RowSizes& sizes = reader.sizes();
  StoreCheck check;
  const auto note = [&](uint64_t row, const std::string& what) {
    if (!what.empty() && check.wrong.empty()) {
      check.wrong = "row " + std::to_string(row) + ": " + what;
    }
  };
  if (reader.rows() != options.rows) { note(0, "another number of rows"); }
  for (uint64_t row = 0; row < reader.rows(); ++row) {
    for (const Status status : {structure[row], affinity[row]}) {
      check.done += status == Status::done ? 1 : 0;
      check.failed += status == Status::failed ? 1 : 0;
      check.pending += status == Status::pending ? 1 : 0;
    }
    const uint64_t key = sizes.manifest_row[row];
    if (structure[row] == Status::done) {
      const StoredStructure stored = reader.structure(row);
      note(row, difference(make_structure(reader.contents(), key, sizes.tokens[row],
                                          sizes.atoms[row], sizes.chains[row]),
                           stored));
      if (options.structures) {
        if (reader.target(sizes.target[row]) !=
            make_topology(true, sizes.target[row] % made_up_targets)) {
          note(row, "target");
        }
        if (reader.ligand(sizes.ligand[row]) != make_topology(false, static_cast<uint32_t>(key))) {
          note(row, "ligand");
        }
      }
    }
    if (affinity[row] == Status::done) {
      note(row, difference(make_affinity(key), reader.affinity(row)));
    }
    if (structure[row] == Status::failed && reader.error(row).message.empty()) {
      note(row, "failed without a message");
    }
  }
  return check;
}

}  // namespace bb::test
