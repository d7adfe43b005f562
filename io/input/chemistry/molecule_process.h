#pragma once

#include <cstdint>

#include "io/input/chemistry/ligand_builder.h"
#include "io/input/chemistry/message_channel.h"

namespace bb {

struct MoleculeProcessOptions {
  uint64_t memory_bytes = 0;  // of address space, beyond what is in use at the start
  bool for_tests = false;
};

/// The life of the process that does the chemistry: limits itself, then answers requests until the
/// pipe closes. A lack of memory is answered and then ends it. Never returns.
[[noreturn]] void run_molecule_process(MessageChannel channel, LigandBuilder& builder,
                                       const MoleculeProcessOptions& options);

}  // namespace bb
