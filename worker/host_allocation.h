#pragma once

namespace bb {

/// Tells the C library and LibTorch to keep the memory of large tensors for the next ones, in huge
/// pages, in place of giving it back and faulting it in anew at every operation: a third of the time
/// of a small model on a CPU. Call it first of all in main; the process's memory then stays at its
/// peak.
void keep_host_memory();

}  // namespace bb
