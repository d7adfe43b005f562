#include "io/input/templates/template_structure.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <gemmi/align.hpp>
#include <gemmi/polyheur.hpp>
#include <gemmi/resinfo.hpp>

#include "io/files/byte_source.h"
#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/input/complexes/residue_letters.h"
#include "io/input/components/component_residues.h"
#include "io/input/templates/template_reader.h"

namespace bb {
namespace {

using Point = std::array<float, 3>;

std::optional<Point> position_of(const gemmi::Atom* atom) {
  if (atom == nullptr) { return std::nullopt; }
  return Point{static_cast<float>(atom->pos.x), static_cast<float>(atom->pos.y),
               static_cast<float>(atom->pos.z)};
}

Point minus(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
float dot(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Point unit(const Point& a) {
  const float length = static_cast<float>(std::sqrt(dot(a, a)) + 1e-10);
  return {a[0] / length, a[1] / length, a[2] / length};
}

// Gram-Schmidt on CA→C and CA→N (AlphaFold 2, algorithm 21); e1, e2, e3 are columns.
void set_frame(TemplateResidue& residue, const Point& n, const Point& ca, const Point& c) {
  const Point e1 = unit(minus(c, ca));
  const Point v2 = minus(n, ca);
  const float along = dot(e1, v2);
  const Point e2 = unit({v2[0] - e1[0] * along, v2[1] - e1[1] * along, v2[2] - e1[2] * along});
  const Point e3 = {e1[1] * e2[2] - e1[2] * e2[1], e1[2] * e2[0] - e1[0] * e2[2],
                    e1[0] * e2[1] - e1[1] * e2[0]};
  for (size_t i = 0; i < 3; ++i) {
    residue.rotation[3 * i] = e1[i];
    residue.rotation[3 * i + 1] = e2[i];
    residue.rotation[3 * i + 2] = e3[i];
  }
  residue.translation = ca;
  residue.has_frame = true;
}

// `found` is the residue in the model, nullptr for one that is missing there.
TemplateResidue make_standard(const StandardResidue& standard, const gemmi::Residue* found) {
  TemplateResidue residue;
  residue.name = standard.name;
  residue.token = standard.token;
  if (found == nullptr) { return residue; }
  std::map<std::string, const gemmi::Atom*> atoms;  // names in capitals; the last of equal ones
  for (const gemmi::Atom& atom : found->atoms) { atoms[gemmi::to_upper(atom.name)] = &atom; }
  const auto place = [&](size_t index) {
    const auto atom = atoms.find(std::string(standard.atoms[index]));
    return position_of(atom == atoms.end() ? nullptr : atom->second);
  };
  if (const auto center = place(standard.center)) {
    residue.center = *center;
    residue.has_center = true;
  }
  if (const auto disto = place(standard.disto)) {
    residue.disto = *disto;
    residue.has_disto = true;
  }
  const auto n = place(0), ca = place(1), c = place(2);
  if (n && ca && c) { set_frame(residue, *n, *ca, *c); }
  return residue;
}

// Of a modified residue the reference takes the first atom that its component lists, leaving atoms
// only where the model has them.
TemplateResidue make_modified(const std::string& name, const gemmi::Residue* found,
                              const ComponentLibrary& components) {
  const auto molecule = components.get(name);
  TemplateResidue residue;
  residue.name = name;
  residue.token = unknown_protein_token;
  residue.modified = true;
  if (found == nullptr) { return residue; }
  std::optional<Point> first;
  if (molecule->atoms.size() == 1) {
    first = position_of(&found->atoms.front());
  } else {
    for (const Molecule::Atom& atom : molecule->atoms) {
      const auto in_model = std::find_if(found->atoms.rbegin(), found->atoms.rend(),
                                         [&](const gemmi::Atom& a) { return a.name == atom.name; });
      if (in_model == found->atoms.rend() && atom.leaving) { continue; }
      first = position_of(in_model == found->atoms.rend() ? nullptr : &*in_model);
      break;
    }
  }
  if (first) {
    residue.center = residue.disto = *first;
    residue.has_center = residue.has_disto = true;
  }
  return residue;
}

// What aligning them takes, of memory for one chain and of time for all.
void check_cells(const std::vector<TemplatePolymer>& polymers, const std::filesystem::path& path) {
  size_t all = 0;
  for (const TemplatePolymer& polymer : polymers) {
    const size_t cells = polymer.full_sequence.size() * polymer.residues.size();
    all += cells;
    if (cells <= limits::alignment_cells && all <= limits::template_cells) { continue; }
    throw InputError({.file = path},
                     "its chains are too long to be placed in their full sequences: up to chain " +
                         quote(polymer.name) + " residues times letters are " +
                         limits::written(all) + ", allowed are " +
                         limits::written(limits::alignment_cells) + " for one chain and " +
                         limits::written(limits::template_cells) + " for all",
                     "Give a file of the chains that are wanted");
  }
}

// Which residues of the full sequence are in the model, as the reference asks: a character for each
// column of the alignment, '|' for equal residues, '.' for unequal, ' ' for gaps. Empty for more
// than 255 kinds of residues.
std::string match_residues(const TemplatePolymer& polymer) {
  return gemmi::align_sequence_to_polymer(
             polymer.full_sequence,
             gemmi::ConstResidueSpan(polymer.residues.data(), polymer.residues.size()),
             gemmi::PolymerType::PeptideL, gemmi::AlignmentScoring::simple())
      .match_string;
}

// How many residues are missing between two that follow each other in the model: what their numbers
// say, unless they are bonded.
int missing_between(const gemmi::Residue& first, const gemmi::Residue& second) {
  constexpr int most = 1000;
  const bool labelled = first.label_seq.has_value() && second.label_seq.has_value();
  const auto from = labelled ? first.label_seq : first.seqid.num;
  const auto to = labelled ? second.label_seq : second.seqid.num;
  if (!from.has_value() || !to.has_value()) { return 0; }
  const int missing = *to - *from - 1;
  const bool bonded = gemmi::are_connected3(first, second, gemmi::PolymerType::PeptideL);
  return missing > 0 && missing <= most && !bonded ? missing : 0;
}

// Takes the residues of the model for the full sequence that the file does not give. Returns which
// of it are in the model, as match_residues does.
std::string observe_sequence(TemplatePolymer& polymer) {
  std::string matches;
  for (size_t i = 0; i < polymer.residues.size(); ++i) {
    const int missing = i == 0 ? 0 : missing_between(polymer.residues[i - 1], polymer.residues[i]);
    polymer.full_sequence.insert(polymer.full_sequence.end(), static_cast<size_t>(missing), "UNK");
    matches.append(static_cast<size_t>(missing), ' ');
    polymer.full_sequence.push_back(polymer.residues[i].name);
    matches += '|';
  }
  return matches;
}

TemplateChain make_chain(TemplatePolymer polymer, const ComponentLibrary& components) {
  TemplateChain chain{.name = polymer.name,
                      .author_name = polymer.author_name,
                      .sequence = {},
                      .residues = {},
                      .problem = {},
                      .is_observed = polymer.full_sequence.empty()};
  const std::string matches =
      chain.is_observed ? observe_sequence(polymer) : match_residues(polymer);
  for (const std::string& name : polymer.full_sequence) {
    chain.sequence += gemmi::find_tabulated_residue(name).fasta_code();
  }
  if (matches.empty()) {
    chain.problem = "it has more than 255 kinds of residues";
    return chain;
  }

  size_t used = 0;  // residues of the model
  for (size_t i = 0; i < matches.size(); ++i) {
    const gemmi::Residue* found = matches[i] == '|' ? &polymer.residues[used++] : nullptr;
    if (i >= polymer.full_sequence.size() ||
        (found != nullptr && found->name != polymer.full_sequence[i])) {
      chain.problem = "its atoms do not fit its full sequence (near residue " +
                      std::to_string(i + 1) + " of the sequence)";
      return chain;
    }
    const std::string& name = polymer.full_sequence[i] == "MSE" ? "MET" : polymer.full_sequence[i];
    const StandardResidue* standard = find_standard_residue(name);
    try {
      chain.residues.push_back(standard != nullptr ? make_standard(*standard, found)
                                                   : make_modified(name, found, components));
    } catch (const InputError& missing) {
      chain.problem = "of its residue " + std::to_string(i + 1) +
                      " the component is not known: " + missing.what();
      return chain;
    }
  }
  return chain;
}

}  // namespace

bool keep_peptide(gemmi::Chain& chain) {
  gemmi::add_entity_types(chain, /*overwrite=*/false);
  chain.residues.erase(std::ranges::find_if(chain.residues,
                                            [](const gemmi::Residue& residue) {
                                              return residue.entity_type !=
                                                     gemmi::EntityType::Polymer;
                                            }),
                       chain.residues.end());
  return gemmi::check_polymer_type(chain.whole()) == gemmi::PolymerType::PeptideL;
}

void check_residues(size_t residues, const std::filesystem::path& path) {
  if (residues <= limits::template_residues) { return; }
  throw InputError({.file = path},
                   "the full sequences of its chains have more than the " +
                       limits::written(limits::template_residues) + " residues allowed",
                   "Give a file of the chains that are wanted");
}

std::shared_ptr<const TemplateStructure> parse_template(std::string text,
                                                        const std::filesystem::path& path,
                                                        TemplateInput::Format format,
                                                        const ComponentLibrary& components) {
  auto structure = std::make_shared<TemplateStructure>();
  structure->name = path.stem().string();
  structure->path = path;
  auto polymers = format == TemplateInput::Format::pdb ? read_pdb_polymers(text, path)
                                                       : read_mmcif_polymers(text, path);
  check_cells(polymers, path);
  for (TemplatePolymer& polymer : polymers) {
    structure->chains.push_back(make_chain(std::move(polymer), components));
  }
  return structure;
}

std::shared_ptr<const TemplateStructure> read_template(const std::filesystem::path& path,
                                                       TemplateInput::Format format,
                                                       const ComponentLibrary& components) {
  return parse_template(
      read_all(ByteSource::open(path, InputRole::structure), limits::template_bytes), path, format,
      components);
}

}  // namespace bb
