// The standard residues, as part of the program: data/standard_components.bin, whose provenance
// data/README.md tells.

#include "io/input/components/component_store.h"

// BB_STANDARD_COMPONENTS is the file's path; components.cmake sets it.
asm(R"(
  .section .rodata
  .balign 8
  .global bb_standard_components_begin
  .global bb_standard_components_end
  bb_standard_components_begin:
  .incbin ")" BB_STANDARD_COMPONENTS R"("
  bb_standard_components_end:
  .byte 0
  .previous
)");

extern "C" {
extern const std::byte bb_standard_components_begin[];  // NOLINT: named by the assembler text above
extern const std::byte bb_standard_components_end[];    // NOLINT
}

namespace bb {

std::shared_ptr<const ComponentStore> ComponentStore::standard() {
  static const std::shared_ptr<const ComponentStore> store = [] {
    std::shared_ptr<ComponentStore> made(new ComponentStore);
    made->name_ = "the components inside boltz-batch";
    made->bytes_ = {bb_standard_components_begin, bb_standard_components_end};
    made->read_header();
    return made;
  }();
  return store;
}

}  // namespace bb
