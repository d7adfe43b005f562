#pragma once

#include <cstdint>

#include "driver/faults/in_flight.h"

namespace bb {

/// Why work is suspect.
enum class Cause : uint32_t {
  none,
  crash,          // `detail`: the signal
  out_of_memory,  // the system killed the process for its memory
  stalled,        // `detail`: seconds
  device,         // the device broke
};

/// What a rank leaves behind when it goes wrong: what it had in flight, or the part of it that is
/// known to be to blame. Plain bytes, a page of the journal's file.
struct JournalMark {
  static constexpr uint64_t magic_value = 0x316b72616d6262;  // "bbmark1"

  uint64_t magic = 0;
  uint64_t attempt = 0;  // of the journal's header; another's mark is not counted
  Cause cause = Cause::none;
  int32_t detail = 0;
  uint32_t alone = 0;  // nothing else was computed beside it
  uint32_t count = 0;
  InFlightItem items[InFlightTable::size] = {};
  uint64_t checksum = 0;

  /// FNV-1a of all before it. These two may be called in a signal's handler.
  uint64_t sum() const noexcept;
  void seal() noexcept;
  bool valid(uint64_t of_attempt) const noexcept;
};

constexpr uint64_t journal_page = 4096;
static_assert(sizeof(JournalMark) <= journal_page);

}  // namespace bb
