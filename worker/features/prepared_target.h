#pragma once

#include "io/input/templates/template.h"
#include "worker/features/msa_features.h"

namespace bb {

struct TargetOptions {
  MsaOptions msa{};
  Corrections corrections{};
};

/// What of a target does not depend on its ligand: alignments, templates, components. Made once,
/// used for each of its ligands, from several threads if need be.
class PreparedTarget {
 public:
  /// `target`: a complex, whole or without the ligand to come (Target::without_ligand). Throws
  /// InputError.
  PreparedTarget(const Complex& target, std::shared_ptr<const ComponentLibrary> components,
                 const TargetOptions& options = {});

  const ComponentLibrary& components() const { return *components_; }
  std::span<const Template> templates() const { return templates_; }

  /// Of an entity of the target or of a complex made from it by Target::with_ligand; nullptr: the
  /// sequence alone.
  std::shared_ptr<const Msa> msa(size_t entity) const {
    return entity < msas_.size() ? msas_[entity] : nullptr;
  }

  /// Of the complex's MSA, which no ligand changes.
  size_t msa_rows() const { return msa_rows_; }
  /// Of these, rows in which chains are paired by their taxonomy, two or more of them.
  size_t paired_rows() const { return paired_rows_; }

  /// What the user should know of alignments: one was cut, or is not used.
  const std::vector<std::string>& msa_warnings() const { return msa_warnings_; }
  /// And of templates: one has nothing to do with its chain.
  const std::vector<std::string>& template_warnings() const { return template_warnings_; }

 private:
  std::shared_ptr<const ComponentLibrary> components_;
  std::vector<std::shared_ptr<const Msa>> msas_;  // by entity
  std::vector<Template> templates_;
  size_t msa_rows_ = 1;
  size_t paired_rows_ = 0;
  std::vector<std::string> msa_warnings_, template_warnings_;
};

}  // namespace bb
