#include "io/input/chemistry/normaliser.h"

#include <array>
#include <sstream>
#include <string>

#include <GraphMol/MolOps.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/Substruct/SubstructMatch.h>

namespace bb {
namespace {

struct Rule {
  const char* name;
  const char* smirks;
};

// The order is part of the rules: after a change they are tried from the first one again.
constexpr std::array rules = {
    Rule{"nitro", "[N;X3:1](=[O:2])=[O:3]>>[*+1:1]([*-1:2])=[*:3]"},
    Rule{"diazonium", "[*:1]-[N;X2:2]#[N;X1:3]>>[*:1]-[*+1:2]#[*:3]"},
    Rule{"quaternary nitrogen", "[N;X4;v4;+0:1]>>[*+1:1]"},
    Rule{"trivalent oxygen", "[*:1]=[O;X2;v3;+0:2]-[#6:3]>>[*:1]=[*+1:2]-[*:3]"},
    Rule{"sulfoxide", "[!O:1][S+0;D3:2](=[O:3])[!O:4]>>[*:1][S+1:2]([O-:3])[*:4]"},
    Rule{"protonated sulfoxide", "[!O:1][SH1+1;D3:2](=[O:3])[!O:4]>>[*:1][S+1:2]([O-:3])[*:4]"},
    Rule{"trivalent sulfur", "[O:1]=[S;D2;+0:2]-[#6:3]>>[*:1]=[*+1:2]-[*:3]"},
    Rule{"imidic acid, NH", "[C:1]([OH1;D1:2])=;!@[NH1:3]>>[C:1](=[OH0:2])-[NH2:3]"},
    Rule{"imidic acid, N", "[C:1]([OH1;D1:2])=;!@[NH0:3]>>[C:1](=[OH0:2])-[NH1:3]"},
    Rule{"lone halogen", "[F,Cl,Br,I;X0;+0:1]>>[*-1:1]"},
    Rule{"odd pyridine oxide", "[C,N;-;D2,D3:1]-[N+2;D3:2]-[O-;D1:3]>>[*-0:1]=[*+1:2]-[*-:3]"},
    Rule{"odd azide", "[*:1][N-:2][N+:3]#[N:4]>>[*:1][N+0:2]=[N+:3]=[N-:4]"},
};

constexpr unsigned int most_restarts = 200;

std::istringstream rule_file() {
  std::string text;
  for (const Rule& rule : rules) { text += std::string(rule.name) + "\t" + rule.smirks + "\n"; }
  return std::istringstream(text);
}

RDKit::MolStandardize::Normalizer engine() {
  auto file = rule_file();
  return {file, most_restarts};
}

}  // namespace

Normaliser::Normaliser()
    : rules_(engine()), alkali_bond_(RDKit::SmartsToMol("[Li,Na,K;+0]-[#7,#8;+0]")) {}

std::unique_ptr<RDKit::RWMol> Normaliser::normalise(RDKit::RWMol& molecule) {
  RDKit::MolOps::fastFindRings(molecule);
  for (const auto& match : RDKit::SubstructMatch(molecule, *alkali_bond_)) {
    const auto metal = static_cast<unsigned int>(match[0].second);
    const auto anion = static_cast<unsigned int>(match[1].second);
    molecule.removeBond(metal, anion);
    molecule.getAtomWithIdx(metal)->setFormalCharge(1);
    molecule.getAtomWithIdx(anion)->setFormalCharge(-1);
  }
  const std::unique_ptr<RDKit::ROMol> out(rules_.normalize(molecule));
  return std::make_unique<RDKit::RWMol>(*out);
}

}  // namespace bb
