#include "workloads.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace bb::testing {

namespace {

constexpr double atoms_per_residue = 7.8;  // heavy atoms, mean over proteins

class Draw {
 public:
  explicit Draw(uint64_t seed) : engine_(seed) {}

  uint32_t log_normal(double median, double sigma, double least, double most) {
    return limited(std::lognormal_distribution<double>(std::log(median), sigma)(engine_), least,
                   most);
  }
  uint32_t normal(double mean, double sigma, double least, double most) {
    return limited(std::normal_distribution<double>(mean, sigma)(engine_), least, most);
  }
  uint32_t below(uint32_t end) {
    return std::uniform_int_distribution<uint32_t>(0, end - 1)(engine_);
  }

 private:
  static uint32_t limited(double value, double least, double most) {
    return static_cast<uint32_t>(std::clamp(value, least, most));
  }

  std::mt19937_64 engine_;
};

ComplexSize protein(Draw& draw) {
  const uint32_t tokens = draw.log_normal(300, 0.65, 30, 2000);
  return {.tokens = tokens,
          .atoms = static_cast<uint32_t>(atoms_per_residue * tokens),
          .msa_rows = draw.log_normal(1000, 1.5, 1, 8192),
          .target = 0,
          .affinity = false};
}

ComplexSize with_ligand(const ComplexSize& target, uint32_t id, bool affinity, Draw& draw) {
  const uint32_t heavy_atoms = draw.normal(26, 7, 8, 60);
  return {.tokens = target.tokens + heavy_atoms,
          .atoms = target.atoms + heavy_atoms,
          .msa_rows = target.msa_rows,
          .target = id,
          .affinity = affinity};
}

}  // namespace

std::vector<ComplexSize> proteome(size_t count, uint64_t seed) {
  Draw draw(seed);
  std::vector<ComplexSize> sizes(count);
  for (ComplexSize& size : sizes) { size = protein(draw); }
  return sizes;
}

std::vector<ComplexSize> screen(size_t count, uint64_t seed) {
  Draw draw(seed);
  const ComplexSize target{
      .tokens = 300, .atoms = 2340, .msa_rows = 1024, .target = 1, .affinity = true};
  std::vector<ComplexSize> sizes(count);
  for (ComplexSize& size : sizes) { size = with_ligand(target, 1, true, draw); }
  return sizes;
}

std::vector<ComplexSize> mixture(size_t count, uint64_t seed) {
  Draw draw(seed);
  std::vector<ComplexSize> targets(200);
  for (ComplexSize& target : targets) { target = protein(draw); }
  std::vector<ComplexSize> sizes(count);
  for (ComplexSize& size : sizes) {
    if (draw.below(2) == 0) {
      size = protein(draw);
    } else {
      const uint32_t target = draw.below(static_cast<uint32_t>(targets.size()));
      size = with_ligand(targets[target], target + 1, draw.below(4) != 0, draw);
    }
    if (draw.below(50) == 0) { size = {.tokens = 0}; }
  }
  return sizes;
}

}  // namespace bb::testing
