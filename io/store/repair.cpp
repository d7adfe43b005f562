#include "io/store/repair.h"

#include "io/store/hdf5/superblock.h"
#include "io/store/stop.h"

namespace bb {

void repair_store(const std::filesystem::path& path, const StoreHeader& header,
                  const StoreIndex& index, VerifyReport& report,
                  const std::function<bool()>& stop) {
  clear_write_mark(path);
  hdf5::File file = hdf5::File::open(path, hdf5::File::Access::write);
  StoreTables tables(file, header.dimensions);
  const auto is_mended = [](const BadRow& bad) { return bad.repairable && !bad.only_topology; };
  for (const BadRow& bad : report.bad) {
    if (!is_mended(bad)) { continue; }
    set_pending(tables, bad.stage, bad.row);
    ++report.repaired;
  }
  file.sync();
  for (const BadRow& bad : report.bad) {
    if (!is_mended(bad)) { continue; }
    stop_if_told(stop, path);
    clear_result(tables, bad.stage, index.shape(bad.row, header.dimensions.contents.samples));
    const Stage other = bad.stage == Stage::structure ? Stage::affinity : Stage::structure;
    const auto status = tables.status(other).read_rows<Status>(bad.row, 1)[0];
    if (status != Status::failed) { clear_error(tables, bad.row); }
  }
  const uint32_t none = 0;
  for (const uint32_t i : report.bad_targets) { tables.targets.crc.write(i, 1, &none); }
  for (const uint32_t i : report.bad_ligands) { tables.ligands.crc.write(i, 1, &none); }
  file.sync();
}

}  // namespace bb
