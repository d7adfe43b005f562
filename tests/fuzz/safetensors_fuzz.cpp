// Any bytes as a safetensors file: a checkpoint or a CheckpointError.
#include <cstddef>
#include <cstdint>
#include <span>

#include "io/checkpoint/checkpoint.h"
#include "io/checkpoint/safetensors.h"
#include "io/files/checkpoint_error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  try {
    const bb::Checkpoint checkpoint = bb::read_safetensors(
        bb::MappedFile::from_memory({bytes.begin(), bytes.end()}, "f.safetensors"));
    unsigned sum = 0;
    for (const auto& [name, tensor] : checkpoint.tensors) {
      bb::for_each_run(tensor, [&](std::span<const std::byte> run) {
        for (const std::byte byte : run) { sum += static_cast<unsigned>(byte); }
      });
    }
    volatile unsigned keep = sum;
    (void)keep;
  } catch (const bb::CheckpointError&) {}
  return 0;
}
