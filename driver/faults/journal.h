#pragma once

#include <memory>
#include <span>

#include "driver/faults/journal_file.h"
#include "driver/faults/quarantine.h"
#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"
#include "driver/report/console.h"

namespace bb {

/// "results.h5.journal".
std::filesystem::path journal_path(const Options& options);

/// The run's memory of what brought its processes down: read and made anew at its start, written
/// only when something goes wrong, gone when the run has ended well.
///
/// Ranks write pages of a common file rather than a shared map, which cluster file systems do not
/// keep coherent, and only in the moment of their death: the map of what is in flight is the
/// process's own memory.
class Journal {
 public:
  /// Collective. Where the file cannot be written, as on a full disk, the run goes on without;
  /// `say` is told. Throws UsageError where a row that the store has a place for cannot be read.
  Journal(const MpiSession& mpi, const Options& options, const Say& say);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const Quarantine& quarantine() const { return quarantine_; }

  /// Rank 0, for a rank that cannot say it itself.
  void mark_stalled(int rank, uint64_t batch, int seconds) const;

  /// The run came to its end; `well`: there is nothing that the next one should know.
  void finish(bool well);

 private:
  Quarantine recall(const Options& options, const Say& say) const;
  void remove_if_empty() const noexcept;

  const MpiSession& mpi_;
  std::filesystem::path path_;
  Quarantine quarantine_;
  std::unique_ptr<JournalFile> file_;
};

}  // namespace bb
