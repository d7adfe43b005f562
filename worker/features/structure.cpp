#include "worker/features/structure.h"

#include <stdexcept>

#include "io/files/input_error.h"
#include "io/input/complexes/residue_letters.h"
#include "worker/features/structure_constraints.h"

namespace bb {
namespace {

int32_t count_of(const auto& list) { return static_cast<int32_t>(list.size()); }

/// Residues of one entity, made once and repeated for every copy of its chain.
struct ResidueTemplate {
  std::shared_ptr<const Molecule> molecule;
  const StandardResidue* standard = nullptr;
  std::vector<int32_t> atoms;  // of the molecule
};

class Builder {
 public:
  Builder(const Complex& complex, const ComponentLibrary& components,
          const LigandMolecules& ligands)
      : complex_(complex), components_(components), ligands_(ligands) {}

  Structure build() {
    for (size_t entity = 0; entity < complex_.entities.size(); ++entity) {
      const std::vector<ResidueTemplate> residues = residues_of(entity);
      for (size_t copy = 0; copy < complex_.entities[entity].chain_ids.size(); ++copy) {
        add_chain(entity, copy, residues);
      }
    }
    if (complex_.affinity_binder) {
      if (const auto place = find_chain(complex_, *complex_.affinity_binder)) {
        structure_.affinity_chain = static_cast<int32_t>(place->asym);
      }
    }
    add_constraints(complex_, structure_);
    return std::move(structure_);
  }

 private:
  std::vector<ResidueTemplate> residues_of(size_t index) {
    const Entity& entity = complex_.entities[index];
    std::vector<ResidueTemplate> residues;
    if (entity.type != ChainType::ligand) {
      for (const std::string& name : residue_names(entity)) {
        residues.push_back(polymer(name, entity));
      }
    } else if (entity.ligand.kind == LigandInput::Kind::ccd) {
      for (const std::string& code : entity.ligand.ccd) {
        residues.push_back(whole(components_.get(code), code, entity));
      }
    } else {
      const auto found = ligands_.find(index);
      if (found == ligands_.end()) {
        throw std::logic_error("no molecule for the ligand of chain " + entity.chain_ids.front());
      }
      residues.push_back(whole(found->second, entity.chain_ids.front(), entity));
    }
    return residues;
  }

  static std::vector<std::string> residue_names(const Entity& entity) {
    std::vector<std::string> names;
    names.reserve(entity.sequence.size());
    for (const char letter : entity.sequence) {
      const auto token = static_cast<size_t>(sequence_token(entity.type, letter));
      names.emplace_back(
          standard_residues()[token - 2].name);  // tokens 0 and 1 are padding and gap
    }
    for (const Modification& change : entity.modifications) {
      names.at(static_cast<size_t>(change.position) - 1) = change.ccd == "MSE" ? "MET" : change.ccd;
    }
    return names;
  }

  const ResidueTemplate& polymer(const std::string& name, const Entity& entity) {
    const auto known = polymers_.find(name);
    if (known != polymers_.end()) { return known->second; }
    const std::shared_ptr<const Molecule> molecule = components_.get(name);
    ResidueTemplate made;
    if (const StandardResidue* standard = find_standard_residue(name)) {
      made = {molecule, standard, {}};
      for (const std::string_view atom : standard->atoms) {
        made.atoms.push_back(find_atom(*molecule, atom));
        if (made.atoms.back() >= 0) { continue; }
        throw InputError(place(entity),
                         "the component " + name + " has no atom " + std::string(atom),
                         "Use component data with the wwPDB's atom names");
      }
    } else {
      made = whole(std::make_shared<Molecule>(without_leaving(*molecule)), name, entity);
    }
    return polymers_.emplace(name, std::move(made)).first->second;
  }

  ResidueTemplate whole(std::shared_ptr<const Molecule> molecule, const std::string& name,
                        const Entity& entity) const {
    if (molecule->atoms.empty()) {
      throw InputError(place(entity), "the component " + name + " has no atoms to place");
    }
    ResidueTemplate made{std::move(molecule), nullptr, {}};
    for (int32_t i = 0; i < count_of(made.molecule->atoms); ++i) { made.atoms.push_back(i); }
    return made;
  }

  void add_chain(size_t entity_index, size_t copy, const std::vector<ResidueTemplate>& residues) {
    const Entity& entity = complex_.entities[entity_index];
    StructureChain chain{.name = entity.chain_ids[copy],
                         .type = entity.type,
                         .entity = static_cast<int32_t>(entity_index),
                         .copy = static_cast<int32_t>(copy),
                         .first_residue = count_of(structure_.residues),
                         .residues = count_of(residues),
                         .first_atom = count_of(structure_.atoms),
                         .cyclic_period = entity.cyclic ? count_of(residues) : 0};
    for (const ResidueTemplate& residue : residues) {
      add_residue(residue, count_of(structure_.residues) - chain.first_residue);
    }
    chain.atoms = count_of(structure_.atoms) - chain.first_atom;
    structure_.chains.push_back(std::move(chain));
  }

  void add_residue(const ResidueTemplate& made, int32_t in_chain) {
    const int32_t chain = count_of(structure_.chains);
    const int32_t number = count_of(structure_.residues);
    const int32_t first = count_of(structure_.atoms);
    for (const int32_t atom : made.atoms) { structure_.atoms.push_back({number, atom}); }
    structure_.residues.push_back(
        {.molecule = made.molecule,
         .standard = made.standard,
         .type = made.standard ? made.standard->token : unknown_protein_token,
         .chain = chain,
         .in_chain = in_chain,
         .first_atom = first,
         .atoms = count_of(made.atoms),
         .center = first + (made.standard ? made.standard->center : 0),
         .disto = first + (made.standard ? made.standard->disto : 0)});
    if (made.standard) {
      return;  // the reference knows no bonds of standard residues
    }
    for (const Molecule::Bond& bond : made.molecule->bonds) {
      structure_.bonds.push_back({.chain_1 = chain,
                                  .chain_2 = chain,
                                  .residue_1 = number,
                                  .residue_2 = number,
                                  .atom_1 = first + bond.first,
                                  .atom_2 = first + bond.second,
                                  .type = bond.type});
    }
  }

  InputPlace place(const Entity& entity) const {
    return {.file = complex_.source, .line = entity.line};
  }

  const Complex& complex_;
  const ComponentLibrary& components_;
  const LigandMolecules& ligands_;
  std::map<std::string, ResidueTemplate> polymers_;
  Structure structure_;
};

}  // namespace

Structure build_structure(const Complex& complex, const ComponentLibrary& components,
                          const LigandMolecules& ligands) {
  return Builder(complex, components, ligands).build();
}

}  // namespace bb
