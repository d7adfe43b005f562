#include "io/input/complexes/yaml_constraints.h"

#include <optional>
#include <utility>

#include "io/input/complexes/complex_checks.h"

namespace bb {
namespace {

AtomReference read_atom(const YamlItem& item) {
  const std::vector<YamlItem> parts = item.list();
  if (parts.size() != 3) { item.fail("needs three elements: [chain, residue number, atom name]"); }
  return {.chain = parts[0].text(), .residue = parts[1].integer(), .atom = parts[2].text()};
}

TokenReference read_token(const YamlItem& item) {
  const std::vector<YamlItem> parts = item.list();
  if (parts.size() != 2) {
    item.fail(
        "needs two elements: [chain, residue number] of a polymer, [chain, atom name] of a ligand");
  }
  return {.chain = parts[0].text(), .atom = parts[1].text()};
}

double read_distance(const YamlMap& map) {
  const YamlItem* item = map.find("max_distance");
  return item != nullptr ? item->number() : 6.0;
}

bool read_force(const YamlMap& map) {
  const YamlItem* item = map.find("force");
  return item != nullptr && item->boolean();
}

void read_bond(const YamlItem& item, Complex& complex) {
  const YamlMap map(item, {"atom1", "atom2"});
  complex.bonds.push_back({.first = read_atom(map.at("atom1")),
                           .second = read_atom(map.at("atom2")),
                           .line = item.line()});
}

void read_pocket(const YamlItem& item, Complex& complex) {
  const YamlMap map(item, {"binder", "contacts", "max_distance", "force"});
  PocketConstraint pocket{.binder = map.at("binder").text(), .line = item.line()};
  for (const YamlItem& contact : map.at("contacts").list()) {
    pocket.contacts.push_back(read_token(contact));
  }
  pocket.max_distance = read_distance(map);
  pocket.force = read_force(map);
  complex.pockets.push_back(std::move(pocket));
}

void read_contact(const YamlItem& item, Complex& complex) {
  const YamlMap map(item, {"token1", "token2", "max_distance", "force"});
  complex.contacts.push_back({.first = read_token(map.at("token1")),
                              .second = read_token(map.at("token2")),
                              .max_distance = read_distance(map),
                              .force = read_force(map),
                              .line = item.line()});
}

TemplateInput read_template(const YamlItem& item, Complex& complex) {
  const YamlMap map(item, {"cif", "pdb", "chain_id", "template_id", "force", "threshold"});
  const YamlItem* cif = map.find("cif");
  const YamlItem* pdb = map.find("pdb");
  if ((cif == nullptr) == (pdb == nullptr)) {
    item.fail("needs a structure: either cif: PATH or pdb: PATH");
  }
  TemplateInput wanted{
      .format = cif != nullptr ? TemplateInput::Format::mmcif : TemplateInput::Format::pdb,
      .path = resolve_path(complex.source, (cif != nullptr ? cif : pdb)->text(), complex.warnings),
      .line = item.line()};
  if (const YamlItem* ids = map.find("chain_id")) { wanted.chain_ids = ids->texts(); }
  if (const YamlItem* ids = map.find("template_id")) {
    wanted.template_ids = ids->texts();
    if (!wanted.chain_ids.empty() && wanted.chain_ids.size() != wanted.template_ids.size()) {
      ids->fail("names " + std::to_string(wanted.template_ids.size()) +
                    " chains where chain_id names " + std::to_string(wanted.chain_ids.size()),
                "Given both, they belong together one to one");
    }
  }
  wanted.force = read_force(map);
  if (const YamlItem* threshold = map.find("threshold")) {
    wanted.threshold = threshold->number();
    if (!(*wanted.threshold > 0)) { threshold->fail("must be above 0 (Å)"); }
    if (!wanted.force) {
      complex.warnings.push_back(complex.source.string() + ", line " +
                                 std::to_string(threshold->line()) +
                                 ": threshold has no effect without force: true");
    }
  } else if (wanted.force) {
    item.fail("force: true needs a threshold (Å)", "Add for example threshold: 2.0");
  }
  return wanted;
}

}  // namespace

void read_constraints(const YamlItem& list, Complex& complex) {
  for (const YamlItem& item : list.list()) {
    const YamlMap map(item, {"bond", "pocket", "contact"});
    if (map.entries().size() != 1) {
      item.fail("needs one of bond, pocket and contact", "Start each constraint with its own '- '");
    }
    if (const YamlItem* bond = map.find("bond")) {
      read_bond(*bond, complex);
    } else if (const YamlItem* pocket = map.find("pocket")) {
      read_pocket(*pocket, complex);
    } else if (const YamlItem* contact = map.find("contact")) {
      read_contact(*contact, complex);
    } else {
      item.fail("is empty", "Are its keys indented?");
    }
  }
}

void read_templates(const YamlItem& list, Complex& complex) {
  for (const YamlItem& item : list.list()) {
    complex.templates.push_back(read_template(item, complex));
  }
}

void read_properties(const YamlItem& list, Complex& complex) {
  for (const YamlItem& item : list.list()) {
    const YamlMap map(item, {"affinity"});
    const YamlMap affinity(map.at("affinity"), {"binder"});
    const YamlItem& binder = affinity.at("binder");
    std::string id = binder.text();
    if (complex.affinity_binder && *complex.affinity_binder != id) {
      binder.fail("is the second ligand whose affinity is asked for",
                  "One per complex; write a second complex");
    }
    complex.affinity_binder = std::move(id);
  }
}

}  // namespace bb
