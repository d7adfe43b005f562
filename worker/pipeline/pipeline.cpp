#include "worker/pipeline/pipeline.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include <ATen/Parallel.h>

#include "io/files/input_error.h"
#include "worker/pipeline/bounded_queue.h"
#include "worker/pipeline/thread_pool.h"

namespace bb {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Failure failure_of(const std::exception& error) {
  const bool input = dynamic_cast<const InputError*>(&error) != nullptr ||
                     dynamic_cast<const FeaturesError*>(&error) != nullptr;
  return {.code = input ? ErrorCode::input : ErrorCode::internal, .message = error.what()};
}

/// Threads that make features leave LibTorch's own to the device's thread.
void use_one_thread() { at::set_num_threads(1); }

/// compute(members, 0), or one by one, each with its place.
template <class Outcome, class Compute>
std::vector<Outcome> in_pieces(std::span<const BatchMember> members, bool one_by_one,
                               const Compute& compute) {
  if (!one_by_one) { return compute(members, size_t{0}); }
  std::vector<Outcome> out;
  for (size_t i = 0; i < members.size(); ++i) {
    out.push_back(std::move(compute(members.subspan(i, 1), i).front()));
  }
  return out;
}

}  // namespace

/// A batch on its way through the stages. Members that failed have no features.
struct Pipeline::Job {
  struct Member {
    std::shared_ptr<const PipelineComplex> complex;
    std::optional<Features> features;
    std::optional<Failure> failure;  // of the structure, hence of all
    StructureOutcome structure;
    std::vector<float> best;  // coordinates of the best sample, for the affinity stage
    std::optional<Failure> affinity_failure;
    AffinityOutcome affinity;
  };

  WorkBatch batch;
  std::vector<Member> members;
  std::atomic<size_t> to_prepare = 0;
  double seconds = 0;                                  // on the device
  double structure_seconds = 0, affinity_seconds = 0;  // each member's share

  /// What the device takes next, and the places of those members, which keep no features.
  struct Taken {
    std::vector<BatchMember> batch;
    std::vector<size_t> places;
  };
  Taken take_features() {
    Taken taken;
    for (size_t i = 0; i < members.size(); ++i) {
      Member& member = members[i];
      if (!member.features) { continue; }
      taken.batch.push_back(
          {.random_key = member.complex->random_key(), .features = std::move(*member.features)});
      member.features.reset();
      taken.places.push_back(i);
    }
    return taken;
  }
};

/// A step, for as long as this lives.
class Pipeline::Observed {
 public:
  Observed(const Pipeline& pipeline, Step step, const WorkBatch& batch, const WorkMember* member)
      : observer_(pipeline.options_.observer) {
    if (observer_ != nullptr) { observer_->began(step, batch, member); }
  }
  ~Observed() {
    if (observer_ != nullptr) { observer_->ended(); }
  }
  Observed(const Observed&) = delete;
  Observed& operator=(const Observed&) = delete;

 private:
  StepObserver* const observer_;
};

/// What the threads share. The device takes what is ready, an affinity batch first: it is the rest
/// of a batch that others wait for.
struct Pipeline::State {
  explicit State(const PipelineOptions& options)
      : pool(options.feature_threads, use_one_thread),
        written(SIZE_MAX),
        ahead(options.batches_ahead) {}

  struct Write {
    std::shared_ptr<Job> job;
    enum class What : uint8_t { structures, affinities } what = What::structures;
    bool last = false;
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::shared_ptr<Job>> structures_ready, affinities_ready;
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

  void fail(std::exception_ptr what) {
    const std::lock_guard lock(mutex);
    if (!error) { error = std::move(what); }
    no_more = true;
    changed.notify_all();
  }
  void add_feature_seconds(double seconds) {
    const std::lock_guard lock(times_mutex);
    times.features += seconds;
  }
};

Pipeline::Pipeline(BatchSource& batches, ComplexSource& complexes, Predictor& predictor,
                   ResultSink& sink, PipelineOptions options)
    : batches_(batches),
      complexes_(complexes),
      predictor_(predictor),
      sink_(sink),
      options_(options) {}

Pipeline::~Pipeline() = default;

double Pipeline::seconds_in_batch() const noexcept {
  const int64_t started = batch_started_;
  if (started == 0) { return 0; }
  return static_cast<double>(Clock::now().time_since_epoch().count() - started) *
         Clock::period::num / Clock::period::den;
}

std::optional<uint64_t> Pipeline::batch_on_device() const noexcept {
  const int64_t index = device_batch_;
  return index < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(index));
}

