#include "io/input/components/component_store.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "io/files/checkpoint_error.h"
#include "io/files/crc32.h"
#include "io/files/input_error.h"
#include "io/files/little_endian.h"
#include "io/input/components/component_format.h"
#include "io/input/components/molecule_bytes.h"

namespace bb {
namespace {

using namespace component_format;

constexpr std::string_view write_again =
    "The file is damaged or incomplete: copy it again, or make it again with "
    "tools/components/import_mols.py";

[[noreturn]] void fail(const std::string& name, std::string_view problem,
                       std::string_view mend = write_again) {
  throw InputError({.file = name}, problem, mend);
}

}  // namespace

std::shared_ptr<const ComponentStore> ComponentStore::open(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    fail(path.string(), "there is no such component file",
         "Give the file that tools/components/import_mols.py wrote");
  }
  if (!std::filesystem::is_regular_file(status)) {
    fail(path.string(), "this is not a component file",
         "Give the file that tools/components/import_mols.py wrote, not a folder");
  }
  std::shared_ptr<ComponentStore> store(new ComponentStore);
  store->name_ = path.string();
  try {
    store->file_ = MappedFile::open(path);
  } catch (const CheckpointError& refused) {
    const bool empty = std::filesystem::file_size(path, error) == 0 && !error;
    fail(path.string(), empty ? "the component file is empty" : refused.what(),
         empty ? write_again : "");
  }
  store->bytes_ = store->file_->bytes();
  store->read_header();
  return store;
}

std::shared_ptr<const ComponentStore> ComponentStore::from_memory(std::vector<std::byte> bytes,
                                                                  std::string name) {
  if (bytes.empty()) { fail(name, "the component file is empty"); }
  std::shared_ptr<ComponentStore> store(new ComponentStore);
  store->name_ = name;
  store->file_ = MappedFile::from_memory(std::move(bytes), std::move(name));
  store->bytes_ = store->file_->bytes();
  store->read_header();
  return store;
}

void ComponentStore::read_header() {
  const size_t known = std::min(bytes_.size(), magic.size());
  if (std::memcmp(bytes_.data(), magic.data(), known) != 0) {
    const bool text_mode = bytes_.size() > 6 && std::memcmp(bytes_.data(), magic.data(), 6) == 0;
    fail(name_,
         text_mode ? "its line ends were changed on the way"
                   : "this is not a component file of boltz-batch",
         text_mode ? "Copy it again, in binary mode"
                   : "Make one from the reference's mols with tools/components/import_mols.py");
  }
  if (bytes_.size() < header_size) {
    fail(name_, "the file is cut short: it has not even a header");
  }
  const auto version = load_little_endian<uint32_t>(bytes_, at_version);
  if (version != format_version) {
    fail(name_,
         "the file has format version " + std::to_string(version) + ", this program reads " +
             std::to_string(format_version),
         "Make it again with the tools/components/import_mols.py of this version");
  }
  if (crc32(bytes_.first(at_header_crc)) != load_little_endian<uint32_t>(bytes_, at_header_crc)) {
    fail(name_, "the checksum of the file's header is wrong");
  }
  const auto size = load_little_endian<uint64_t>(bytes_, at_size);
  if (size != bytes_.size()) {
    fail(name_, "the file has " + std::to_string(bytes_.size()) + " bytes, it should have " +
                    std::to_string(size));
  }
  count_ = load_little_endian<uint32_t>(bytes_, at_count);
  const auto index = load_little_endian<uint64_t>(bytes_, at_index);
  const auto provenance = load_little_endian<uint64_t>(bytes_, at_provenance);
  if (index < header_size || index > size || provenance < index || provenance > size ||
      provenance - index != count_ * entry_size) {
    fail(name_, "its index lies outside the file");
  }
  index_ = index;
  if (crc32(bytes_.subspan(index_)) != load_little_endian<uint32_t>(bytes_, at_index_crc)) {
    fail(name_, "the checksum of the file's index is wrong");
  }
  const auto text = bytes_.subspan(provenance);
  provenance_ = {reinterpret_cast<const char*>(text.data()), text.size()};
  for (size_t i = 0; i < count_; ++i) {
    const auto offset = load_little_endian<uint64_t>(bytes_, index_ + i * entry_size + code_size);
    const auto length =
        load_little_endian<uint32_t>(bytes_, index_ + i * entry_size + code_size + 8);
    if (offset < header_size || offset > index || length > index - offset) {
      fail(name_, "its index points outside the records");
    }
    if (code(i).empty() || (i > 0 && code(i - 1) >= code(i))) {
      fail(name_, "its index is not sorted");
    }
  }
}

std::string_view ComponentStore::code(size_t index) const {
  const char* text = reinterpret_cast<const char*>(bytes_.data()) + index_ + index * entry_size;
  return {text, static_cast<size_t>(std::find(text, text + code_size, '\0') - text)};
}

size_t ComponentStore::find(std::string_view wanted) const noexcept {
  size_t low = 0;
  for (size_t high = count_; low < high;) {
    const size_t middle = low + (high - low) / 2;
    if (code(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count_ && code(low) == wanted ? low : count_;
}

std::span<const std::byte> ComponentStore::record(std::string_view wanted) const noexcept {
  const size_t found = find(wanted);
  if (found == count_) { return {}; }
  const size_t entry = index_ + found * entry_size + code_size;
  return bytes_.subspan(load_little_endian<uint64_t>(bytes_, entry),
                        load_little_endian<uint32_t>(bytes_, entry + 8));
}

Molecule ComponentStore::load(std::string_view wanted) const {
  const size_t found = find(wanted);
  if (found == count_) {
    fail(name_, "there is no component " + quote(wanted) + " among its " + std::to_string(count_),
         "");
  }
  const size_t entry = index_ + found * entry_size + code_size;
  const auto record = this->record(wanted);
  const std::string what = "component " + quote(wanted);
  if (crc32(record) != load_little_endian<uint32_t>(bytes_, entry + 12)) {
    fail(name_, "the checksum of " + what + " is wrong");
  }
  try {
    Molecule molecule = decode_molecule(record);
    if (molecule.code != wanted) { fail(name_, what + " is recorded as " + quote(molecule.code)); }
    return molecule;
  } catch (const std::invalid_argument& problem) {
    fail(name_, what + " cannot be read: " + problem.what());
  }
}

}  // namespace bb
