#include "io/input/complexes/yaml_parser.h"

#include <string>
#include <utility>

#include "io/files/input_error.h"
#include "io/files/text.h"
#include "io/input/complexes/smiles_text.h"
#include "io/input/complexes/yaml_constraints.h"
#include "io/input/complexes/yaml_document.h"
#include "io/input/complexes/yaml_item.h"

namespace bb {
namespace {

InputPlace place_of(const YamlItem& item, const Complex& complex) {
  return {.file = complex.source, .line = item.line(), .field = item.field()};
}

void read_polymer(const YamlItem& item, Entity& entity, Complex& complex) {
  const bool protein = entity.type == ChainType::protein;
  const YamlMap map(item, {"id", "sequence", "msa", "modifications", "cyclic"});
  const YamlItem& sequence = map.at("sequence");
  entity.sequence = sequence.text();
  check_sequence(entity.type, entity.sequence, place_of(sequence, complex), complex.warnings);
  if (const YamlItem* msa = map.find("msa"); msa != nullptr && protein) {
    entity.msa = msa->text_or_empty().empty()
                     ? MsaSource{}
                     : msa_source(msa->text(), place_of(*msa, complex), complex.warnings);
  } else if (msa != nullptr && msa->text_or_empty() != "empty") {
    msa->fail("MSAs are for proteins, this is " + std::string(name_of(entity.type)),
              "The reference would ignore it: take it out");
  }
  if (const YamlItem* modifications = map.find("modifications")) {
    for (const YamlItem& element : modifications->list()) {
      const YamlMap modification(element, {"position", "ccd"});
      const YamlItem& ccd = modification.at("ccd");
      entity.modifications.push_back(
          {.position = modification.at("position").integer(), .ccd = ccd.text()});
      check_ccd_code(entity.modifications.back().ccd, place_of(ccd, complex));
    }
  }
  if (const YamlItem* cyclic = map.find("cyclic")) { entity.cyclic = cyclic->boolean(); }
}

void read_ligand(const YamlItem& item, Entity& entity, const Complex& complex) {
  const YamlMap map(item, {"id", "smiles", "ccd", "cyclic"});
  const YamlItem* smiles = map.find("smiles");
  const YamlItem* ccd = map.find("ccd");
  if ((smiles == nullptr) == (ccd == nullptr)) { item.fail("needs either smiles or ccd"); }
  if (smiles != nullptr) {
    if (!smiles->is_text()) {
      smiles->fail("is no text: to YAML, brackets and braces without quotes are lists and maps",
                   "Put the SMILES in quotes: smiles: '[Zn+2]'");
    }
    entity.ligand = {.kind = LigandInput::Kind::smiles,
                     .text = std::string(trimmed(smiles->text()))};
    check_smiles_text(entity.ligand.text, place_of(*smiles, complex));
  } else {
    entity.ligand = {
        .kind = LigandInput::Kind::ccd, .ccd = ccd->texts(), .ccd_is_list = ccd->is_list()};
    for (const std::string& code : entity.ligand.ccd) {
      check_ccd_code(code, place_of(*ccd, complex));
    }
  }
  if (const YamlItem* cyclic = map.find("cyclic"); cyclic != nullptr && cyclic->boolean()) {
    cyclic->fail("a ligand cannot be cyclic: that is for polymers", "Rings are part of its SMILES");
  }
}

Entity read_entity(const YamlItem& item, Complex& complex) {
  const YamlMap map(item, {"protein", "dna", "rna", "ligand"});
  if (map.entries().size() != 1) {
    item.fail("needs one of protein, dna, rna and ligand", "Start each chain with its own '- '");
  }
  Entity entity{.line = item.line()};
  const YamlItem& body = map.entries().front().second;
  for (const ChainType type :
       {ChainType::protein, ChainType::dna, ChainType::rna, ChainType::ligand}) {
    if (map.entries().front().first == name_of(type)) { entity.type = type; }
  }
  if (body.is_null()) { body.fail("is empty", "Indent what belongs to it"); }
  if (entity.type == ChainType::ligand) {
    read_ligand(body, entity, complex);
  } else {
    read_polymer(body, entity, complex);
  }
  const YamlMap all(body, {"id", "sequence", "msa", "modifications", "cyclic", "smiles", "ccd"});
  const YamlItem& id = all.at("id");
  entity.chain_ids = id.texts();
  for (const std::string& chain : entity.chain_ids) {
    check_chain_id(chain, place_of(id, complex));
  }
  return entity;
}

void check_version(const YamlItem& version) {
  if (version.text() != "1" && version.text() != "1.0") {
    version.fail("is not 1, the only version there is");
  }
}

}  // namespace

Complex parse_yaml_draft(std::string_view text, const std::filesystem::path& file) {
  Complex complex{.name = file.stem().string(), .source = file};
  try {
    const YamlItem document(load_yaml(std::string(text), file), "", complex.source);
    const YamlMap map(document, {"version", "sequences", "constraints", "templates", "properties"});
    if (const YamlItem* version = map.find("version")) { check_version(*version); }
    for (const YamlItem& item : map.at("sequences").list()) {
      complex.entities.push_back(read_entity(item, complex));
    }
    if (const YamlItem* constraints = map.find("constraints")) {
      read_constraints(*constraints, complex);
    }
    if (const YamlItem* templates = map.find("templates")) { read_templates(*templates, complex); }
    if (const YamlItem* properties = map.find("properties")) {
      read_properties(*properties, complex);
    }
  } catch (
      const YAML::Exception& error) {  // none is expected here; whatever it is, it is this file's
    throw InputError({.file = file}, std::string("this is not a Boltz YAML: ") + error.what());
  }
  return complex;
}

Complex parse_yaml(std::string_view text, const std::filesystem::path& file,
                   const InputOptions& options) {
  Complex complex = parse_yaml_draft(text, file);
  complete(complex, options);
  return complex;
}

}  // namespace bb
