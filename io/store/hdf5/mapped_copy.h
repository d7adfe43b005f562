#pragma once

#include <cstddef>

namespace bb {

/// Installs, once for the process, the handler of SIGBUS that copy_to_mapped() needs. Faults of
/// others go to the handler that was there before.
void prepare_mapped_copies();

/// Copies into the memory of a mapped file. False where the file cannot take it (its disk failed,
/// or somebody cut it short): what would be a SIGBUS elsewhere. Part of the bytes may be there
/// then.
bool copy_to_mapped(std::byte* to, const void* from, size_t bytes) noexcept;

}  // namespace bb
