#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bb {

/// Of one stage of one complex. Any two values differ in four bits or more, so that no damage to
/// one or two bits turns one into another; zero, which is what a hole in a file reads as, is
/// pending.
enum class Status : uint8_t {
  pending = 0x00,
  done = 0x55,
  failed = 0xAA,
  not_wanted = 0xFF,
};

enum class Stage : uint8_t { structure, affinity };

/// Why a stage failed; the message beside it says the rest.
enum class ErrorCode : uint8_t {
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

/// What the warnings of a row are about: a sum of these.
enum class WarningKind : uint8_t {
  input = 1,      ///< the row or its YAML
  msa = 2,        ///< an alignment that is not used as it is
  templates = 4,  ///< a template that does not fit
  ligand = 8,     ///< a molecule or conformer that is not quite what was asked for
  text = 16,      ///< a text that was cut
};
using WarningKinds = uint8_t;
inline constexpr std::array all_warning_kinds{WarningKind::input, WarningKind::msa,
                                              WarningKind::templates, WarningKind::ligand,
                                              WarningKind::text};

std::string_view name_of(Status status) noexcept;  ///< "invalid" for any other value
std::string_view name_of(Stage stage) noexcept;
std::string_view name_of(ErrorCode code) noexcept;  ///< "invalid" for any other value
std::string_view name_of(WarningKind kind) noexcept;

bool is_valid(Status status) noexcept;

}  // namespace bb
