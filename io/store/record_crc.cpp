#include "io/store/record_crc.h"

#include <array>

namespace bb {

uint32_t row_crc(uint32_t schema_version, std::span<const std::string_view> texts,
                 const RowNumbers& numbers) {
  Crc crc;
  for (const std::string_view text : texts) { crc.add_text(text); }
  const std::array<uint32_t, 4> sizes{numbers.tokens, numbers.atoms, numbers.chains,
                                      numbers.wants_affinity};
  crc.add_value(numbers.manifest_row).add(std::span<const uint32_t>(sizes));
  if (schema_version >= 2) { crc.add_value(numbers.msa_rows).add_value(numbers.paired_rows); }
  return crc.value();
}

uint32_t index_crc(uint32_t schema_version, const RowPlace& place) {
  const std::array<uint64_t, 5> offsets{place.row, place.atom, place.token, place.pair,
                                        place.chain_pair};
  const std::array<uint32_t, 3> numbers{place.target, place.ligand, place.row_crc};
  Crc crc;
  crc.add(std::span<const uint64_t>(offsets)).add(std::span<const uint32_t>(numbers));
  if (schema_version >= 2) { crc.add_value(place.same_as); }
  if (place.input_set != no_inputs) { crc.add_value(place.input_set); }
  return crc.value();
}

Crc result_crc(uint32_t row_crc, Stage stage, std::span<const float> scores,
               std::span<const int32_t> marks) {
  Crc crc;
  const std::array<uint32_t, 2> head{row_crc, static_cast<uint32_t>(stage)};
  crc.add(std::span<const uint32_t>(head)).add(scores).add(marks.subspan(1));
  return crc;
}

uint32_t failure_crc(uint32_t row_crc, Stage stage, ErrorCode code, std::string_view message) {
  const std::array<uint32_t, 3> head{row_crc, static_cast<uint32_t>(stage) + 16,
                                     static_cast<uint32_t>(code)};
  return Crc().add(std::span<const uint32_t>(head)).add_text(message).value();
}

uint32_t topology_offset_crc(std::span<const uint64_t> offsets) {
  return Crc().add(offsets).value();
}

uint32_t topology_crc(std::span<const std::byte> bytes) {
  const uint32_t crc = crc32(bytes);
  return crc == 0 ? 1 : crc;
}

}  // namespace bb
