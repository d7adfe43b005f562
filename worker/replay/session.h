#pragma once

#include <iosfwd>

#include "worker/model/boltz2.h"
#include "worker/replay/options.h"
#include "worker/replay/times_file.h"

namespace bb::replay {

/// Runs jobs one after another and keeps the model between them while they use the same one.
class Session {
 public:
  /// The table of times goes to `out`, remarks to `log`.
  Session(std::ostream& out, std::ostream& log) : out_(out), log_(log) {}

  /// Throws what reading, computing or writing throws; later jobs are not harmed.
  void run(const Options& options);

 private:
  std::optional<LoadCost> load(const Options& options, at::Device device);
  void compute(const Options& options, at::Device device);

  std::ostream& out_;
  std::ostream& log_;
  std::string loaded_;  // what `model_` was made of
  std::optional<Boltz2> model_;
};

/// One job for each line of `lines`, options as on the command line (separated by blanks; nothing
/// is quoted); empty lines and those that start with # are passed over. After each job writes
/// "done<TAB>line" or "failed<TAB>line<TAB>why" to `out`. Returns how many failed.
int64_t run_jobs(std::istream& lines, std::ostream& out, Session& session);

}  // namespace bb::replay