PipelineTimes Pipeline::run() {
  const Clock::time_point start = Clock::now();
  auto state = std::make_unique<State>(options_);
  std::thread fetcher([&] { fetch(*state); });
  std::thread writer([&] { write(*state); });
  try {
    compute(*state);
  } catch (...) {
    stop();
    state->fail(std::current_exception());
  }
  {
    const std::lock_guard lock(state->mutex);
    state->no_more = true;
    state->changed.notify_all();
  }
  fetcher.join();
  state->written.close();
  writer.join();
  state->times.wall = seconds_since(start);
  const PipelineTimes times = state->times;
  const std::exception_ptr error = state->error;
  state.reset();  // ends the pool's threads
  if (error) { std::rethrow_exception(error); }
  return times;
}

void Pipeline::fetch(State& state) try {
  for (;;) {
    {
      std::unique_lock lock(state.mutex);
      state.wait(lock, [&] { return stopped_ || state.no_more || state.fetched < state.ahead; });
      if (stopped_ || state.no_more) { break; }
    }
    bool ahead = false;
    {
      const std::lock_guard lock(state.mutex);
      ahead = state.fetched > 0 || batch_started_ != 0;
    }
    auto job = std::make_shared<Job>();
    const BatchSource::Answer answer = batches_.next(job->batch, ahead);
    if (answer == BatchSource::Answer::done) { break; }
    if (answer == BatchSource::Answer::wait) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      continue;
    }
    job->members.resize(job->batch.members.size());
    job->to_prepare = job->members.size();
    {
      const std::lock_guard lock(state.mutex);
      ++state.fetched;
    }
    for (size_t i = 0; i < job->members.size(); ++i) {
      state.pool.run([this, &state, job, i] {
        prepare(state, *job, i);
        if (--job->to_prepare > 0) { return; }
        const std::lock_guard lock(state.mutex);
        state.structures_ready.push_back(job);
        state.changed.notify_all();
      });
    }
  }
  const std::lock_guard lock(state.mutex);
  state.no_more = true;
  state.changed.notify_all();
} catch (...) {
  stop();
  state.fail(std::current_exception());
}

void Pipeline::prepare(State& state, Job& job, size_t index) {
  const Clock::time_point start = Clock::now();
  Job::Member& member = job.members[index];
  const WorkMember& planned = job.batch.members[index];
  member.failure = job.batch.condemned ? job.batch.condemned : planned.condemned;
  if (member.failure) { return; }
  try {
    const Observed observed(*this, Step::features, job.batch, &planned);
    auto prepared = complexes_.prepare(planned.row);
    if (Failure* const failure = std::get_if<Failure>(&prepared)) {
      member.failure = std::move(*failure);
    } else {
      member.complex = std::get<0>(std::move(prepared));
      member.features = member.complex->structure_features();
    }
  } catch (const std::exception& error) { member.failure = failure_of(error); }
  state.add_feature_seconds(seconds_since(start));
}

void Pipeline::compute(State& state) {
  for (;;) {
    std::shared_ptr<Job> job;
    bool affinity = false;
    const Clock::time_point waiting = Clock::now();
    {
      std::unique_lock lock(state.mutex);
      state.wait(lock, [&] {
        if (state.error) { return true; }
        if (!state.affinities_ready.empty()) { return true; }
        if (!stopped_ && !state.structures_ready.empty()) { return true; }
        return state.affinities_pending == 0 && (stopped_ || (state.no_more && state.fetched == 0));
      });
      state.times.device_idle += seconds_since(waiting);
      if (state.error) { return; }
      auto& ready =
          state.affinities_ready.empty() ? state.structures_ready : state.affinities_ready;
      affinity = &ready == &state.affinities_ready;
      if (ready.empty() || (stopped_ && !affinity)) { return; }
      job = std::move(ready.front());
      ready.pop_front();
      if (!affinity) { --state.fetched; }
      state.changed.notify_all();
    }
    const Clock::time_point start = Clock::now();
    batch_started_ = start.time_since_epoch().count();
    device_batch_ = static_cast<int64_t>(job->batch.index);
    if (affinity) {
      compute_affinities(state, job);
    } else {
      compute_structures(state, job);
    }
    batch_started_ = 0;
    device_batch_ = -1;
    state.times.device += seconds_since(start);
  }
}

