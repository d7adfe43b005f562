#pragma once

#include <cstdint>
#include <string_view>

namespace bb {

/// Of one stage of one complex. Any two values differ in four bits or more, so that no damage to
/// one or two bits turns one into another; zero, which is what a hole in a file reads as, is
/// pending.
enum class Status : std::uint8_t {
  pending = 0x00,
  done = 0x55,
  failed = 0xAA,
  not_wanted = 0xFF,
};

enum class Stage : std::uint8_t { structure, affinity };

/// Why a stage failed; the message beside it says the rest.
enum class ErrorCode : std::uint8_t {
  none = 0,
  input = 1,          ///< the row, or a file it names, is wrong
  chemistry = 2,      ///< no molecule or conformer can be made of the ligand
  too_large = 3,      ///< beyond a limit that the user set
  out_of_memory = 4,  ///< alone on the device, or of the host
  not_finite = 5,     ///< the model gave NaN or an infinity
  device = 6,         ///< the device failed
  crash = 7,          ///< the process died of it, twice, the second time alone
  internal = 8,       ///< a bug of ours
};

std::string_view name_of(Status status) noexcept;  ///< "invalid" for any other value
std::string_view name_of(Stage stage) noexcept;
std::string_view name_of(ErrorCode code) noexcept;  ///< "invalid" for any other value

bool is_valid(Status status) noexcept;

}  // namespace bb
