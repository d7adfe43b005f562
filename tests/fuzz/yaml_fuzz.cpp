// Any bytes as a Boltz YAML, as a target, and as a FASTA: a complex or an InputError, nothing else.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "io/input/complexes/fasta_parser.h"
#include "io/input/complexes/residue_letters.h"
#include "io/input/complexes/target.h"
#include "io/input/complexes/yaml_parser.h"

namespace {

// What complex_input.h promises of a complex.
void check(const bb::Complex& complex) {
  if (complex.entities.empty()) { std::abort(); }
  for (const bb::Entity& entity : complex.entities) {
    if (entity.chain_ids.empty() || bb::residue_count(entity) == 0) { std::abort(); }
    if (entity.type != bb::ChainType::ligand &&
        bb::residue_tokens(entity).size() != entity.sequence.size()) {
      std::abort();
    }
  }
  if (!bb::undefined_chains(complex).empty()) { std::abort(); }
}

template <typename Parse>
void attempt(Parse parse) {
  try {
    check(parse());
  } catch (const bb::InputError& error) {
    if (error.problem().empty()) { std::abort(); }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with('>')) {
    attempt([&] { return bb::parse_fasta(std::string(text), "f.fasta"); });
    return 0;
  }
  attempt([&] { return bb::parse_yaml(text, "f.yaml", {.missing_msa = bb::MissingMsa::empty}); });
  attempt([&] {
    const bb::Target target(bb::parse_yaml_draft(text, "f.yaml"),
                            {.missing_msa = bb::MissingMsa::empty});
    return target.with_ligand("x", {.kind = bb::LigandInput::Kind::smiles, .text = "CCO"}, true);
  });
  return 0;
}
