#pragma once

#include <string>

#include "io/store/hdf5/hdf5.h"
#include "io/store/schema.h"

namespace bb {

/// A store that a master shows.
struct StoreSource {
  std::string file{};  ///< relative to the master's folder
  uint64_t rows = 0, targets = 0, ligands = 0;
};

/// Its name as virtual datasets have it: HDF5 takes %b for the number of a block.
std::string name_in_views(const std::string& file);

/// What a store says of itself: attributes of the root, of /settings (contents and dimensions) and
/// of /numerics.
struct StoreHeader {
  StoreAttributes attributes{};
  StoreDimensions dimensions{};
  std::vector<StoreSource> sources{};  ///< of a master

  bool is_master() const noexcept { return !sources.empty(); }
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

inline constexpr const char* affinity_checkpoint_setting = "affinity checkpoint (SHA-256)";

/// Two values of one setting.
struct SettingDifference {
  std::string name{}, first{}, second{};
};
/// What must be equal for results to be of one kind: weights, precision, numerics, contents.
std::vector<SettingDifference> setting_differences(const StoreAttributes& first,
                                                   const StoreContents& first_contents,
                                                   const StoreAttributes& second,
                                                   const StoreContents& second_contents);
/// "a: X has 'one', Y has 'two'; b: …"
std::string describe(const std::vector<SettingDifference>& differences, const std::string& first,
                     const std::string& second);

/// What of its settings keeps a run of these contents and attributes from continuing the store;
/// empty: nothing. Whether its inputs are the same is the driver's to say.
std::string differences(const StoreHeader& header, const StoreContents& contents,
                        const StoreAttributes& attributes);

}  // namespace bb
