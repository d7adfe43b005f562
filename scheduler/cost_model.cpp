#include "scheduler/cost_model.h"

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

namespace bb {

namespace {

constexpr double published_parameters = 0.507e9;

// A transition has three products between C and 4·C (2·C in the conditioning).
constexpr double transition(double width, double factor) { return 6 * factor * width * width; }

// Elements read and written per element of the representation by what surrounds the products:
// normalisation, gates, masks, residuals, copies to other layouts. Counted in worker/model.
constexpr double pair_block_traffic = 60;
constexpr double msa_traffic = 40;
constexpr double token_layer_traffic = 40;

// Operations that the host starts, for the same places; attention over triangles goes complex by
// complex.
constexpr double block_launches = 60, block_launches_per_complex = 20;
constexpr double layer_launches = 25, step_launches = 100;

// What the model holds at once, in elements of a representation: of the compute dtype ("held") and
// of float32 residuals and results kept for later ("kept"). In a transition: the normalised input
// and two hidden layers four times as wide, beside one result.
constexpr double pair_held = 10, pair_kept = 3;
constexpr double msa_held = 10, msa_kept = 2, msa_one_hot = 36;
constexpr double token_held = 20, atom_held = 40, atom_features = 388;
// Blocks in which logits and outer products are computed (worker/model).
constexpr double block_logits = 67'108'864, block_outer_products = 134'217'728;
// For the allocator's rounding and fragments, and the libraries' workspaces.
constexpr double slack = 1.15, workspace_bytes = 256.0 * 1024 * 1024;

void require(bool good, const char* message) {
  if (!good) { throw std::invalid_argument(message); }
}

}  // namespace

DeviceFigures DeviceFigures::cpu(unsigned threads) {
  const double n = std::max(1U, threads);
  DeviceFigures figures;
  figures.trunk_flops = 30e9 * n;
  figures.diffusion_flops = 30e9 * n;
  figures.bytes_per_second = std::min(5e9 * n, 60e9);  // memory channels, not threads, end it
  figures.seconds_per_launch = 3e-6;
  figures.seconds_per_batch = 2e-3;
  return figures;
}

CostModel::CostModel(const RunSettings& settings, const DeviceFigures& figures,
                     const ModelDimensions& dimensions)
    : settings_(settings), figures_(figures), dims_(dimensions) {
  require(settings.sampling_steps > 0 && settings.sampling_steps_affinity > 0,
          "sampling steps must be at least 1");
  require(settings.diffusion_samples > 0 && settings.diffusion_samples_affinity > 0 &&
              settings.max_parallel_samples > 0,
          "diffusion samples must be at least 1");
  require(settings.element_bytes > 0, "element_bytes must be positive");
  for (const double figure :
       {figures.trunk_flops, figures.diffusion_flops, figures.bytes_per_second}) {
    require(figure > 0, "a device's throughput figures must be positive");
  }
  require(figures.seconds_per_launch >= 0 && figures.seconds_per_batch >= 0 &&
              figures.bytes_per_complex_fixed >= 0,
          "a device's overheads must not be negative");
}

CostModel::Passes CostModel::structure_passes() const noexcept {
  const double samples = settings_.diffusion_samples;
  return {.trunk = settings_.recycling_steps + 1.0,
          .steps = static_cast<double>(settings_.sampling_steps),
          .samples = samples,
          .confidence = settings_.confidence ? samples : 0,
          .pair_blocks = 0};
}

// Of its structures the affinity stage scores all; its own modules look at the best.
CostModel::Passes CostModel::affinity_passes() const noexcept {
  const double samples = settings_.diffusion_samples_affinity;
  return {.trunk = settings_.recycling_steps_affinity + 1.0,
          .steps = static_cast<double>(settings_.sampling_steps_affinity),
          .samples = samples,
          .confidence = samples,
          .pair_blocks = dims_.affinity_blocks};
}

// Two triangle multiplications, two attentions, a transition.
double CostModel::pair_block_flops(double tokens, double width) const noexcept {
  const double attention = dims_.triangle_heads * dims_.triangle_head_width;
  const double cubic = 2 * 2 * width + 2 * 4 * attention;
  const double square = transition(width, 4) +                 // transition
                        2 * 12 * width * width +               // in, out and their gates
                        2 * 10 * width * attention +           // query, key, value, gate, output
                        2 * 2 * width * dims_.triangle_heads;  // bias
  return tokens * tokens * (square + cubic * tokens);
}

// And attention with pair bias and a transition of the single track.
double CostModel::pairformer_block_flops(double tokens) const noexcept {
  const double single = dims_.token_s;
  const double square = 2 * dims_.token_z * dims_.single_heads + 4 * single;
  const double linear = 10 * single * single + transition(single, 4);
  return pair_block_flops(tokens, dims_.token_z) + tokens * (square * tokens + linear);
}

double CostModel::msa_block_flops(double tokens, double msa_rows) const noexcept {
  const double averaged = dims_.msa_heads * dims_.msa_head_width;
  const double outer = dims_.outer_product_width * dims_.outer_product_width;
  const double places = msa_rows * tokens, pairs = tokens * tokens;
  // Pair-weighted averaging; its value, gate and output; the transition; both sides of the product.
  const double rows =
      places * (2 * averaged * tokens + 6 * dims_.msa_s * averaged + transition(dims_.msa_s, 4) +
                4 * dims_.msa_s * dims_.outer_product_width);
  // The outer product mean: sum over rows, then project; with few rows the other way round.
  const double deep = 2 * pairs * outer * (msa_rows + dims_.token_z);
  const double shallow = 2 * places * outer * dims_.token_z +
                         2 * pairs * msa_rows * dims_.outer_product_width * dims_.token_z;
  const double bias = 2 * pairs * dims_.token_z * dims_.msa_heads;
  return rows + std::min(deep, shallow) + bias + pair_block_flops(tokens, dims_.token_z);
}

// Pairs: two transitions and the biases of every layer of the score model; windows of atoms: three
// small products and the biases of encoder and decoder.
double CostModel::conditioning_flops(double tokens, double atoms) const noexcept {
  const double z = dims_.token_z, p = dims_.atom_z;
  const double pair =
      4 * z * z + 2 * transition(z, 2) + 2 * z * dims_.token_layers * dims_.token_heads + 2 * z * p;
  const double window = 6 * p * p + 4 * p * dims_.atom_layers * dims_.atom_heads;
  return tokens * tokens * pair + atoms * dims_.window_keys * window;
}

// One step of one sample. A layer is 38·C²: queries, keys, values, gate and output, the adaptive
// norms and gates of both halves, the transition; and attention.
double CostModel::denoising_step_flops(double tokens, double atoms) const noexcept {
  const double width = 2 * dims_.token_s, atom = dims_.atom_s;
  const double token_layers =
      dims_.token_layers * tokens * (38 * width * width + 4 * width * tokens);
  const double single = tokens * (2 * width * width + 2 * transition(width, 2));
  const double atom_layers =
      2 * dims_.atom_layers * atoms * (38 * atom * atom + 4 * atom * dims_.window_keys);
  const double between = 2 * 2 * atom * width * atoms;  // atoms to tokens and back
  return token_layers + single + atom_layers + between;
}

StageFlops CostModel::flops(const BatchShape& shape, const Passes& passes) const noexcept {
  const double n = shape.tokens, a = shape.atoms, batch = shape.complexes;
  const double templates = settings_.templates * dims_.template_blocks *
                           (settings_.templates > 0 ? pair_block_flops(n, dims_.template_dim) : 0);
  const double pass = dims_.pairformer_blocks * pairformer_block_flops(n) +
                      dims_.msa_blocks * msa_block_flops(n, shape.msa_rows) + templates;
  return {batch * passes.trunk * pass,
          batch * (conditioning_flops(n, a) +
                   passes.samples * passes.steps * denoising_step_flops(n, a)),
          batch * (passes.confidence * dims_.confidence_blocks * pairformer_block_flops(n) +
                   passes.pair_blocks * pair_block_flops(n, dims_.token_z))};
}

// A stage is bound by its products and what surrounds them, or by the host that starts them.
double CostModel::seconds(const BatchShape& shape, const Passes& passes) const noexcept {
  const double n = shape.tokens, a = shape.atoms, batch = shape.complexes;
  const double launch = figures_.seconds_per_launch, element = settings_.element_bytes;
  const StageFlops work = flops(shape, passes);
  const double pair_bytes = batch * n * n * dims_.token_z * pair_block_traffic * element;
  const double per_block = block_launches + block_launches_per_complex * batch;

  const double trunk_blocks = passes.trunk * (dims_.pairformer_blocks + dims_.msa_blocks);
  const double msa_bytes = passes.trunk * dims_.msa_blocks * batch * shape.msa_rows * n *
                           dims_.msa_s * msa_traffic * element;
  const double trunk =
      std::max(work.trunk / figures_.trunk_flops +
                   (trunk_blocks * pair_bytes + msa_bytes) / figures_.bytes_per_second,
               trunk_blocks * per_block * launch);

  const double parallel =
      std::min(passes.samples, static_cast<double>(settings_.max_parallel_samples));
  const double rounds =
      passes.steps *
      static_cast<double>(static_cast<uint64_t>((passes.samples + parallel - 1) / parallel));
  const double layers = dims_.token_layers + 2 * dims_.atom_layers;
  const double step_bytes =
      4 * batch *
      (passes.samples *
           (dims_.token_layers * n * 2 * dims_.token_s + 2 * dims_.atom_layers * a * dims_.atom_s) *
           token_layer_traffic +
       dims_.token_layers * dims_.token_heads * n * n);  // the biases, read by all samples
  const double diffusion = std::max(work.diffusion / figures_.diffusion_flops +
                                        passes.steps * step_bytes / figures_.bytes_per_second,
                                    rounds * (layers * layer_launches + step_launches) * launch);

  const double end_blocks = passes.confidence * dims_.confidence_blocks + passes.pair_blocks;
  const double end = std::max(
      work.confidence / figures_.trunk_flops + end_blocks * pair_bytes / figures_.bytes_per_second,
      end_blocks * per_block * launch);
  return figures_.seconds_per_batch + trunk + diffusion + end;
}

uint64_t CostModel::bytes(const BatchShape& shape, const Passes& passes) const noexcept {
  const double n = shape.tokens, a = shape.atoms, batch = shape.complexes;
  const double element = settings_.element_bytes;
  const double pairs = batch * n * n, places = batch * n * shape.msa_rows;
  const double z = dims_.token_z;
  const double kept = pairs * z * 4 * pair_kept + batch * n * dims_.token_s * 4 * pair_kept;

  const double logits = std::min(dims_.triangle_heads * n * n * n, block_logits) * (element + 4);
  const double pair_block = pairs * z * pair_held * element + logits;
  const double outer = std::min(pairs * dims_.outer_product_width * dims_.outer_product_width,
                                block_outer_products) *
                       2 * element;
  const double msa =
      places * (dims_.msa_s * (msa_kept * 4 + msa_held * element) + msa_one_hot * element) + outer;
  // The MSA's residual stays while its block works on pairs.
  const double trunk = std::max(places * dims_.msa_s * 4 * msa_kept + pair_block, msa);

  const double parallel =
      std::min(passes.samples, static_cast<double>(settings_.max_parallel_samples));
  const double bias = pairs * dims_.token_layers * dims_.token_heads * 4;
  const double windows = batch * a * dims_.window_keys *
                         (dims_.atom_z * 3 + 2 * dims_.atom_layers * dims_.atom_heads) * 4;
  const double sample = batch * parallel *
                        (n * 2 * dims_.token_s * 4 * token_held + a * dims_.atom_s * 4 * atom_held +
                         n * n * dims_.token_heads * 4);  // attention's logits
  const double diffusion = bias + windows + std::max(sample, pairs * z * 4 * 4);

  const double end = pair_block + pairs * 4 * (z + 3 * dims_.distance_bins);
  const double inputs = batch * a * atom_features * 4;
  const double peak = std::max({trunk, diffusion, end});
  return static_cast<uint64_t>(slack * (kept + inputs + peak) + workspace_bytes +
                               batch * figures_.bytes_per_complex_fixed);
}

StageFlops CostModel::structure_flops(const BatchShape& shape) const noexcept {
  return flops(shape, structure_passes());
}
StageFlops CostModel::affinity_flops(const BatchShape& shape) const noexcept {
  return flops(shape, affinity_passes());
}
double CostModel::structure_seconds(const BatchShape& shape) const noexcept {
  return seconds(shape, structure_passes());
}
double CostModel::affinity_seconds(const BatchShape& shape) const noexcept {
  return seconds(shape, affinity_passes());
}
uint64_t CostModel::structure_bytes(const BatchShape& shape) const noexcept {
  return bytes(shape, structure_passes());
}
uint64_t CostModel::affinity_bytes(const BatchShape& shape) const noexcept {
  return bytes(shape, affinity_passes());
}

uint64_t CostModel::structure_weight_bytes() const noexcept {
  return dims_.structure_weight_bytes > 0 ? dims_.structure_weight_bytes
                                          : static_cast<uint64_t>(4 * published_parameters);
}
uint64_t CostModel::affinity_weight_bytes() const noexcept {
  return dims_.affinity_weight_bytes > 0 ? dims_.affinity_weight_bytes
                                         : static_cast<uint64_t>(4 * published_parameters);
}

}  // namespace bb
