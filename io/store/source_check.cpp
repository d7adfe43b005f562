#include "io/store/source_check.h"

#include "io/store/hdf5/store_error.h"

namespace bb {

std::vector<SettingDifference> merge_differences(const StoreHeader& reference,
                                                 const StoreHeader& other) {
  auto found = setting_differences(reference.attributes, reference.dimensions.contents,
                                   other.attributes, other.dimensions.contents);
  if (reference.dimensions.schema_version != other.dimensions.schema_version) {
    found.push_back(
        {.name = "schema version (1 keys random numbers by ids, later ones by complexes)",
         .first = std::to_string(reference.dimensions.schema_version),
         .second = std::to_string(other.dimensions.schema_version)});
  }
  std::erase_if(found, [](const SettingDifference& one) {
    return one.name == affinity_checkpoint_setting && one.second.empty();
  });
  return found;
}

std::string source_problem(const std::filesystem::path& path, const StoreHeader& master,
                           size_t index) {
  const StoreSource& source = master.sources.at(index);
  const std::filesystem::path file = path.parent_path() / source.file;
  const std::string results = ", so the coordinates and other bulk of its " +
                              std::to_string(source.rows) + " rows cannot be read";
  if (!std::filesystem::exists(file)) {
    return file.string() + " is missing" + results +
           ". Bring it back (a master and its stores move together), or merge again without it";
  }
  try {
    const StoreHeader header = read_header(hdf5::File::open(file, hdf5::File::Access::read));
    const StoreDimensions& now = header.dimensions;
    const auto different = merge_differences(master, header);
    if (now.rows != source.rows || now.targets != source.targets || now.ligands != source.ligands ||
        !different.empty()) {
      return file.string() + " is not the store that was merged (" +
             (different.empty() ? "its rows are others" : describe(different, "the master", "it")) +
             "). Merge again";
    }
  } catch (const StoreError& error) { return std::string(error.what()) + results; }
  return {};
}

}  // namespace bb
