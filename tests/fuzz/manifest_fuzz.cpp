// Any bytes as a list of complexes; the first byte says of which kind. Every row is usable or has
// an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "io/input/lists/manifest.h"

namespace {

std::unique_ptr<bb::InputList> open(char kind, std::string bytes) {
  const auto library = [&](const char* name) {
    return bb::read_text_library(bb::ByteSource::from_memory(std::move(bytes), name),
                                 {.target = "t.yaml"});
  };
  switch (kind) {
    case 'm':
      return library("f.smi");
    case 'l':
      return library("f.csv");
    case 't':
      return library("f.tsv");
    case 'x':
      return library("f.txt");
    case 's':
      return bb::read_sdf_library(bb::ByteSource::from_memory(std::move(bytes), "f.sdf"),
                                  {.target = "t.yaml"});
    default:
      return bb::read_manifest(bb::ByteSource::from_memory(std::move(bytes), "f.csv"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) { return 0; }
  try {
    const auto list = open(static_cast<char>(data[0]),
                           std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
    uint64_t index = 0;
    for (bb::ManifestRow row; list->next(row); ++index) {
      if (row.index != index) { std::abort(); }
      if (row.same_as && *row.same_as >= index) { std::abort(); }
      if (row.error) { continue; }
      if (row.id.empty() || row.input.empty() == row.target.empty()) { std::abort(); }
      if (row.user_values.size() != list->user_columns().size()) { std::abort(); }
      if (!row.target.empty() && row.ligand.text.empty() == row.ligand.ccd.empty()) {
        std::abort();
      }
    }
    if (!list->warnings().empty() && list->warnings().front().empty()) { std::abort(); }
  } catch (const bb::InputError& error) {
    if (error.problem().empty()) { std::abort(); }
  }
  return 0;
}
