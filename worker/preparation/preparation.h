#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/files/known_files.h"
#include "io/input/chemistry/chemistry_pool.h"
#include "io/input/complexes/complex_checks.h"
#include "io/input/components/component_library.h"
#include "io/input/lists/manifest.h"
#include "io/results/result.h"
#include "worker/features/featuriser.h"
#include "worker/preparation/complex_identity.h"
#include "worker/preparation/selected_atoms.h"

namespace bb {

class Target;
class TargetCache;
struct KeptTarget;

struct PreparationOptions {
  InputOptions input{};          // missing_msa
  uint64_t seed = 0;             // the run's: of conformers
  TargetOptions target{};        // MSAs, corrections
  size_t most_targets = 64;      // kept at a time
  std::filesystem::path list{};  // where the rows come from, for messages
  /// Whether a row that does not say so itself gets an affinity; nothing: as its YAML says.
  std::optional<bool> affinity{};
  bool conformers = true;  // false: ligands given as SMILES lie in one point. For measurements only
};

/// A complex that lacks nothing but the model. Several threads may use it at a time.
struct PreparedComplex {
  std::string name;         // the row's id
  uint64_t random_key = 0;  // complex_key() of describe_complex(): equal complexes have one key
  Complex complex;          // as its user wrote it, the row's ligand its last entity
  Featuriser featuriser;
  /// Of the affinity ligand, else of the row's; empty and 0 where there is none.
  std::string smiles;           // as the model sees it: standardised with affinity
  double molecular_weight = 0;  // g/mol, the true one (the feature affinity_mw is the reference's)
  /// Whether its last chain is the row's ligand and all before it the target's. Not so where the
  /// target has that ligand too, as another of its chains: the reference numbers them together.
  bool row_ligand_is_last = false;
  std::vector<RowWarning> warnings;
};

/// What the planner needs of a complex.
struct ComplexMeasure {
  size_t tokens = 0;
  size_t atoms = 0;
  size_t msa_rows = 0;
  size_t paired_rows = 0;  // of msa_rows, paired over chains
  /// Of the structure, exactly: bonds within residues that are not standard, and those asked for.
  struct Parts {
    size_t chains = 0, residues = 0, atoms = 0, bonds = 0;
    bool operator==(const Parts&) const = default;
  };
  Parts target;  // all but the row's ligand
  Parts ligand;  // the row's, where row_ligand_is_last; else nothing
  size_t chains = 0;
  bool row_ligand_is_last = false;  // as in PreparedComplex
  bool affinity = false;            // whether the affinity stage is wanted
  std::string inputs;               // describe_inputs(): rows with equal ones are one complex
  std::string smiles;  // of the row's ligand as the model sees it; empty for a CCD ligand
  std::vector<RowWarning> warnings;
};

/// A ligand that cannot be used, and why: LigandStatus::lost is worth another try.
class LigandError : public InputError {
 public:
  LigandError(InputPlace place, LigandStatus status, std::string_view problem)
      : InputError(std::move(place), problem), status_(status) {}
  LigandStatus status() const noexcept { return status_; }

 private:
  LigandStatus status_;
};

/// A target that cannot be used, whatever its ligand.
class TargetError : public InputError {
 public:
  TargetError(const InputError& error, std::filesystem::path target)
      : InputError(error.place(), error.problem(), error.mend()), target_(std::move(target)) {}
  const std::filesystem::path& target() const noexcept { return target_; }

 private:
  std::filesystem::path target_;
};

/// From rows of a list to complexes ready for the model. What does not depend on the ligand is done
/// once for a target: its files are read, its MSAs encoded, its templates aligned. All
/// functions may be called from several threads; a target that one of them prepares, the others
/// wait for.
class Preparation {
 public:
  /// `chemistry` outlives this.
  Preparation(std::shared_ptr<const ComponentLibrary> components, ChemistryPool& chemistry,
              PreparationOptions options = {});
  ~Preparation();
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  /// Of one file: ManifestRow{.id = …, .input = …}. Throws the row's own error, or InputError for
  /// what is wrong with it or its files; TargetError for what is wrong with its target (each time
  /// the same, though it is read once).
  std::shared_ptr<const PreparedComplex> prepare(const ManifestRow& row) const;

  /// The same without a conformer, some hundred times faster. A row that this accepts can fail in
  /// prepare() yet: its ligand may have no conformer.
  ComplexMeasure measure(const ManifestRow& row) const;

  /// Reads a target, and finds all that it names which is not of a ligand to come. Throws
  /// TargetError.
  void check_target(const std::filesystem::path& path) const;

  /// Reads what measure() does, without any chemistry: for an InputRecording. Throws as that does.
  void read(const ManifestRow& row) const;

  /// What files and components rows were made from, by their numbers in an InputRecording. A row
  /// that reads one again, and finds other contents, gets an InputError: no number is of two
  /// inputs.
  KnownFiles& files() const { return files_; }

  /// These are the contents that files() are to have: what was read of others is forgotten.
  void expect(std::span<const InputFile> files) const;

 private:
  struct Request;  // a row with its complex and target

  std::shared_ptr<const KeptTarget> kept_target(const std::filesystem::path& path) const;
  void resolve(const KeptTarget& target) const;
  void check_selectors(const Target& target) const;
  Request request(const ManifestRow& row) const;
  std::shared_ptr<const PreparedComplex> prepare_row(const ManifestRow& row) const;
  ComplexMeasure measure_row(const ManifestRow& row, bool with_chemistry) const;
  InputPlace place_of(const Request& request, const Entity& entity) const;
  Ligand ligand(const Request& request, const Entity& entity, LigandDetail detail,
                const SelectedAtoms& selected) const;
  std::shared_ptr<const Molecule> component(const Request& request, const Entity& entity,
                                            std::vector<RowWarning>& warnings) const;

  std::shared_ptr<const ComponentLibrary> components_;
  ChemistryPool& chemistry_;
  PreparationOptions options_;
  mutable KnownFiles files_;
  std::unique_ptr<TargetCache> targets_;
};

}  // namespace bb