void Pipeline::compute_structures(State& state, const std::shared_ptr<Job>& job) {
  const Clock::time_point start = Clock::now();
  const Job::Taken taken = job->take_features();
  const std::vector<BatchMember>& batch = taken.batch;
  const std::vector<size_t>& places = taken.places;
  if (!batch.empty()) {
    const auto compute = [&](std::span<const BatchMember> some, size_t first) {
      const WorkMember* const one = some.size() == 1 ? &job->batch.members[places[first]] : nullptr;
      const Observed observed(*this, Step::structure, job->batch, one);
      return predictor_.structures(some, job->batch.structure);
    };
    auto outcomes = in_pieces<StructureOutcome>(batch, job->batch.one_at_a_time, compute);
    for (size_t i = 0; i < places.size(); ++i) {
      Job::Member& member = job->members[places[i]];
      if (const Failure* const failure = std::get_if<Failure>(&outcomes[i])) {
        member.failure = *failure;
      } else {
        member.structure = std::move(outcomes[i]);
      }
    }
  }
  job->seconds = seconds_since(start);
  job->structure_seconds = job->seconds / static_cast<double>(job->members.size());
  std::vector<size_t> to_crop;
  bool more = false;
  for (size_t i = 0; i < job->members.size(); ++i) {
    Job::Member& member = job->members[i];
    if (member.failure || !job->batch.members[i].affinity) { continue; }
    more = true;
    member.affinity_failure = job->batch.members[i].affinity_condemned;
    if (!member.affinity_failure) { to_crop.push_back(i); }
  }
  if (!to_crop.empty()) {
    for (const size_t i : to_crop) {
      Job::Member& member = job->members[i];
      const auto& result = std::get<StructureResult>(member.structure);
      const size_t each = result.coordinates.size() / result.confidence_score.size();
      const float* const first =
          result.coordinates.data() + most_confident_sample(result.confidence_score) * each;
      member.best.assign(first, first + each);
    }
    job->to_prepare = to_crop.size();
    {
      const std::lock_guard lock(state.mutex);
      ++state.affinities_pending;
    }
    for (const size_t i : to_crop) {
      state.pool.run([this, &state, job, i] {
        const Clock::time_point began = Clock::now();
        Job::Member& member = job->members[i];
        try {
          const Observed observed(*this, Step::crop, job->batch, &job->batch.members[i]);
          member.features = member.complex->affinity_features(member.best);
        } catch (const std::exception& error) { member.affinity_failure = failure_of(error); }
        state.add_feature_seconds(seconds_since(began));
        if (--job->to_prepare > 0) { return; }
        const std::lock_guard lock(state.mutex);
        --state.affinities_pending;
        state.affinities_ready.push_back(job);
        state.changed.notify_all();
      });
    }
  }
  state.written.push({.job = job, .what = State::Write::What::structures, .last = !more});
  if (more && to_crop.empty()) {
    state.written.push({.job = job, .what = State::Write::What::affinities, .last = true});
  }
}

void Pipeline::compute_affinities(State& state, const std::shared_ptr<Job>& job) {
  const Clock::time_point start = Clock::now();
  const Job::Taken taken = job->take_features();
  const std::vector<BatchMember>& batch = taken.batch;
  const std::vector<size_t>& places = taken.places;
  if (!batch.empty()) {
    const auto compute = [&](std::span<const BatchMember> some, size_t first) {
      const WorkMember* const one = some.size() == 1 ? &job->batch.members[places[first]] : nullptr;
      const Observed observed(*this, Step::affinity, job->batch, one);
      return predictor_.affinities(some, job->batch.affinity);
    };
    const auto outcomes = in_pieces<AffinityOutcome>(batch, job->batch.one_at_a_time, compute);
    for (size_t i = 0; i < places.size(); ++i) {
      Job::Member& member = job->members[places[i]];
      if (const Failure* const failure = std::get_if<Failure>(&outcomes[i])) {
        member.affinity_failure = *failure;
      } else {
        member.affinity = outcomes[i];
      }
    }
    const double seconds = seconds_since(start);
    job->seconds += seconds;
    job->affinity_seconds = seconds / static_cast<double>(batch.size());
  }
  state.written.push({.job = job, .what = State::Write::What::affinities, .last = true});
}

void Pipeline::write(State& state) try {
  while (auto next = state.written.pop()) {
    const Clock::time_point start = Clock::now();
    Job& job = *next->job;
    const bool structures = next->what == State::Write::What::structures;
    sink_.begin(job.batch);
    for (size_t i = 0; i < job.members.size(); ++i) {
      Job::Member& member = job.members[i];
      const WorkMember& planned = job.batch.members[i];
      if (structures && member.failure) {
        sink_.failure(job.batch, planned, Stage::structure, *member.failure);
      } else if (structures) {
        const Observed observed(*this, Step::writing, job.batch, &planned);
        sink_.structure(job.batch, planned, *member.complex,
                        std::get<StructureResult>(member.structure), job.structure_seconds);
        member.structure = StructureResult{};  // gives its memory back
      } else if (planned.affinity && !member.failure) {
        if (member.affinity_failure) {
          sink_.failure(job.batch, planned, Stage::affinity, *member.affinity_failure);
        } else {
          const Observed observed(*this, Step::affinity_writing, job.batch, &planned);
          sink_.affinity(job.batch, planned, std::get<AffinityResult>(member.affinity),
                         job.affinity_seconds);
        }
      }
    }
    if (next->last) { sink_.end(job.batch, job.seconds); }
    state.times.writing += seconds_since(start);
  }
} catch (...) {
  stop();
  state.fail(std::current_exception());
  state.written.close();
}

}  // namespace bb
