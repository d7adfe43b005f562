#pragma once

#include "driver/options/options.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// Chemistry, components and preparation for a sub-command that reads inputs without a run.
class InputReading {
 public:
  /// Of options.manifest. Throws UsageError, InputError, std::runtime_error.
  explicit InputReading(const Options& options);

  const Preparation& preparation() const { return *preparation_; }
  int threads() const { return threads_; }

 private:
  int threads_;
  std::unique_ptr<ChemistryPool> chemistry_;
  std::unique_ptr<Preparation> preparation_;
};

}  // namespace bb
