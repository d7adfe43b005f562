#include "io/input/complexes/target.h"

#include <algorithm>
#include <utility>

#include "io/files/byte_source.h"
#include "io/files/limits.h"
#include "io/files/text.h"
#include "io/input/complexes/fasta_parser.h"
#include "io/input/complexes/yaml_parser.h"

namespace bb {
namespace {

constexpr size_t most_bytes = limits::yaml_bytes;

bool is_yaml(const std::filesystem::path& path) {
  const std::string ending = format_ending(path);
  return ending == ".yaml" || ending == ".yml";
}

std::string free_chain_id(const Complex& complex) {
  std::string id = "L";
  for (int i = 1; find_chain(complex, id); ++i) { id = "L" + std::to_string(i); }
  return id;
}

}  // namespace

Complex read_complex(const std::filesystem::path& path, const InputOptions& options) {
  const std::string ending = format_ending(path);
  const bool fasta = ending == ".fa" || ending == ".fas" || ending == ".fasta";
  if (!fasta && !is_yaml(path)) {
    throw InputError({.file = path}, "is neither YAML nor FASTA",
                     "Allowed are .yaml, .yml, .fa, .fas and .fasta");
  }
  std::string text = read_all(ByteSource::open(path, InputRole::complex), most_bytes);
  return fasta ? parse_fasta(std::move(text), path, options) : parse_yaml(text, path, options);
}

Target Target::read(const std::filesystem::path& path, const InputOptions& options) {
  if (!is_yaml(path)) {
    throw InputError({.file = path}, "a target is a YAML file", "Allowed are .yaml and .yml");
  }
  const std::string text = read_all(ByteSource::open(path, InputRole::complex), most_bytes);
  return Target(parse_yaml_draft(text, path), options);
}

Target::Target(Complex draft, const InputOptions& options)
    : draft_(std::move(draft)), options_(options) {
  const std::vector<std::string> undefined = undefined_chains(draft_);
  if (undefined.size() > 1) {
    throw InputError({.file = draft_.source},
                     "there are no chains " + quote(undefined[0]) + " and " + quote(undefined[1]),
                     "Constraints and properties of a target may name one chain that is not there: "
                     "the ligand to come");
  }
  ligand_chain_ = undefined.empty() ? free_chain_id(draft_) : undefined.front();
  check_chain_id(ligand_chain_, {.file = draft_.source});
  whole_ = draft_;
  complete(whole_, options_, ligand_chain_);
}

Complex Target::without_ligand() const {
  Complex complex = whole_;
  const auto is_absent = [&](const auto& reference) { return reference.chain == ligand_chain_; };
  const auto names_it = [&](const auto& pair) {
    return is_absent(pair.first) || is_absent(pair.second);
  };
  std::erase_if(complex.bonds, names_it);
  std::erase_if(complex.contacts, names_it);
  std::erase_if(complex.pockets, [&](const PocketConstraint& pocket) {
    return pocket.binder == ligand_chain_ ||
           std::any_of(pocket.contacts.begin(), pocket.contacts.end(), is_absent);
  });
  if (complex.affinity_binder == ligand_chain_) { complex.affinity_binder.reset(); }
  return complex;
}

void Target::check_binder() const {
  if (!draft_.affinity_binder || *draft_.affinity_binder == ligand_chain_) { return; }
  throw InputError({.file = draft_.source, .field = "properties: affinity: binder"},
                   "is chain " + quote(*draft_.affinity_binder) +
                       ", which is the target's own: every ligand would be given the affinity of "
                       "that chain",
                   "Take the line out, or name the ligand to come: a chain that the target does "
                   "not have, such as " +
                       quote(ligand_chain_) +
                       ". For structures alone give --no-affinity (in a manifest, affinity false)");
}

Complex Target::with_ligand(std::string name, LigandInput ligand,
                            std::optional<bool> affinity) const {
  Complex complex = draft_;
  complex.name = std::move(name);
  complex.entities.push_back(
      {.type = ChainType::ligand, .chain_ids = {ligand_chain_}, .ligand = std::move(ligand)});
  if (affinity.value_or(true)) { check_binder(); }
  if (affinity == true) { complex.affinity_binder = ligand_chain_; }
  if (affinity == false) { complex.affinity_binder.reset(); }
  complete(complex, options_);
  return complex;
}

}  // namespace bb
