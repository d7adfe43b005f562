#include "worker/preparation/complex_identity.h"

#include <algorithm>
#include <cstdio>

namespace bb {
namespace {

/// Fields of known length, so that no two lists of them make one text.
class Description {
 public:
  Description& add(std::string_view text) {
    text_ += std::to_string(text.size()) + ':';
    text_ += text;
    return *this;
  }
  Description& add(const char* text) { return add(std::string_view(text)); }
  Description& add(const std::string& text) { return add(std::string_view(text)); }
  Description& add(std::integral auto number) { return add(std::to_string(number)); }
  Description& add(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%a", number);
    return add(text);
  }
  Description& add(const std::vector<std::string>& list) {
    add(list.size());
    for (const std::string& one : list) { add(one); }
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_polymer(const Entity& entity, Description& out) {
  out.add(entity.cyclic ? "cyclic" : "linear").add(entity.sequence);
  std::vector<Modification> changes = entity.modifications;
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  out.add(changes.size());
  for (const Modification& change : changes) { out.add(change.position).add(change.ccd); }
}

void add_entities(const Complex& complex, const LigandSmiles& smiles, Description& out) {
  out.add(complex.entities.size());
  for (size_t i = 0; i < complex.entities.size(); ++i) {
    const Entity& entity = complex.entities[i];
    out.add(name_of(entity.type)).add(entity.chain_ids.size());
    if (entity.type != ChainType::ligand) {
      add_polymer(entity, out);
    } else if (entity.ligand.kind == LigandInput::Kind::ccd) {
      out.add("ccd").add(entity.ligand.ccd);
    } else {
      out.add("smiles").add(smiles.at(i));
    }
  }
}

void add_token(const TokenReference& token, Description& out) {
  out.add(token.chain).add(token.residue).add(token.atom);
}

void add_constraints(const Complex& complex, Description& out) {
  out.add(complex.bonds.size());
  for (const BondConstraint& bond : complex.bonds) {
    for (const AtomReference* const end : {&bond.first, &bond.second}) {
      out.add(end->chain).add(end->residue).add(end->atom);
    }
  }
  out.add(complex.pockets.size());
  for (const PocketConstraint& pocket : complex.pockets) {
    out.add(pocket.binder).add(pocket.max_distance).add(int{pocket.force});
    out.add(pocket.contacts.size());
    for (const TokenReference& contact : pocket.contacts) { add_token(contact, out); }
  }
  out.add(complex.contacts.size());
  for (const ContactConstraint& contact : complex.contacts) {
    add_token(contact.first, out);
    add_token(contact.second, out);
    out.add(contact.max_distance).add(int{contact.force});
  }
}

void add_files(const Complex& complex, Description& out) {
  for (const Entity& entity : complex.entities) {
    out.add(entity.msa.kind == MsaSource::Kind::file ? entity.msa.path.string() : std::string());
  }
  out.add(complex.templates.size());
  for (const TemplateInput& one : complex.templates) {
    out.add(one.path.string()).add(int{one.format == TemplateInput::Format::pdb});
    out.add(one.chain_ids).add(one.template_ids);
    out.add(int{one.force}).add(one.threshold.value_or(-1));
  }
}

}  // namespace

std::string describe_complex(const Complex& complex, const LigandSmiles& smiles) {
  Description out;
  add_entities(complex, smiles, out);
  return out.take();
}

std::string describe_inputs(const Complex& complex, const LigandSmiles& smiles) {
  Description out;
  add_entities(complex, smiles, out);
  for (const Entity& entity : complex.entities) { out.add(entity.chain_ids); }
  add_files(complex, out);
  add_constraints(complex, out);
  out.add(complex.affinity_binder.value_or(""));
  return out.take();
}

}  // namespace bb
