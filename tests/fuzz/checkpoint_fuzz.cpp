// Any bytes as a PyTorch checkpoint (a zip), or as the pickle within one: a checkpoint or a
// CheckpointError. Seeds have no checksums (CRC 0), so that a changed byte is not the end.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/checkpoint/checkpoint.h"
#include "io/checkpoint/pickle_reader.h"
#include "io/checkpoint/pickle_value.h"
#include "io/checkpoint/tensor_view.h"
#include "io/files/checkpoint_error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  try {
    if (size > 0 && data[0] == 0x80) {  // a pickle's first opcode
      const bb::PickleGraph graph = bb::read_pickle(bytes, "f.pkl");
      bb::to_value(graph, graph.root, "f.pkl");
      return 0;
    }
    const bb::Checkpoint checkpoint =
        bb::read_checkpoint(bb::MappedFile::from_memory({bytes.begin(), bytes.end()}, "f.ckpt"));
    unsigned sum = 0;
    size_t runs = 0;  // a tensor may repeat a byte for ever: strides can be 0
    for (const auto& [name, tensor] : checkpoint.tensors) {
      if (tensor.shape.size() > 8) { continue; }
      int64_t elements = 1;
      for (const auto extent : tensor.shape) {
        elements = extent == 0 ? 0 : elements > 4096 ? elements : elements * extent;
      }
      if (elements > 4096 || ++runs > 64) { continue; }
      bb::for_each_run(tensor, [&](std::span<const std::byte> run) {
        for (const std::byte byte : run) { sum += static_cast<unsigned>(byte); }
      });
    }
    volatile unsigned keep = sum;
    (void)keep;
  } catch (const bb::CheckpointError&) {}
  return 0;
}
