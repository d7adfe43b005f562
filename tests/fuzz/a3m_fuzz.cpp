// Any bytes as an MSA: an a3m, or after a first byte 'c' a CSV.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "io/files/input_error.h"
#include "io/input/complexes/msa.h"

namespace {

void check(const bb::Msa& msa) {
  if (msa.rows.empty() || msa.columns == 0 ||
      msa.residues.size() != msa.rows.size() * msa.columns) {
    std::abort();
  }
  size_t deletions = 0;
  for (size_t i = 0; i < msa.rows.size(); ++i) {
    for (const int8_t token : msa.row(i)) {
      if (token < 1 || token > 22) { std::abort(); }
    }
    for (const bb::MsaDeletion& deletion : msa.deletions_of(i)) {
      if (deletion.count <= 0 || static_cast<size_t>(deletion.column) >= msa.columns) {
        std::abort();
      }
      ++deletions;
    }
  }
  if (deletions != msa.deletions.size()) { std::abort(); }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const bool csv = size > 0 && data[0] == 'c';
  std::string text(reinterpret_cast<const char*>(data) + (csv ? 1 : 0), size - (csv ? 1 : 0));
  try {
    const auto reader = [&] {
      return bb::MsaReader(bb::ByteSource::from_memory(text, "f"),
                           csv ? bb::MsaReader::Format::csv : bb::MsaReader::Format::a3m);
    };
    check(bb::read_msa(reader(), "f", 64));
    const bb::Entity protein{
        .chain_ids = {"A"}, .sequence = "MKVLAC", .modifications = {{2, "SEP"}}};
    check(bb::read_msa(reader(), "f", protein, {.max_rows = 64}).msa);
  } catch (const bb::InputError& error) {
    if (error.problem().empty()) { std::abort(); }
  }
  return 0;
}
