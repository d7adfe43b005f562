#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/options/shard.h"
#include "driver/options/usage_error.h"
#include "io/input/complexes/corrections.h"
#include "io/input/complexes/msa.h"

namespace bb {

/// How files that every rank reads come to it.
enum class StagingWay : uint8_t {
  none,      // read where they are
  copy,      // one rank of each host copies them
  broadcast  // rank 0 reads them, and MPI carries them to the other hosts
};

/// Everything a run can be told. Model settings have the defaults of `boltz predict` 2.2.1.
struct Options {
  /// Inputs
  std::filesystem::path manifest;
  std::filesystem::path target;
  std::string id_field;  // of a library: the column or SDF field of its ids; empty: found
  bool missing_msa_empty = false;
  MsaMismatch msa_mismatch = MsaMismatch::trim;
  std::optional<bool> affinity;  // --affinity, --no-affinity; nothing: see choose_affinity()
  uint64_t limit = 0;            // rows; 0: all
  std::vector<std::filesystem::path> rows_from;  // stores: only rows that are not done there
  bool not_done = false;                         // given with rows_from
  uint64_t max_tokens = 0;                       // longer complexes become failed rows; 0: no limit

  /// Results
  std::filesystem::path out = "results.h5";
  bool keep_structures = true;
  bool write_pae = false, write_pde = false, write_embeddings = false;
  bool retry_failed = false;
  Shard shard;                 // this job's; `out` is then already its store
  uint32_t create_shards = 0;  // make the stores of so many shards, and stop; 0: run

  /// Weights and components; empty: looked for in `cache`
  std::filesystem::path cache, checkpoint, affinity_checkpoint, components;

  std::filesystem::path stage;     // a folder of each host's own, for copies of these
  bool broadcast_weights = false;  // by MPI, instead of a copy by each host
  StagingWay staging = StagingWay::none;

  /// Model
  int64_t recycling_steps = 3, sampling_steps = 200, diffusion_samples = 1;
  int64_t recycling_steps_affinity = 5, sampling_steps_affinity = 200;
  int64_t diffusion_samples_affinity = 5;
  double step_scale = 1.5;
  Corrections corrections;  // of the reference's slips
  int64_t max_parallel_samples = 5;
  bool affinity_mw_correction = false;
  uint64_t max_msa_seqs = 8192;
  bool subsample_msa = false;
  int64_t num_subsampled_msa = 1024;
  uint64_t seed = 0;

  /// Precision
  std::string preset;            // exact, reference or screening, never empty once parsed
  std::string matmul_precision;  // highest, high or medium
  std::string compute_dtype;     // float32, bfloat16, float16 (or float64, for tests)

  /// Machine
  std::string device = "auto";  // auto, cpu or cuda; never auto once parsed
  bool oversubscribe_devices = false;
  uint64_t plan_memory = 0;             // bytes; 0: the smallest device's
  uint32_t max_batch_size = 0;          // 0: 16; on the CPU no more than its threads
  int threads = 0, device_threads = 0;  // 0: what this rank was given
  int chemistry_workers = 0;            // 0: as many as feature threads
  double chemistry_seconds = 60;        // a molecule's time limit

  double stall_seconds = -1;  // without progress a rank is given up; 0: never, -1: by its batches

  bool dry_run = false;
  bool quiet = false;
  std::filesystem::path run_record;           // empty: beside the store
  std::filesystem::path metrics, prometheus;  // empty: none
  double metrics_seconds = 30;

  /// Name and value of every option, as they are in effect, for the store and the run record.
  std::vector<std::pair<std::string, std::string>> listed;
};

/// Arguments of `run` and `plan`, without the program's and the sub-command's name. Of one option
/// given in several places the command line counts first, then BOLTZ_BATCH_… variables, then
/// --config. `has_cuda`: whether this build and machine have a device. Nothing where --help was
/// asked for. Throws UsageError.
std::optional<Options> parse_options(std::span<const std::string> arguments, bool has_cuda);

/// The options, grouped.
std::string options_help();

}  // namespace bb
