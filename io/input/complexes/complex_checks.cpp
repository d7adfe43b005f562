#include "io/input/complexes/complex_checks.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "io/files/limits.h"

namespace bb {
namespace {

class Completion {
 public:
  Completion(Complex& complex, const InputOptions& options, std::string_view absent)
      : complex_(complex), options_(options), absent_(absent) {}

  void run() {
    if (complex_.entities.empty()) { fail(0, "sequences", "the complex has no chains"); }
    check_size();
    check_ids();
    for (Entity& entity : complex_.entities) {
      check_modifications(entity);
      check_msa(entity);
    }
    group();
    check_affinity();
    for (BondConstraint& bond : complex_.bonds) {
      check_atom(bond.first, bond.line);
      check_atom(bond.second, bond.line);
      if (bond.first == bond.second) {
        fail(bond.line, "bond", "both atoms of the bond are the same one");
      }
    }
    for (PocketConstraint& pocket : complex_.pockets) { check_pocket(pocket); }
    for (ContactConstraint& contact : complex_.contacts) {
      check_token(contact.first, contact.line, "contact");
      check_token(contact.second, contact.line, "contact");
      check_distance(contact.max_distance, contact.line, "contact");
    }
    for (const TemplateInput& wanted : complex_.templates) { check_template(wanted); }
  }

 private:
  [[noreturn]] void fail(size_t line, std::string_view field, std::string_view problem,
                         std::string_view mend = {}) const {
    throw InputError(place(line, field), problem, mend);
  }

  InputPlace place(size_t line, std::string_view field) const {
    return {.file = complex_.source, .line = line, .field = std::string(field)};
  }

  void warn(size_t line, std::string_view field, std::string_view what) {
    complex_.warnings.emplace_back(InputError(place(line, field), what).what());
  }

  void check_size() const {
    size_t residues = 0;
    for (const Entity& entity : complex_.entities) {
      residues += residue_count(entity) * entity.chain_ids.size();
      if (residues <= limits::complex_residues) { continue; }
      fail(entity.line, "sequences",
           "the complex has more than the " + limits::written(limits::complex_residues) +
               " residues allowed, all chains together");
    }
  }

  void check_ids() const {
    std::unordered_set<std::string_view> seen;
    for (const Entity& entity : complex_.entities) {
      for (const std::string& id : entity.chain_ids) {
        if (!seen.insert(id).second) {
          fail(entity.line, "id", "the chain id " + quote(id) + " is used twice",
               "Give every chain an id of its own");
        }
      }
    }
  }

  void check_modifications(const Entity& entity) const {
    std::unordered_set<int32_t> seen;
    for (const Modification& m : entity.modifications) {
      if (m.position < 1 || static_cast<size_t>(m.position) > entity.sequence.size()) {
        fail(entity.line, "modifications",
             "position " + std::to_string(m.position) + " is outside of the sequence",
             "Positions count from 1 to " + std::to_string(entity.sequence.size()));
      }
      if (!seen.insert(m.position).second) {
        fail(entity.line, "modifications",
             "position " + std::to_string(m.position) + " is modified twice");
      }
    }
  }

  void check_msa(Entity& entity) const {
    if (entity.type != ChainType::protein || entity.msa.kind != MsaSource::Kind::none) { return; }
    if (options_.missing_msa == MissingMsa::refuse) {
      fail(entity.line, "msa",
           "the protein chain " + quote(entity.chain_ids.front()) + " has no MSA",
           "Name a file (msa: path.a3m), or say msa: empty, or run with --missing-msa empty");
    }
    entity.msa.kind = MsaSource::Kind::empty;
  }

  static bool same_entity(const Entity& a, const Entity& b) {
    return a.type == b.type && a.sequence == b.sequence && a.ligand == b.ligand;
  }

  // The reference makes items of one type and sequence one entity, whatever their modifications; of
  // these it then takes the first item's for all, which cannot be meant.
  void group() {
    std::vector<Entity> groups;
    for (Entity& item : complex_.entities) {
      const auto found = std::find_if(groups.begin(), groups.end(),
                                      [&](const Entity& g) { return same_entity(g, item); });
      if (found == groups.end()) {
        groups.push_back(std::move(item));
        continue;
      }
      const std::string both = "chains " + found->chain_ids.front() + " and " +
                               item.chain_ids.front() + " have the same sequence and ";
      if (found->msa != item.msa) {
        fail(item.line, "msa", both + "different MSAs", "Give both the same");
      }
      if (found->modifications != item.modifications) {
        fail(item.line, "modifications", both + "different modifications",
             "The reference would give both the first chain's");
      }
      if (found->cyclic != item.cyclic) {
        fail(item.line, "cyclic", both + "only one is cyclic",
             "The reference would treat both as the first chain");
      }
      found->chain_ids.insert(found->chain_ids.end(), item.chain_ids.begin(), item.chain_ids.end());
    }
    complex_.entities = std::move(groups);
  }

  bool is_absent(std::string_view chain) const { return !absent_.empty() && chain == absent_; }

