#pragma once

#include <atomic>
#include <memory>

#include "io/results/step.h"
#include "worker/features/structure.h"
#include "worker/pipeline/predictor.h"

namespace bb {

/// One complex of a planned batch.
struct WorkMember {
  uint64_t row = 0;
  bool structure = true;  // whether its structure is still to be written, and not only computed
  bool affinity = false;  // whether its affinity is computed: of all that ask for it, or of none
  /// It has brought processes down: record this for it, or for its affinity alone.
  std::optional<Failure> condemned{}, affinity_condemned{};
};

/// A planned batch, whole: what is already stored is computed again with the rest, so that every
/// result is the same as in a run that was never interrupted.
struct WorkBatch {
  uint64_t index = 0;
  std::vector<WorkMember> members;
  PaddedShape structure;
  PaddedShape affinity;        // bounds of the crop
  bool one_at_a_time = false;  // its members have broken devices: compute them one after another
  std::optional<Failure> condemned;  // it has broken too many: record this for every member
};

/// Where batches come from: the shared cursor.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  enum class Answer : uint8_t { batch, wait, done };

  /// Fills `batch` where there is one for this rank. `ahead`: it is to be prepared while the device
  /// computes another; near the end that may be refused (wait) for the sake of idle ranks. Ask
  /// again after a while then.
  virtual Answer next(WorkBatch& batch, bool ahead) = 0;
};

/// A complex on its way to the device.
class PipelineComplex {
 public:
  virtual ~PipelineComplex() = default;

  /// Both throw InputError, or another exception, for this complex alone.
  virtual Features structure_features() const = 0;
  /// coordinates: (A, 3) Å, of the best structure sample.
  virtual Features affinity_features(std::span<const float> coordinates) const = 0;
  /// What its random numbers are keyed by: complex_key() of what it is.
  virtual uint64_t random_key() const = 0;

  /// What is stored with its results.
  virtual const Structure& structure() const = 0;
  /// Whether the structure's last chain is the row's ligand, and all before it the target's.
  virtual bool has_row_ligand() const = 0;
  virtual std::span<const RowWarning> warnings() const = 0;
};

/// Makes complexes of rows. Called from several threads.
class ComplexSource {
 public:
  virtual ~ComplexSource() = default;

  /// Or why there is none.
  virtual std::variant<std::shared_ptr<const PipelineComplex>, Failure> prepare(uint64_t row) = 0;
};

/// Where results go. Called from one thread, in the order in which batches are computed.
class ResultSink {
 public:
  virtual ~ResultSink() = default;

  /// Before results of a batch: its structures, and later its affinities. Between the two, another
  /// batch may come. Throws where this process may no longer write.
  virtual void begin(const WorkBatch& batch) = 0;
  /// `complex` is of the row; `seconds`: the batch's time on the device by its number of members.
  virtual void structure(const WorkBatch& batch, const WorkMember& member,
                         const PipelineComplex& complex, const StructureResult& result,
                         double seconds) = 0;
  virtual void affinity(const WorkBatch& batch, const WorkMember& member,
                        const AffinityResult& result, double seconds) = 0;
  virtual void failure(const WorkBatch& batch, const WorkMember& member, Stage stage,
                       const Failure& failure) = 0;
  /// After the last result of a batch.
  virtual void end(const WorkBatch& batch, double seconds) = 0;
};

/// Where the time of a run went: seconds that each of the three stages worked, and that the device
/// waited for features.
struct PipelineTimes {
  double wall = 0, device = 0, device_idle = 0;
  double features = 0;  // summed over threads
  double writing = 0;

  PipelineTimes& operator+=(const PipelineTimes& other) {
    wall += other.wall;
    device += other.device;
    device_idle += other.device_idle;
    features += other.features;
    writing += other.writing;
    return *this;
  }
};

/// Told of every step by the thread that takes it: what it was on is known if the process dies.
class StepObserver {
 public:
  virtual ~StepObserver() = default;

  /// `member`: nullptr for several of them on the device.
  virtual void began(Step step, const WorkBatch& batch, const WorkMember* member) = 0;
  virtual void ended() noexcept = 0;
};

struct PipelineOptions {
  int feature_threads = 1;
  size_t batches_ahead = 2;  // prepared or in preparation while the device computes
  StepObserver* observer = nullptr;
};

struct PipelineJob;
struct PipelineState;
template <class Result>
struct PipelineStage;

/// One rank's work: featurises the next batches, computes, and writes, all at the same time.
///
/// Affinity is a second piece of work of the same batch: cut from the stored coordinates of the
/// best sample while the device computes the next structures.
class Pipeline {
 public:
  Pipeline(BatchSource& batches, ComplexSource& complexes, Predictor& predictor, ResultSink& sink,
           PipelineOptions options = {});
  ~Pipeline();

  /// Runs until there are no more batches, or until stop(). Rethrows what the device, the source or
  /// the sink threw, after what was computed before has been written.
  PipelineTimes run();

  /// Asks for no further batch; those already with the device are finished and written, those only
  /// prepared are dropped. From any thread, or a signal's handler.
  void stop() noexcept { stopped_ = true; }

  /// How long the batch on the device has been there, seconds; 0 between batches.
  double seconds_in_batch() const noexcept;

  /// The index of that batch; after run() has thrown what the device threw, of the one it was.
  std::optional<uint64_t> batch_on_device() const noexcept;

 private:
  using Job = std::shared_ptr<PipelineJob>;

  void fetch(PipelineState& state);
  void prepare(PipelineState& state, PipelineJob& job, size_t member);
  void compute(PipelineState& state);
  void compute_structures(PipelineState& state, const Job& job);
  void compute_affinities(PipelineState& state, const Job& job);
  template <class Result>
  size_t compute_stage(PipelineJob& job, const PipelineStage<Result>& stage);
  bool crop(PipelineState& state, const Job& job);
  void write(PipelineState& state);
  void write_structure(PipelineJob& job, size_t member);
  void write_affinity(PipelineJob& job, size_t member);

  BatchSource& batches_;
  ComplexSource& complexes_;
  Predictor& predictor_;
  ResultSink& sink_;
  PipelineOptions options_;
  std::atomic<bool> stopped_ = false;
  std::atomic<int64_t> batch_started_ = 0;  // steady clock, ns; 0 between batches
  std::atomic<int64_t> device_batch_ = -1;  // -1 between batches
};

}  // namespace bb
