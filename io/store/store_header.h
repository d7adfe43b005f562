#pragma once

#include <string>

#include "io/store/hdf5.h"
#include "io/store/schema.h"

namespace bb {

/// What a store says of itself: attributes of the root, of /settings (contents and dimensions) and
/// of /numerics.
struct StoreHeader {
  std::uint32_t schema_version = store_schema_version;
  StoreAttributes attributes{};
  StoreDimensions dimensions{};
};

void write_header(hdf5::File& file, const StoreHeader& header);

/// Records the checksum of a finished file's metadata, which never changes again.
void seal_metadata(const std::filesystem::path& path, const StoreDimensions& dimensions);

/// Throws StoreError: corrupt for a file that is no store, whose datasets are not those of its
/// header or whose metadata is damaged; mismatch for one of a newer version.
///
/// HDF5 checks much of its metadata itself, but not what views are made of: it crashes on some
/// damage to that. So all of it is checked here, before any view is opened.
StoreHeader read_header(const hdf5::File& file);

/// What keeps a run of these contents and attributes from continuing the store; empty: nothing.
std::string differences(const StoreHeader& header, const StoreContents& contents,
                        const StoreAttributes& attributes);

}  // namespace bb