  const Entity& entity_of(const std::string& chain, size_t line, std::string_view field) const {
    if (const auto place_found = find_chain(complex_, chain)) {
      return complex_.entities[place_found->entity];
    }
    std::string ids;
    for (const Entity& entity : complex_.entities) {
      for (const std::string& id : entity.chain_ids) {
        if (ids.size() < 100) { ids.append(ids.empty() ? "" : ", ").append(id); }
      }
    }
    fail(line, field, "there is no chain " + quote(chain), "The chains are " + ids);
  }

  void check_affinity() const {
    if (!complex_.affinity_binder || is_absent(*complex_.affinity_binder)) { return; }
    const std::string& binder = *complex_.affinity_binder;
    const Entity& entity = entity_of(binder, 0, "properties: affinity: binder");
    const auto refuse = [&](std::string_view why, std::string_view mend = {}) {
      fail(entity.line, "properties: affinity: binder",
           "chain " + quote(binder) + " " + std::string(why), mend);
    };
    if (entity.type != ChainType::ligand) {
      refuse("is " + std::string(name_of(entity.type)) +
             ", and affinity is predicted for ligands only");
    }
    if (entity.chain_ids.size() > 1) {
      refuse("has copies, and affinity is predicted for a ligand that is there once");
    }
    if (residue_count(entity) > 1) {
      refuse("has several components, and affinity is predicted for ligands of one");
    }
  }

  void check_residue(const Entity& entity, const std::string& chain, int32_t residue, size_t line,
                     std::string_view field) const {
    const size_t count = residue_count(entity);
    if (residue >= 1 && static_cast<size_t>(residue) <= count) { return; }
    fail(line, field, "chain " + quote(chain) + " has no residue " + std::to_string(residue),
         "Residues count from 1 to " + std::to_string(count));
  }

  void check_atom(const AtomReference& atom, size_t line) const {
    if (is_absent(atom.chain)) { return; }
    check_residue(entity_of(atom.chain, line, "bond"), atom.chain, atom.residue, line, "bond");
  }

  void check_token(TokenReference& token, size_t line, std::string_view field) const {
    if (is_absent(token.chain)) { return; }
    const Entity& entity = entity_of(token.chain, line, field);
    if (entity.type == ChainType::ligand) { return; }
    if (!token.atom.empty()) {  // as written
      const std::string& text = token.atom;
      const auto [end, error] =
          std::from_chars(text.data(), text.data() + text.size(), token.residue);
      if (error != std::errc{} || end != text.data() + text.size()) {
        fail(line, field, quote(text) + " is not a residue number of chain " + quote(token.chain),
             "Chains of " + std::string(name_of(entity.type)) +
                 " are referred to by residue number, ligands by atom name");
      }
      token.atom.clear();
    }
    check_residue(entity, token.chain, token.residue, line, field);
  }

  void check_distance(double distance, size_t line, std::string_view field) {
    if (!(distance > 0)) {
      fail(line, field, "max_distance is " + std::to_string(distance), "It must be above 0 (Å)");
    }
    if (distance < 4 || distance > 20) {
      warn(line, field,
           "max_distance is " + std::to_string(distance) + "; the model was trained for 4 to 20 Å");
    }
  }

  void check_pocket(PocketConstraint& pocket) {
    if (!is_absent(pocket.binder)) { entity_of(pocket.binder, pocket.line, "pocket: binder"); }
    if (pocket.contacts.empty()) { warn(pocket.line, "pocket", "the list of contacts is empty"); }
    for (TokenReference& token : pocket.contacts) { check_token(token, pocket.line, "pocket"); }
    check_distance(pocket.max_distance, pocket.line, "pocket");
  }

  void check_template(const TemplateInput& wanted) const {
    for (const std::string& chain : wanted.chain_ids) {
      const Entity& entity = entity_of(chain, wanted.line, "templates: chain_id");
      if (entity.type != ChainType::protein) {
        fail(wanted.line, "templates: chain_id",
             "chain " + quote(chain) + " is " + std::string(name_of(entity.type)) +
                 ", and templates are for proteins");
      }
    }
  }

  Complex& complex_;
  const InputOptions& options_;
  std::string_view absent_;
};

}  // namespace

void complete(Complex& complex, const InputOptions& options, std::string_view absent) {
  Completion(complex, options, absent).run();
}

std::vector<std::string> undefined_chains(const Complex& complex) {
  std::vector<std::string> names;
  const auto look = [&](const std::string& id) {
    if (!find_chain(complex, id) && std::find(names.begin(), names.end(), id) == names.end()) {
      names.push_back(id);
    }
  };
  for (const BondConstraint& bond : complex.bonds) {
    look(bond.first.chain);
    look(bond.second.chain);
  }
  for (const PocketConstraint& pocket : complex.pockets) {
    look(pocket.binder);
    for (const TokenReference& token : pocket.contacts) { look(token.chain); }
  }
  for (const ContactConstraint& contact : complex.contacts) {
    look(contact.first.chain);
    look(contact.second.chain);
  }
  if (complex.affinity_binder) { look(*complex.affinity_binder); }
  return names;
}

}  // namespace bb
