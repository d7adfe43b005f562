#pragma once

namespace bb {

/// Tells LibTorch to take the memory of large tensors in huge pages. Call it first of all in main.
void use_huge_pages();

/// Tells the C library to keep the memory of large tensors for the next ones, in place of giving it
/// back and faulting it in anew at every operation: with huge pages a third of the time of a small
/// model on a CPU. The process's memory then stays at its peak: call it when nothing but the model
/// is left to be computed.
void keep_host_memory();

}  // namespace bb
