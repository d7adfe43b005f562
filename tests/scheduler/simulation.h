#pragma once

#include <cstdint>

#include "scheduler/cursor.h"
#include "scheduler/plan.h"

namespace bb::testing {

/// Ranks as they are: none as fast as the next, some much slower, no batch as long as predicted.
struct SimulationOptions {
  uint32_t ranks = 1000;
  uint64_t seed = 1;
  double speed_sigma = 0.05;  ///< log-normal, of ranks
  double slow_share = 0.01;   ///< ranks that run at slow_speed
  double slow_speed = 0.5;
  double noise_sigma = 0.15;        ///< log-normal, of batches against their prediction
  double broken_share = 0;          ///< ranks whose device breaks at a random time of the ideal run
  bool claim_ahead = true;          ///< the next batch's features are made while one is computed
  double features_seconds = 0.02;   ///< a complex, where nothing overlaps them
  double cursor_seconds = 7e-6;     ///< the server's, per message, one after another
  double latency_seconds = 500e-6;  ///< of an answer beyond that
};

struct SimulationResult {
  double makespan_seconds = 0;
  double ideal_seconds = 0;  ///< all ranks always busy, or the longest batch on the fastest
  double cursor_busy = 0;    ///< share of the makespan
  double messages_per_second = 0;
  double waiting_seconds = 0;  ///< longest that a message waited for the server
  double mean_batch_seconds = 0;
  uint64_t items = 0;
  uint64_t computed = 0;  ///< items with a result; broken ranks' unfinished ones not counted
  uint64_t broken_ranks = 0;

  double efficiency() const { return ideal_seconds / makespan_seconds; }
};

/// Discrete events: messages to the cursor, its answers, ends of batches. Throws std::logic_error
/// where an item is computed twice or never.
SimulationResult simulate(const Plan& plan, const SimulationOptions& options);

}  // namespace bb::testing
