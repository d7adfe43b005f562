#include "worker/pipeline/pipeline.h"

#include <chrono>
#include <thread>

#include <ATen/Parallel.h>

#include "io/files/input_error.h"
#include "worker/pipeline/pipeline_state.h"

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

/// A step, for as long as this lives.
class ObservedStep {
 public:
  ObservedStep(StepObserver* observer, Step step, const WorkBatch& batch, const WorkMember* member)
      : observer_(observer) {
    if (observer_ != nullptr) { observer_->began(step, batch, member); }
  }
  ~ObservedStep() {
    if (observer_ != nullptr) { observer_->ended(); }
  }
  ObservedStep(const ObservedStep&) = delete;
  ObservedStep& operator=(const ObservedStep&) = delete;

 private:
  StepObserver* const observer_;
};

}  // namespace

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
  auto state = std::make_unique<PipelineState>(options_, use_one_thread);
  std::thread fetcher([&] { fetch(*state); });
  std::thread writer([&] { write(*state); });
  try {
    compute(*state);
  } catch (...) {
    stop();
    state->fail(std::current_exception());
  }
  state->end();
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

void Pipeline::fetch(PipelineState& state) try {
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
    auto job = std::make_shared<PipelineJob>();
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
        state.update([&] { state.structures_ready.push_back(job); });
      });
    }
  }
  state.end();
} catch (...) {
  stop();
  state.fail(std::current_exception());
}

void Pipeline::prepare(PipelineState& state, PipelineJob& job, size_t index) {
  const Clock::time_point start = Clock::now();
  PipelineJob::Member& member = job.members[index];
  const WorkMember& planned = job.batch.members[index];
  member.failure = job.batch.condemned ? job.batch.condemned : planned.condemned;
  if (member.failure) { return; }
  try {
    const ObservedStep observed(options_.observer, Step::features, job.batch, &planned);
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

void Pipeline::compute(PipelineState& state) {
  for (;;) {
    Job job;
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

/// The members that have features, through the device: each gets its result or its failure. How
/// many they were.
template <class Result>
size_t Pipeline::compute_stage(PipelineJob& job, const PipelineStage<Result>& stage) {
  const PipelineJob::Taken taken = job.take_features();
  const auto compute = [&](size_t first, size_t count) {
    const WorkMember* const one = count == 1 ? &job.batch.members[taken.places[first]] : nullptr;
    const ObservedStep observed(options_.observer, stage.step, job.batch, one);
    auto outcomes = (predictor_.*stage.predict)(std::span(taken.batch).subspan(first, count),
                                                job.batch.*stage.shape);
    for (size_t i = 0; i < count; ++i) {
      PipelineJob::Member& member = job.members[taken.places[first + i]];
      if (Failure* const failure = std::get_if<Failure>(&outcomes[i])) {
        member.*stage.failure = std::move(*failure);
      } else {
        member.*stage.result = std::get<Result>(std::move(outcomes[i]));
      }
    }
  };
  const size_t all = taken.batch.size();
  const size_t at_once = job.batch.one_at_a_time ? 1 : all;
  for (size_t first = 0; first < all; first += at_once) { compute(first, at_once); }
  return all;
}

void Pipeline::compute_structures(PipelineState& state, const Job& job) {
  const Clock::time_point start = Clock::now();
  compute_stage(*job, structure_stage);
  job->seconds = seconds_since(start);
  job->structure_seconds = job->seconds / static_cast<double>(job->members.size());
  bool more = false;
  for (size_t i = 0; i < job->members.size(); ++i) {
    PipelineJob::Member& member = job->members[i];
    if (!job->wants_affinity(i)) { continue; }
    more = true;
    member.affinity_failure = job->batch.members[i].affinity_condemned;
  }
  const bool cropping = more && crop(state, job);
  state.written.push({.job = job, .stage = Stage::structure, .last = !more});
  if (more && !cropping) {
    state.written.push({.job = job, .stage = Stage::affinity, .last = true});
  }
}

/// Makes the features of the affinity stage; whether of any member.
bool Pipeline::crop(PipelineState& state, const Job& job) {
  std::vector<size_t> places;
  for (size_t i = 0; i < job->members.size(); ++i) {
    PipelineJob::Member& member = job->members[i];
    if (!job->wants_affinity(i) || member.affinity_failure) { continue; }
    places.push_back(i);
    const StructureResult& result = member.structure;
    const size_t each = result.coordinates.size() / result.confidence_score.size();
    const float* const first =
        result.coordinates.data() + most_confident_sample(result.confidence_score) * each;
    member.best.assign(first, first + each);
  }
  if (places.empty()) { return false; }
  job->to_prepare = places.size();
  state.update([&] { ++state.affinities_pending; });
  for (const size_t i : places) {
    state.pool.run([this, &state, job, i] {
      const Clock::time_point began = Clock::now();
      PipelineJob::Member& member = job->members[i];
      try {
        const ObservedStep observed(options_.observer, Step::crop, job->batch,
                                    &job->batch.members[i]);
        member.features = member.complex->affinity_features(member.best);
      } catch (const std::exception& error) { member.affinity_failure = failure_of(error); }
      state.add_feature_seconds(seconds_since(began));
      if (--job->to_prepare > 0) { return; }
      state.update([&] {
        --state.affinities_pending;
        state.affinities_ready.push_back(job);
      });
    });
  }
  return true;
}

void Pipeline::compute_affinities(PipelineState& state, const Job& job) {
  const Clock::time_point start = Clock::now();
  if (const size_t computed = compute_stage(*job, affinity_stage); computed > 0) {
    const double seconds = seconds_since(start);
    job->seconds += seconds;
    job->affinity_seconds = seconds / static_cast<double>(computed);
  }
  state.written.push({.job = job, .stage = Stage::affinity, .last = true});
}

void Pipeline::write(PipelineState& state) try {
  while (auto next = state.written.pop()) {
    const Clock::time_point start = Clock::now();
    PipelineJob& job = *next->job;
    sink_.begin(job.batch);
    for (size_t i = 0; i < job.members.size(); ++i) {
      next->stage == Stage::structure ? write_structure(job, i) : write_affinity(job, i);
    }
    if (next->last) { sink_.end(job.batch, job.seconds); }
    state.times.writing += seconds_since(start);
  }
} catch (...) {
  stop();
  state.fail(std::current_exception());
  state.written.close();
}

void Pipeline::write_structure(PipelineJob& job, size_t index) {
  PipelineJob::Member& member = job.members[index];
  const WorkMember& planned = job.batch.members[index];
  if (member.failure) {
    sink_.failure(job.batch, planned, Stage::structure, *member.failure);
    return;
  }
  const ObservedStep observed(options_.observer, Step::writing, job.batch, &planned);
  sink_.structure(job.batch, planned, *member.complex, member.structure, job.structure_seconds);
  member.structure = {};  // gives its memory back
}

void Pipeline::write_affinity(PipelineJob& job, size_t index) {
  const PipelineJob::Member& member = job.members[index];
  const WorkMember& planned = job.batch.members[index];
  if (!job.wants_affinity(index)) { return; }
  if (member.affinity_failure) {
    sink_.failure(job.batch, planned, Stage::affinity, *member.affinity_failure);
    return;
  }
  const ObservedStep observed(options_.observer, Step::affinity_writing, job.batch, &planned);
  sink_.affinity(job.batch, planned, member.affinity, job.affinity_seconds);
}

}  // namespace bb
