#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/input/components/molecule.h"

namespace bb {

/// The form in which a ligand is given.
enum class LigandFormat : uint8_t { smiles = 0, mol_block = 1 };

/// How much is asked of a ligand; each costs about ten times the one before.
enum class LigandDetail : uint8_t {
  identity = 0,     // `smiles`, atoms by name, bonds: which ligand it is, and how large
  description = 1,  // all but coordinates: its molecule has no conformer
  conformer = 2,
};

/// How an atom of every ligand is called where each has its own names: ":1" is the atom that the
/// ligand's SMILES marks so ([CH2:1]), "smarts:PATTERN" the one that the pattern marks, or its
/// first.
inline constexpr std::string_view smarts_prefix = "smarts:";
bool is_mark(std::string_view atom) noexcept;
bool is_selector(std::string_view atom) noexcept;  // either

/// What is asked of the chemistry toolkit about one ligand.
struct LigandRequest {
  std::string text;  // a SMILES, or one record of an SDF up to "M  END"
  LigandFormat format = LigandFormat::smiles;
  bool affinity = false;  // standardise first, and apply the affinity module's size limits, as the
                          /// reference does
  LigandDetail detail = LigandDetail::conformer;
  uint64_t seed = 0;  // the run's; the conformer's own seed is conformer_seed(Ligand::smiles, seed)
  std::vector<std::string> selectors{};  // atoms to find
  bool operator==(const LigandRequest&) const = default;
};

/// How the coordinates of a ligand came about.
enum class ConformerQuality : uint8_t {
  optimised = 0,    // ETKDGv3, then UFF until it converged
  unconverged = 1,  // UFF stopped at its limit of 1,000 iterations
  unoptimised = 2,  // UFF cannot describe this molecule: ETKDGv3's coordinates
};

/// What a selector means in a ligand.
struct ChosenAtom {
  int32_t atom = -1;               // of Ligand::atom_names; -1: there is a problem
  std::string problem{};           // why there is no such atom, or not one
  bool is_selector_wrong = false;  // whatever the ligand
  bool operator==(const ChosenAtom&) const = default;
};

/// A ligand ready for featurisation.
struct Ligand {
  /// What the molecule was built from: standardised where `affinity` asks for it, without marks.
  std::string smiles;
  int32_t heavy_atoms = 0;              // atoms other than hydrogen: those of `molecule`
  int32_t heavy_bonds = 0;              // bonds between them: those of `molecule`
  std::vector<std::string> atom_names;  // theirs
  std::vector<ChosenAtom> chosen;       // by LigandRequest::selectors
  Molecule molecule;  // with an empty `code`; one conformer; as far as `detail` asks for it
  /// g/mol. `molecule.molecular_weight` is what the reference gets with the RDKit it requires
  /// (2024.3.2 or newer), where only hydrogens of atoms in brackets count; this is the true one,
  /// and what the reference gets with RDKit 2022.09.
  double full_weight = 0;
  ConformerQuality quality = ConformerQuality::optimised;
  bool random_coordinates =
      false;            // ETKDGv3 failed from its own start and succeeded from random coordinates
  std::string warning;  // for the user; empty where there is nothing to say
  bool operator==(const Ligand&) const = default;
};

enum class LigandStatus : uint8_t {
  ok = 0,
  unreadable = 1,  // not a SMILES or mol block, or impossible chemistry
  unsupported =
      2,  // a molecule the reference refuses too: excluded elements, too large, atom names too long
  no_conformer = 3,   // no coordinates could be found
  timed_out = 4,      // took longer than a molecule may
  out_of_memory = 5,  // needed more memory than a molecule may have
  crashed = 6,        // the toolkit died on it
  lost = 7,           // our own machinery failed; the ligand may be innocent
};

/// What came of a request. `error` says what is wrong, why and how to mend it, in one line that
/// stands by itself; `log` is what the toolkit said meanwhile.
struct LigandResult {
  LigandStatus status = LigandStatus::lost;
  std::string error;
  std::string log;
  Ligand ligand;  // empty unless `ok`
  bool operator==(const LigandResult&) const = default;
};

/// A short name for a status: "timed out".
const char* name_of(LigandStatus status);

/// The seed of ETKDGv3 for a ligand in a run: 0 … 2³¹ − 2. Depends on nothing else, so that a
/// ligand has one conformer in a run, whatever its neighbours, its rank and its batch. `draw`: the
/// how-many-th attempt, from 0.
int32_t conformer_seed(const std::string& smiles, uint64_t run_seed, unsigned int draw = 0);

/// Under what a result may be cached: all that `Ligand` depends on. `smiles` is `Ligand::smiles`.
std::string ligand_key(const std::string& smiles, uint64_t run_seed,
                       const std::string& rdkit_version);

/// A ligand's text, fit for an error message: one line, at most 120 characters, nothing
/// unprintable, in single quotes.
std::string quoted_ligand(const std::string& text);

}  // namespace bb
