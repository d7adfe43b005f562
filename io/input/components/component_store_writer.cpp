#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "io/files/atomic_file.h"
#include "io/files/checkpoint_error.h"
#include "io/files/crc32.h"
#include "io/files/input_error.h"
#include "io/input/components/component_format.h"
#include "io/input/components/component_store.h"
#include "io/input/components/molecule_bytes.h"

namespace bb {
namespace {

using namespace component_format;

template <typename T>
void put(std::vector<std::byte>& bytes, size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

}  // namespace

std::vector<std::byte> encode_component_store(std::span<const Molecule> components,
                                              std::string_view provenance) {
  std::vector<size_t> order(components.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) -> const std::string& { return components[i].code; });

  std::vector<std::byte> bytes(header_size);
  std::vector<std::byte> index(components.size() * entry_size);
  for (size_t i = 0; i < order.size(); ++i) {
    const Molecule& molecule = components[order[i]];
    const std::string what = "component " + quote(molecule.code);
    if (molecule.code.empty() || molecule.code.size() > code_size) {
      throw InputError({}, what + " has no code of 1 to 16 characters");
    }
    if (i > 0 && components[order[i - 1]].code == molecule.code) {
      throw InputError({}, what + " is there twice");
    }
    std::vector<std::byte> record;
    try {
      record = encode(molecule);
    } catch (const std::invalid_argument& problem) {
      throw InputError({}, what + " cannot be stored: " + problem.what());
    }
    const size_t entry = i * entry_size;
    std::memcpy(index.data() + entry, molecule.code.data(), molecule.code.size());
    put(index, entry + code_size, static_cast<uint64_t>(bytes.size()));
    put(index, entry + code_size + 8, static_cast<uint32_t>(record.size()));
    put(index, entry + code_size + 12, crc32(record));
    bytes.insert(bytes.end(), record.begin(), record.end());
  }

  const size_t index_at = bytes.size();
  bytes.insert(bytes.end(), index.begin(), index.end());
  const size_t provenance_at = bytes.size();
  const auto* text = reinterpret_cast<const std::byte*>(provenance.data());
  bytes.insert(bytes.end(), text, text + provenance.size());

  std::memcpy(bytes.data(), magic.data(), magic.size());
  put(bytes, at_version, format_version);
  put(bytes, at_count, static_cast<uint32_t>(components.size()));
  put(bytes, at_size, static_cast<uint64_t>(bytes.size()));
  put(bytes, at_index, static_cast<uint64_t>(index_at));
  put(bytes, at_provenance, static_cast<uint64_t>(provenance_at));
  put(bytes, at_index_crc, crc32(std::span(bytes).subspan(index_at)));
  put(bytes, at_header_crc, crc32(std::span(bytes).first(at_header_crc)));
  return bytes;
}

void write_component_store(const std::filesystem::path& path, std::span<const Molecule> components,
                           std::string_view provenance) {
  const std::vector<std::byte> bytes = encode_component_store(components, provenance);
  try {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
  } catch (const CheckpointError& refused) {  // it names the path and the system's reason
    throw InputError({}, refused.what());
  }
}

}  // namespace bb
