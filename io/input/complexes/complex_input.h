#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bb {

// One complex as its user wrote it: checked as far as that needs no chemistry and no other file,
// nothing computed. Positions are 1-based, as written. `line` is a line of `Complex::source`,
// 1-based, 0 where there is none.

/// The numbers are the reference's mol_type.
enum class ChainType : uint8_t { protein = 0, dna = 1, rna = 2, ligand = 3 };
std::string_view name_of(ChainType type) noexcept;

struct MsaSource {
  enum class Kind : uint8_t {
    none,
    empty,
    file
  };  // nothing said; `empty`: the sequence alone; a file
  Kind kind = Kind::none;
  std::filesystem::path path{};  // resolved against the file that names it
  bool operator==(const MsaSource&) const = default;
};

struct Modification {
  int32_t position = 0;
  std::string ccd{};
  bool operator==(const Modification&) const = default;
};

struct LigandInput {
  enum class Kind : uint8_t { smiles, ccd, mol_block };
  Kind kind = Kind::smiles;
  std::string text{};              // smiles, or a mol block of an SDF
  std::vector<std::string> ccd{};  // one residue each
  bool ccd_is_list =
      false;  // written as a list: to the reference `ATP` and `[ATP]` are two entities
  bool operator==(const LigandInput&) const = default;
};

/// Chains of one type and sequence (or ligand). The chains of a complex in the order of the
/// reference's asym_id are the chain_ids of entity 0, then those of entity 1, …; the entity's index
/// is its entity_id, a chain's place in chain_ids its sym_id.
struct Entity {
  ChainType type = ChainType::protein;
  std::vector<std::string> chain_ids{};  // 1 to 5 characters each, unique in the complex
  std::string sequence{};                // polymers: letters A-Z, unknown ones included, as written
  MsaSource msa{};                       // proteins
  std::vector<Modification> modifications{};  // polymers; within the sequence, no position twice
  bool cyclic = false;                        // polymers
  LigandInput ligand{};                       // ligands
  size_t line = 0;
};

/// Residue 1 of a ligand is its first component.
struct AtomReference {
  std::string chain{};
  int32_t residue = 0;
  std::string atom{};
  bool operator==(const AtomReference&) const = default;
};

/// A residue of a polymer, or an atom of a ligand.
struct TokenReference {
  std::string chain{};
  int32_t residue = 0;  // polymers; 0 for a ligand
  std::string atom{};   // ligands; empty for a polymer
  bool operator==(const TokenReference&) const = default;
};

struct BondConstraint {
  AtomReference first{};
  AtomReference second{};
  size_t line = 0;
};

struct PocketConstraint {
  std::string binder{};  // a chain
  std::vector<TokenReference> contacts{};
  double max_distance = 6.0;  // Å
  bool force = false;
  size_t line = 0;
};

struct ContactConstraint {
  TokenReference first{};
  TokenReference second{};
  double max_distance = 6.0;  // Å
  bool force = false;
  size_t line = 0;
};

struct TemplateInput {
  enum class Format : uint8_t { mmcif, pdb };
  Format format = Format::mmcif;
  std::filesystem::path path{};          // resolved against the file that names it
  std::vector<std::string> chain_ids{};  // protein chains of the complex; empty: all of them
  /// The template's chains; empty: all. Given both, they match one to one.
  std::vector<std::string> template_ids{};
  bool force = false;
  std::optional<double> threshold{};  // Å; there if `force`
  size_t line = 0;
};

struct Complex {
  std::string name{};              // the file's name without its ending, or the manifest's id
  std::filesystem::path source{};  // the file it comes from
  std::vector<Entity> entities{};
  std::vector<BondConstraint> bonds{};
  std::vector<PocketConstraint> pockets{};
  std::vector<ContactConstraint> contacts{};
  std::vector<TemplateInput> templates{};
  std::optional<std::string> affinity_binder{};  // a ligand of one chain and one residue
  std::vector<std::string> warnings{};  // what is allowed and surely not meant, or is ignored
};

struct ChainPlace {
  size_t entity = 0;  // index into Complex::entities
  size_t copy = 0;    // index into its chain_ids
  size_t asym = 0;    // the chain's number
};

/// Where the chain of that id is; nothing if there is none.
std::optional<ChainPlace> find_chain(const Complex& complex, std::string_view id) noexcept;

size_t chain_count(const Complex& complex) noexcept;

/// Residues of a polymer; components of a ligand (1 for SMILES and mol blocks).
size_t residue_count(const Entity& entity) noexcept;

}  // namespace bb
