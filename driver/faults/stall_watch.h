#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "driver/faults/journal.h"
#include "driver/ranks/cursor_server.h"
#include "io/input/lists/row_table.h"
#include "scheduler/plan.h"

namespace bb {

/// A thread of every rank, while batches are computed. A rank that begins and ends nothing for too
/// long says which batches and rows it hangs on, marks them in the journal and tells rank 0; one
/// that is silent is found by rank 0 itself. Rank 0 then has the others finish and write what they
/// have, and ends the job: a thread that hangs cannot be ended otherwise.
class StallWatch {
 public:
  struct Parts {
    const MpiSession& mpi;
    const std::string& host;
    double seconds;  // the limit; 0: never, negative: by the batches
    CursorServer& server;
    /// Predicted seconds of the longest batch that this rank has claimed and not written, at the
    /// speed measured so far; 0: there is none.
    std::function<double()> longest_batch;
    const Journal& journal;
    const RowTable& table;
    const Plan& plan;
    /// On rank 0: writes the run's record and lets go of the store, given what happened. After it
    /// the job is ended.
    std::function<void(const std::string&)> give_up;
  };

  explicit StallWatch(const Parts& parts);
  ~StallWatch();  // where the run did not give up
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

 private:
  void watch();
  double limit() const;
  bool look_at_this_rank(double limit);
  void look_at_ranks(double limit);
  std::string describe(const std::vector<InFlightItem>& items) const;
  [[noreturn]] void end(const std::string& reason, double grace);

  Parts parts_;
  std::atomic<bool> over_ = false;
  bool stalled_ = false;
  double told_ = 0;
  std::thread thread_;
};

}  // namespace bb
