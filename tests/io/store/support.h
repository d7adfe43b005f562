#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>

#include <gtest/gtest.h>
#include <mpi.h>

#include "io/store/hdf5/store_error.h"
#include "io/store/store_writer.h"
#include "made_up.h"
#include "tests/support/temporary_folder.h"

namespace bb::test {

using Folder = TemporaryFolder;

inline void expect_store_error(StoreError::Kind kind, std::initializer_list<std::string> parts,
                               const std::function<void()>& action) {
  try {
    action();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StoreError& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(kind)) << error.what();
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << error.what();
    }
  }
}

/// Everything of one row.
inline void write_row(StoreWriter& writer, const StoreLayout& layout, uint64_t row) {
  const RowSizes& sizes = layout.sizes;
  const uint64_t key = sizes.manifest_row.empty() ? row : sizes.manifest_row[row];
  if (layout.contents.structures) {
    writer.write_target(sizes.target[row], make_topology(true, sizes.target[row]));
    writer.write_ligand(sizes.ligand[row], make_topology(false, static_cast<uint32_t>(key)));
  }
  const MadeUpStructure made =
      make_structure(layout.contents, key, sizes.tokens[row], sizes.atoms[row], sizes.chains[row]);
  writer.write_structure(row, made.result, made.share);
  if (writer.affinity_status()[row] == Status::pending) {
    const MadeUpAffinity affinity = make_affinity(key);
    writer.write_affinity(row, affinity.result, affinity.share);
  }
}

/// A closed store with all rows written but those that `leave_out` names.
inline StoreLayout write_store(const std::filesystem::path& path, const MadeUpOptions& options,
                               const std::function<bool(uint64_t)>& leave_out = {}) {
  const StoreLayout layout = make_layout(options);
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
  for (uint64_t row = 0; row < layout.sizes.rows(); ++row) {
    if (layout.sizes.tokens[row] == 0 || (leave_out && leave_out(row))) { continue; }
    write_row(writer, layout, row);
  }
  writer.close();
  return layout;
}

inline void flip(const std::filesystem::path& path, uint64_t at, unsigned char with) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  char byte = 0;
  file.seekg(static_cast<std::streamoff>(at)).get(byte);
  byte = static_cast<char>(static_cast<unsigned char>(byte) ^ with);
  file.seekp(static_cast<std::streamoff>(at)).put(byte);
}

}  // namespace bb::test
