#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/input/chemistry/chemistry_pool.h"
#include "io/input/complex_checks.h"
#include "io/input/component_library.h"
#include "io/input/known_files.h"
#include "io/input/manifest.h"
#include "worker/features/featuriser.h"
#include "worker/selected_atoms.h"

namespace bb {

class Target;
class TargetCache;
struct KeptTarget;

struct PreparationOptions {
  InputOptions input{};    // missing_msa
  std::uint64_t seed = 0;  // the run's: of conformers
  TargetOptions target{};  // MSAs, corrections
  std::size_t most_targets = 64;  // kept at a time
  std::filesystem::path list{};   // where the rows come from, for messages
  bool conformers = true;  // false: ligands given as SMILES lie in one point. For measurements only
};

/// A complex that lacks nothing but the model. Several threads may use it at a time.
struct PreparedComplex {
  std::string name;  // the row's id
  Complex complex;   // as its user wrote it, the row's ligand its last entity
  Featuriser featuriser;
  // Of the affinity ligand, else of the row's; empty and 0 where there is none.
  std::string smiles;           // as the model sees it: standardised with affinity
  double molecular_weight = 0;  // g/mol, the true one (the feature affinity_mw is the reference's)
  std::vector<std::string> warnings;
};

/// What the planner needs of a complex.
struct ComplexMeasure {
  std::size_t tokens = 0;
  std::size_t atoms = 0;
  std::size_t msa_rows = 0;
  std::size_t paired_rows = 0;  // of these
  std::size_t chains = 0;
  std::size_t residues = 0;
  std::size_t bonds = 0;         // no fewer than the structure has
  std::size_t ligand_atoms = 0;  // of these, of the row's ligand
  std::size_t ligand_residues = 0;
  bool affinity = false;   // whether the affinity stage is wanted
  std::string ligand_key;  // rows of one target, affinity and ligand_key are one complex: the row's
                           // ligand as the model sees it (a SMILES, with affinity the standardised
                           // one, and the atoms that it marks; or CCD codes); empty for a whole
                           // complex
  std::string smiles;      // that of ligand_key, empty for a CCD ligand
  std::vector<std::string> warnings;
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

  /// Reads a target, and finds all that it names which is not of a ligand to come. Throws TargetError.
  void check_target(const std::filesystem::path& path) const;

  /// Reads what measure() does, without any chemistry: for an InputRecording. Throws as that does.
  void read(const ManifestRow& row) const;

  /// What files and components rows were made from, by their numbers in an InputRecording. A row
  /// that reads one again, and finds other contents, gets an InputError: no number is of two inputs.
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
                                            std::vector<std::string>& warnings) const;

  std::shared_ptr<const ComponentLibrary> components_;
  ChemistryPool& chemistry_;
  PreparationOptions options_;
  mutable KnownFiles files_;
  std::unique_ptr<TargetCache> targets_;
};

}  // namespace bb
