#pragma once

#include <string>

namespace bb {

/// Returns "boltz-batch 0.1.0 (3c9c245-dirty)": with what `git describe` said when it was built;
/// "(unknown revision)" for one that was built from an archive.
std::string program_version();

}  // namespace bb
