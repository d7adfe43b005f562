#include <algorithm>
#include <cmath>
#include <map>

#include <gemmi/cif.hpp>
#include <gemmi/mmcif.hpp>
#include <gemmi/modify.hpp>
#include <gemmi/polyheur.hpp>

#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/input/components/component_text.h"
#include "io/input/templates/template_reader.h"

namespace bb {
namespace {

constexpr std::string_view cut_it = "Give a file of the chains that are wanted";
constexpr std::string_view write_mmcif =
    "Give an mmCIF file as the PDB, AlphaFold DB or Boltz write it";

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// gemmi keeps each word of the file as a text of its own.
void check_words(const std::string& text, const std::filesystem::path& path) {
  size_t words = 0;
  bool white = true;
  for (const char c : text) {
    words += white && !is_white(c) ? 1 : 0;
    white = is_white(c);
  }
  if (words > limits::template_values) {
    throw InputError({.file = path},
                     "it has " + limits::written(words) + " words, allowed are " +
                         limits::written(limits::template_values),
                     cut_it);
  }
}

void check_atoms(gemmi::cif::Block& block, const std::filesystem::path& path) {
  size_t atoms = 0;
  for (const char* tag : {"_atom_site.id", "_atom_site.Cartn_x"}) {
    atoms = std::max(atoms, static_cast<size_t>(block.find_loop(tag).length()));
  }
  if (atoms <= limits::template_atoms) { return; }
  throw InputError({.file = path},
                   "it has " + limits::written(atoms) + " atoms, allowed are " +
                       limits::written(limits::template_atoms),
                   cut_it);
}

// Programs that write _atom_site only leave out columns that gemmi needs.
void complete_atom_site(gemmi::cif::Block& block) {
  gemmi::cif::Loop* loop = block.find_loop("_atom_site.Cartn_x").get_loop();
  if (loop == nullptr) { return; }
  struct Column {
    std::string_view name, like, value;  // the column that stands for it, else the value
  };
  for (const Column& column :
       {Column{"id", "", "0"}, Column{"label_alt_id", "", "."},
        Column{"label_asym_id", "auth_asym_id", "A"}, Column{"occupancy", "", "1"},
        Column{"B_iso_or_equiv", "", "0"}, Column{"auth_seq_id", "label_seq_id", "."}}) {
    const auto tag = [](std::string_view name) { return "_atom_site." + std::string(name); };
    if (loop->has_tag(tag(column.name))) { continue; }
    const int like = column.like.empty() ? -1 : loop->find_tag(tag(column.like));
    const size_t width = loop->tags.size();
    std::vector<std::string> values;
    values.reserve(loop->values.size() / width * (width + 1));
    for (size_t row = 0; row < loop->values.size(); row += width) {
      for (size_t i = 0; i < width; ++i) { values.push_back(std::move(loop->values[row + i])); }
      values.push_back(like < 0 ? std::string(column.value)
                                : values[values.size() - width + static_cast<size_t>(like)]);
    }
    loop->tags.push_back(tag(column.name));
    loop->values = std::move(values);
  }
}

gemmi::Structure read_structure(const std::string& text, const std::filesystem::path& path) {
  check_words(text, path);
  gemmi::cif::Document document;
  try {
    document = gemmi::cif::read_memory(text.data(), text.size(), "");
  } catch (const std::exception& problem) {
    const CifError error = parse_cif_error(problem.what());
    throw InputError({.file = path, .line = error.line, .column = error.column},
                     "this is not CIF: " + error.what,
                     "Check that the file is complete and is mmCIF; a PDB file goes under 'pdb'");
  }
  if (document.blocks.empty()) {
    throw InputError({.file = path}, "the file has no data block", write_mmcif);
  }
  check_atoms(document.blocks[0], path);
  try {
    complete_atom_site(document.blocks[0]);
    return gemmi::make_structure_from_block(document.blocks[0]);
  } catch (const std::exception& problem) {
    throw InputError({.file = path}, "its atoms cannot be read: " + std::string(problem.what()),
                     write_mmcif);
  }
}

// gemmi reads what is not a number as NaN.
void check_coordinates(const TemplatePolymer& polymer, const std::filesystem::path& path) {
  for (const gemmi::Residue& residue : polymer.residues) {
    for (const gemmi::Atom& atom : residue.atoms) {
      if (std::isfinite(atom.pos.x) && std::isfinite(atom.pos.y) && std::isfinite(atom.pos.z)) {
        continue;
      }
      throw InputError({.file = path},
                       "the coordinates of an atom are not numbers: " + atom.name + " of residue " +
                           residue.str() + ", chain " + polymer.author_name,
                       "Correct its row of _atom_site");
    }
  }
}

// The entity says that it is a protein, or what its residues are makes it one.
enum class Rule { entities, residues };

std::vector<TemplatePolymer> polymers_of(gemmi::Structure& structure, Rule rule,
                                         const std::filesystem::path& path) {
  std::map<std::string, const gemmi::Entity*> entities;  // by subchain; of several, the last
  for (const gemmi::Entity& entity : structure.entities) {
    if (entity.entity_type == gemmi::EntityType::Water) { continue; }
    for (const std::string& subchain : entity.subchains) { entities[subchain] = &entity; }
  }
  std::vector<TemplatePolymer> polymers;
  size_t count = 0;
  for (gemmi::Chain& chain : structure.models[0].chains) {
    for (gemmi::ResidueSpan& span : chain.subchains()) {
      const auto found = entities.find(span.subchain_id());
      const gemmi::Entity* entity = found == entities.end() ? nullptr : found->second;
      const auto type = entity != nullptr && entity->entity_type == gemmi::EntityType::Polymer
                            ? entity->polymer_type
                            : gemmi::PolymerType::Unknown;
      gemmi::Chain residues(chain.name);
      residues.residues.assign(span.begin(), span.end());
      if (rule == Rule::residues && type == gemmi::PolymerType::Unknown) {
        for (gemmi::Residue& residue : residues.residues) {
          residue.entity_type = gemmi::EntityType::Unknown;
        }
        if (!keep_peptide(residues)) { continue; }
      } else if (type != gemmi::PolymerType::PeptideL) {
        continue;
      }
      TemplatePolymer polymer{span.subchain_id(), chain.name, {}, std::move(residues.residues)};
      if (entity != nullptr) {
        check_residues(count += entity->full_sequence.size(), path);
        for (const std::string& names : entity->full_sequence) {
          polymer.full_sequence.push_back(gemmi::Entity::first_mon(names));
        }
      }
      check_coordinates(polymer, path);
      polymers.push_back(std::move(polymer));
    }
  }
  return polymers;
}

}  // namespace

std::vector<TemplatePolymer> read_mmcif_polymers(const std::string& text,
                                                 const std::filesystem::path& path) {
  gemmi::Structure structure = read_structure(text, path);
  if (structure.models.empty()) {
    throw InputError({.file = path}, "it has no atoms (_atom_site)", write_mmcif);
  }
  structure.merge_chain_parts();
  gemmi::remove_waters(structure);
  gemmi::remove_hydrogens(structure);
  gemmi::remove_alternative_conformations(structure);
  structure.remove_empty_chains();
  if (structure.models.empty() || structure.models[0].chains.empty()) {
    throw InputError({.file = path}, "it has no atoms (_atom_site) but waters and hydrogens",
                     write_mmcif);
  }

  std::vector<TemplatePolymer> polymers = polymers_of(structure, Rule::entities, path);
  if (polymers.empty()) { polymers = polymers_of(structure, Rule::residues, path); }
  if (polymers.empty()) {
    throw InputError({.file = path}, "it has no protein chain", write_mmcif);
  }
  return polymers;
}

}  // namespace bb
