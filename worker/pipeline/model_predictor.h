#pragma once

#include <memory>

#include "worker/model_file.h"
#include "worker/pipeline/predictor.h"

namespace bb {

/// How the model runs; the defaults are those of `boltz predict` 2.2.1.
struct ModelSettings {
  int64_t recycling_steps = 3, sampling_steps = 200, diffusion_samples = 1;
  int64_t recycling_steps_affinity = 5, sampling_steps_affinity = 200;
  int64_t diffusion_samples_affinity = 5;
  double step_scale = 1.5;
  int64_t subsampled_msa_rows = 0;   // of each complex, drawn for each pass; 0: all
  int64_t max_parallel_samples = 5;  // in the confidence module; bounds its memory
  bool affinity_mw_correction = false;
  uint64_t seed = 0;
  bool keep_pae = false, keep_pde = false, keep_embeddings = false;
};

/// Boltz-2 on one device: a structure model and, where affinity is asked for, an affinity model.
class ModelPredictor : public Predictor {
 public:
  /// `dtype`: of products; float32, bfloat16, float16, or float64 for tests. `take_turns`: the
  /// device has no room for both models, and holds the one in use; each change reads the other's
  /// weights again, from the file's pages in memory. `threads`: of a CPU; several complexes of a
  /// batch are computed side by side there, because more threads gain little for one.
  ModelPredictor(at::Device device, at::ScalarType dtype, const ModelSettings& settings,
                 bool take_turns = false, int threads = 1);

  /// Both throw CheckpointError or WeightsError. `file` must outlive this.
  void load_structure(const ModelFile& file);
  void load_affinity(const ModelFile& file);

  std::vector<StructureOutcome> structures(std::span<const BatchMember> members,
                                           const PaddedShape& shape) override;
  std::vector<AffinityOutcome> affinities(std::span<const BatchMember> members,
                                          const PaddedShape& shape) override;

  /// Seconds spent by stage of the model ("embedder", "msa", …, "affinity"), on the host's clock.
  using StageSeconds = std::map<std::string, double, std::less<>>;
  const StageSeconds& stage_seconds() const { return stage_seconds_; }

  /// How many batches had to be split for want of memory.
  int64_t splits() const { return splits_; }

 private:
  /// One of the parts of a batch that are computed side by side.
  struct Part {
    const Boltz2& model;
    StageSeconds seconds{};
    int64_t splits = 0;
  };

  Features join(std::span<const BatchMember> members, const PaddedShape& shape) const;
  Prediction predict(Stage stage, const Features& features, std::span<const BatchMember> members,
                     Part& part) const;
  template <class Outcome, class Unpack>
  std::vector<Outcome> compute(Stage stage, std::span<const BatchMember> members,
                               const PaddedShape& shape, const Unpack& unpack);
  const Boltz2& model_of(Stage stage);

  at::Device device_;
  at::ScalarType dtype_, stream_dtype_;
  ModelSettings settings_;
  bool take_turns_;
  size_t threads_;
  const ModelFile* structure_file_ = nullptr;
  const ModelFile* affinity_file_ = nullptr;
  std::optional<Boltz2> structure_model_, affinity_model_;
  StageSeconds stage_seconds_;
  int64_t splits_ = 0;
};

}  // namespace bb
