#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>

#include "worker/pipeline/bounded_queue.h"
#include "worker/pipeline/pipeline_job.h"
#include "worker/pipeline/thread_pool.h"

namespace bb {

/// What the pipeline's threads share. The device takes what is ready, an affinity batch first: it
/// is the rest of a batch that others wait for.
struct PipelineState {
  using Job = std::shared_ptr<PipelineJob>;

  PipelineState(const PipelineOptions& options, std::function<void()> begin_thread)
      : pool(options.feature_threads, std::move(begin_thread)),
        written(SIZE_MAX),
        ahead(options.batches_ahead) {}

  /// Results of one stage of a batch; `last`: there are no more of it.
  struct Write {
    Job job;
    Stage stage = Stage::structure;
    bool last = false;
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> structures_ready, affinities_ready;
  size_t fetched = 0;             // batches that the device has not begun
  size_t affinities_pending = 0;  // being cropped
  bool no_more = false;
  std::exception_ptr error;  // the first

  ThreadPool pool;
  BoundedQueue<Write> written;
  size_t ahead;

  std::mutex times_mutex;
  PipelineTimes times;

  /// Looks up now and then, because stop() may come from a signal's handler and wakes nobody.
  template <class Condition>
  void wait(std::unique_lock<std::mutex>& lock, const Condition& condition) {
    while (!changed.wait_for(lock, std::chrono::milliseconds(100), condition)) {}
  }
  /// change(), and all threads look what it means for them.
  template <class Change>
  void update(const Change& change) {
    const std::lock_guard lock(mutex);
    change();
    changed.notify_all();
  }
  void end() {
    update([&] { no_more = true; });
  }
  void fail(std::exception_ptr what) {
    update([&] {
      if (!error) { error = std::move(what); }
      no_more = true;
    });
  }
  void add_feature_seconds(double seconds) {
    const std::lock_guard lock(times_mutex);
    times.features += seconds;
  }
};

}  // namespace bb
