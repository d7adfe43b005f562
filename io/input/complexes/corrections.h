#pragma once

#include <string>
#include <string_view>

namespace bb {

/// What of the reference's slips is mended. Nothing is unless a run says so: numbers are those of
/// boltz 2.2.1.
struct Corrections {
  /// A template's residues lie where a gapped alignment puts them. The reference shifts the whole
  /// chain by one number, so that all behind an insertion or deletion is out of register.
  bool template_register = false;
};

/// "template-register", several with commas between them, "all" or "none". Throws
/// std::invalid_argument that names what there is.
Corrections parse_corrections(std::string_view list);

/// The form that parse_corrections reads; "none" where there are none.
std::string to_text(const Corrections& corrections);

}  // namespace bb
