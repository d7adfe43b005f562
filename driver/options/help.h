#pragma once

#include <string>

namespace bb {

/// What `boltz-batch --help` prints.
std::string run_help();

}  // namespace bb
