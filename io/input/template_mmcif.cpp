#include <algorithm>
#include <cmath>
#include <map>

#include <gemmi/cif.hpp>
#include <gemmi/mmcif.hpp>
#include <gemmi/modify.hpp>
#include <gemmi/polyheur.hpp>

#include "io/input/component_text.h"
#include "io/input/input_error.h"
#include "io/input/limits.h"
#include "io/input/template_reader.h"

namespace bb {
namespace {

constexpr std::string_view cut_it = "Give a file of the chains that are wanted";
constexpr std::string_view write_mmcif =
    "Give an mmCIF file as the PDB, AlphaFold DB or Boltz write it";

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// gemmi keeps each word of the file as a text of its own.
void check_words(const std::string& text, const std::filesystem::path& path) {
  std::size_t words = 0;
  bool white = true;
  for (const char c : text) {
    words += white && !is_white(c) ? 1 : 0;
    white = is_white(c);
  }
  if (words > limits::template_values) {
    throw InputError({.file = path}, "it has " + limits::written(words) + " words, allowed are " +
                                         limits::written(limits::template_values),
                     cut_it);
  }
}

void check_atoms(gemmi::cif::Block& block, const std::filesystem::path& path) {
  std::size_t atoms = 0;
  for (const char* tag : {"_atom_site.id", "_atom_site.Cartn_x"}) {
    atoms = std::max(atoms, static_cast<std::size_t>(block.find_loop(tag).length()));
  }
  if (atoms <= limits::template_atoms) return;
  throw InputError({.file = path}, "it has " + limits::written(atoms) + " atoms, allowed are " +
                                       limits::written(limits::template_atoms),
                   cut_it);
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
  if (document.blocks.empty())
    throw InputError({.file = path}, "the file has no data block", write_mmcif);
  check_atoms(document.blocks[0], path);
  try {
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
      if (std::isfinite(atom.pos.x) && std::isfinite(atom.pos.y) && std::isfinite(atom.pos.z))
        continue;
      throw InputError({.file = path},
                       "the coordinates of an atom are not numbers: " + atom.name + " of residue " +
                           residue.str() + ", chain " + polymer.author_name,
                       "Correct its row of _atom_site");
    }
  }
}

// Why a file with atoms has no protein chain.
std::string lacks_protein(const gemmi::Structure& structure) {
  bool polymer = false, typed = false;
  for (const gemmi::Entity& entity : structure.entities) {
    polymer |= entity.entity_type == gemmi::EntityType::Polymer;
    typed |= entity.entity_type == gemmi::EntityType::Polymer &&
             entity.polymer_type != gemmi::PolymerType::Unknown;
  }
  if (!polymer) return "it has no protein chain: its _entity table names no polymer";
  if (!typed) return "it has no protein chain: its _entity_poly table gives no type";
  return "it has no protein chain: none of its polymers is a polypeptide(L)";
}

}  // namespace

std::vector<TemplatePolymer> read_mmcif_polymers(const std::string& text,
                                                 const std::filesystem::path& path) {
  gemmi::Structure structure = read_structure(text, path);
  if (structure.models.empty())
    throw InputError({.file = path}, "it has no atoms (_atom_site)", write_mmcif);
  structure.merge_chain_parts();
  gemmi::remove_waters(structure);
  gemmi::remove_hydrogens(structure);
  gemmi::remove_alternative_conformations(structure);
  structure.remove_empty_chains();
  if (structure.models.empty() || structure.models[0].chains.empty()) {
    throw InputError({.file = path}, "it has no atoms (_atom_site) but waters and hydrogens",
                     write_mmcif);
  }

  std::map<std::string, const gemmi::Entity*> entities;  // by subchain; of several, the last
  for (const gemmi::Entity& entity : structure.entities) {
    if (entity.entity_type == gemmi::EntityType::Water) continue;
    for (const std::string& subchain : entity.subchains) entities[subchain] = &entity;
  }
  std::vector<TemplatePolymer> polymers;
  std::size_t residues = 0;
  for (gemmi::Chain& chain : structure.models[0].chains) {
    for (gemmi::ResidueSpan& span : chain.subchains()) {
      const auto found = entities.find(span.subchain_id());
      if (found == entities.end() || found->second->entity_type != gemmi::EntityType::Polymer ||
          found->second->polymer_type != gemmi::PolymerType::PeptideL) {
        continue;
      }
      check_residues(residues += found->second->full_sequence.size(), path);
      TemplatePolymer polymer{span.subchain_id(),
                              chain.name,
                              {},
                              {span.begin(), span.end()},
                              found->second->polymer_type};
      for (const std::string& names : found->second->full_sequence)
        polymer.full_sequence.push_back(gemmi::Entity::first_mon(names));
      check_coordinates(polymer, path);
      polymers.push_back(std::move(polymer));
    }
  }
  if (polymers.empty()) throw InputError({.file = path}, lacks_protein(structure), write_mmcif);
  return polymers;
}

}  // namespace bb
