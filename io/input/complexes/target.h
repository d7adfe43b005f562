#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "io/input/complexes/complex_checks.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

/// A YAML or FASTA file, told by its ending. Throws InputError.
Complex read_complex(const std::filesystem::path& path, const InputOptions& options = {});

/// A YAML with everything but the ligand. Its constraints and properties may name the ligand to
/// come: by the one chain id that no item of its sequences has. Where they name none, the ligand's
/// chain is L, or the first of L1, L2, … that is free.
class Target {
 public:
  /// Both throw InputError, also where two such ids are named, and for all that no ligand can mend.
  static Target read(const std::filesystem::path& path, const InputOptions& options = {});
  explicit Target(Complex draft, const InputOptions& options = {});

  const std::string& ligand_chain() const noexcept { return ligand_chain_; }
  const Complex& draft() const noexcept { return draft_; }

  /// The target with all that its constraints say, of the ligand to come too.
  const Complex& whole() const noexcept { return whole_; }

  /// The target by itself: without what constraints and properties say of the ligand to come. Its
  /// entities have the numbers that they have in with_ligand's complexes.
  Complex without_ligand() const;

  /// Throws InputError where the properties ask for the affinity of a chain that is the target's
  /// own, which every ligand would be given.
  void check_binder() const;

  /// The complex with the ligand as its last item. `affinity`: whether the ligand is the binder
  /// whose affinity is asked for; nothing: as the target's properties say, which must not name
  /// another chain. Throws InputError, for constraints that do not fit the ligand too.
  Complex with_ligand(std::string name, LigandInput ligand, std::optional<bool> affinity) const;

 private:
  Complex draft_;
  Complex whole_;
  InputOptions options_;
  std::string ligand_chain_;
};

}  // namespace bb
