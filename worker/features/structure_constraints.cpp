#include "worker/features/structure_constraints.h"

#include "io/files/input_error.h"

namespace bb {
namespace {

// Atoms of a SMILES are called by element and canonical rank, which differ from ligand to ligand.
constexpr std::string_view name_by_mark =
    ". To name an atom of every ligand, mark it in the SMILES, as in [CH2:1]=CC(=O)N, and name it "
    "':1'; or name it by a pattern, as in 'smarts:[CH2:1]=CC=O'";

class Resolver {
 public:
  Resolver(const Complex& complex, const Structure& structure)
      : complex_(complex), structure_(structure) {}

  int32_t chain(const std::string& name, size_t line) const {
    const auto found = find_chain(complex_, name);
    if (!found) { throw InputError(place(line), "there is no chain " + quote(name)); }
    return static_cast<int32_t>(found->asym);
  }

  /// `residue` is 0-based. Of several atoms of one name the reference takes the last.
  int32_t atom(int32_t chain, int32_t residue, const std::string& name, size_t line) const {
    const StructureChain& in = structure_.chains[static_cast<size_t>(chain)];
    if (residue < 0 || residue >= in.residues) {
      throw InputError(place(line),
                       "chain " + in.name + " has no residue " + std::to_string(residue + 1),
                       "It has " + std::to_string(in.residues));
    }
    const auto& where = structure_.residues[static_cast<size_t>(in.first_residue + residue)];
    for (int32_t i = where.first_atom + where.atoms - 1; i >= where.first_atom; --i) {
      if (structure_.chemistry(structure_.atoms[static_cast<size_t>(i)]).name == name) { return i; }
    }
    std::string names;
    for (int32_t i = where.first_atom; i < where.first_atom + where.atoms; ++i) {
      names += (names.empty() ? "" : ", ") +
               structure_.chemistry(structure_.atoms[static_cast<size_t>(i)]).name;
    }
    const bool ranked =
        complex_.entities[static_cast<size_t>(in.entity)].type == ChainType::ligand &&
        complex_.entities[static_cast<size_t>(in.entity)].ligand.kind != LigandInput::Kind::ccd;
    throw InputError(place(line),
                     "residue " + std::to_string(residue + 1) + " of chain " + in.name +
                         " has no atom " + quote(name),
                     "Its atoms are " + names + (ranked ? std::string(name_by_mark) : ""));
  }

  TokenKey token(const TokenReference& reference, size_t line) const {
    const int32_t in = chain(reference.chain, line);
    if (structure_.chains[static_cast<size_t>(in)].type != ChainType::ligand) {
      return {in, reference.residue - 1};
    }
    return {in, atom(in, 0, reference.atom, line)};
  }

  StructureBond bond(const BondConstraint& wanted) const {
    StructureBond bond;
    bond.chain_1 = chain(wanted.first.chain, wanted.line);
    bond.chain_2 = chain(wanted.second.chain, wanted.line);
    bond.atom_1 = atom(bond.chain_1, wanted.first.residue - 1, wanted.first.atom, wanted.line);
    bond.atom_2 = atom(bond.chain_2, wanted.second.residue - 1, wanted.second.atom, wanted.line);
    bond.residue_1 = structure_.atoms[static_cast<size_t>(bond.atom_1)].residue;
    bond.residue_2 = structure_.atoms[static_cast<size_t>(bond.atom_2)].residue;
    return bond;
  }

 private:
  InputPlace place(size_t line) const { return {.file = complex_.source, .line = line}; }

  const Complex& complex_;
  const Structure& structure_;
};

}  // namespace

void check_references(const Complex& whole, const Complex& complex, const Structure& structure) {
  const Resolver resolve(complex, structure);
  const auto atom = [&](const AtomReference& reference, size_t line) {
    if (!find_chain(complex, reference.chain)) { return; }
    resolve.atom(resolve.chain(reference.chain, line), reference.residue - 1, reference.atom, line);
  };
  const auto token = [&](const TokenReference& reference, size_t line) {
    if (find_chain(complex, reference.chain)) { resolve.token(reference, line); }
  };
  for (const BondConstraint& bond : whole.bonds) {
    atom(bond.first, bond.line);
    atom(bond.second, bond.line);
  }
  for (const PocketConstraint& pocket : whole.pockets) {
    for (const TokenReference& contact : pocket.contacts) { token(contact, pocket.line); }
  }
  for (const ContactConstraint& contact : whole.contacts) {
    token(contact.first, contact.line);
    token(contact.second, contact.line);
  }
}

void add_constraints(const Complex& complex, Structure& structure) {
  const Resolver resolve(complex, structure);
  for (const BondConstraint& bond : complex.bonds) {
    structure.bonds.push_back(resolve.bond(bond));
  }
  for (const PocketConstraint& wanted : complex.pockets) {
    Pocket pocket{.binder = resolve.chain(wanted.binder, wanted.line),
                  .contacts = {},
                  .max_distance = wanted.max_distance,
                  .force = wanted.force};
    for (const TokenReference& contact : wanted.contacts) {
      pocket.contacts.push_back(resolve.token(contact, wanted.line));
    }
    structure.pockets.push_back(std::move(pocket));
  }
  for (const ContactConstraint& wanted : complex.contacts) {
    structure.contacts.push_back({.first = resolve.token(wanted.first, wanted.line),
                                  .second = resolve.token(wanted.second, wanted.line),
                                  .max_distance = wanted.max_distance,
                                  .force = wanted.force});
  }
}

}  // namespace bb
