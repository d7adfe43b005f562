#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "io/files/crc32.h"
#include "io/store/layout.h"

namespace bb {

/// CRC-32 over arrays and numbers, one after another.
class Crc {
 public:
  template <typename T>
  Crc& add(std::span<const T> values) {
    crc_ = crc32(std::as_bytes(values), crc_);
    return *this;
  }
  template <typename T>
  Crc& add_value(const T& value) {
    return add(std::span<const T>(&value, 1));
  }
  /// With its length, so that "ab" "c" is not "a" "bc".
  Crc& add_text(std::string_view text) {
    add_value(static_cast<uint64_t>(text.size()));
    return add(std::span<const char>(text));
  }
  uint32_t value() const noexcept { return crc_; }

 private:
  uint32_t crc_ = 0;
};

/// Numbers of a row's entry.
struct RowNumbers {
  uint64_t manifest_row = 0;
  uint32_t tokens = 0, atoms = 0, chains = 0;
  uint8_t wants_affinity = 0;
  uint32_t msa_rows = 0, paired_rows = 0;  ///< since schema 2
};

/// A row's entry: what a result is filed under. `texts` are those of row_text_names(), and the
/// bytes of its input_digest where the store has that.
uint32_t row_crc(uint32_t schema_version, std::span<const std::string_view> texts,
                 const RowNumbers& numbers);

inline std::string_view bytes_of_digest(const uint64_t& digest) {
  return {reinterpret_cast<const char*>(&digest), sizeof digest};
}

/// Where a row's parts lie. Offsets are those that the store has, in the order atom, token, pair,
/// chain pair; absent ones are 0.
struct RowPlace {
  uint64_t row = 0;
  uint64_t atom = 0, token = 0, pair = 0, chain_pair = 0;
  uint32_t target = no_topology, ligand = no_topology;
  uint32_t same_as = no_row;  ///< since schema 2
  uint32_t row_crc = 0;
  uint32_t input_set = no_inputs;
};
uint32_t index_crc(uint32_t schema_version, const RowPlace& place);

/// A result: the row that it belongs to, its numbers, its marks (all but the CRC itself), then the
/// payload, which the caller adds in the schema's order.
Crc result_crc(uint32_t row_crc, Stage stage, std::span<const float> scores,
               std::span<const int32_t> marks);

/// A failure, as its marks record it.
uint32_t failure_crc(uint32_t row_crc, Stage stage, ErrorCode code, std::string_view message);

/// Of where the topologies of a kind lie.
uint32_t topology_offset_crc(std::span<const uint64_t> offsets);

/// Of a topology's bytes; never 0, which says that there are none yet.
uint32_t topology_crc(std::span<const std::byte> bytes);

}  // namespace bb
