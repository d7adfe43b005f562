#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>

#include "io/files/atomic_file.h"
#include "io/files/byte_stream.h"
#include "io/files/checkpoint_error.h"
#include "io/files/crc32.h"
#include "io/files/input_error.h"
#include "io/input/components/component_format.h"
#include "io/input/components/component_store.h"
#include "io/input/components/molecule_bytes.h"

namespace bb {
namespace {

using namespace component_format;

}  // namespace

std::vector<std::byte> encode_component_store(std::span<const Molecule> components,
                                              std::string_view provenance) {
  std::vector<size_t> order(components.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) -> const std::string& { return components[i].code; });

  ByteWriter records, index;
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
    std::array<char, code_size> code{};
    std::ranges::copy(molecule.code, code.begin());
    index.number(code);
    index.number(uint64_t{header_size + records.size()});
    index.number(static_cast<uint32_t>(record.size()));
    index.number(crc32(record));
    records.bytes(record);
  }
  const uint64_t index_at = header_size + records.size();
  const uint64_t provenance_at = index_at + index.size();
  index.text(provenance);

  ByteWriter out;
  out.number(magic);
  out.number(format_version);
  out.number(static_cast<uint32_t>(components.size()));
  out.number(uint64_t{index_at + index.size()});
  out.number(index_at);
  out.number(provenance_at);
  out.number(crc32(index.written()));
  out.number(crc32(out.written()));
  out.bytes(records.written());
  out.bytes(index.written());
  return out.take();
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
