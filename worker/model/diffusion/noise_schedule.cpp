#include "worker/model/diffusion/noise_schedule.h"

#include <cmath>

namespace bb {

NoiseSchedule::NoiseSchedule(const SamplerOptions& options, at::ScalarType dtype) {
  if (options.steps < 2) {
    throw std::invalid_argument("sampling takes at least 2 steps, and " +
                                std::to_string(options.steps) +
                                " were asked for; the usual number is 200");
  }
  const int64_t count = options.steps;
  const double inverse_rho = 1 / options.rho;
  const double from = std::pow(options.sigma_max, inverse_rho);
  const double to = std::pow(options.sigma_min, inverse_rho);
  sigmas = at::arange(count, dtype).div(count - 1).mul(to - from).add(from).pow(options.rho);
  sigmas = at::constant_pad_nd(sigmas.mul_(options.sigma_data), {0, 1});  // ends at 0
  gammas = sigmas.gt(options.gamma_min).to(dtype).mul_(options.gamma_0);

  const Tensor sigma = sigmas.to(at::kDouble), gamma = gammas.to(at::kDouble);
  const auto sigma_of = sigma.accessor<double, 1>(), gamma_of = gamma.accessor<double, 1>();
  for (int64_t i = 0; i < count; ++i) {
    // The reference pairs the gamma of the level that a step ends at.
    const double t_hat = sigma_of[i] * (1 + gamma_of[i + 1]);
    const double variance = t_hat * t_hat - sigma_of[i] * sigma_of[i];
    steps.push_back({.t_hat = t_hat,
                     .sigma_next = sigma_of[i + 1],
                     .noise = options.noise_scale * std::sqrt(variance)});
  }
  precondition(options.sigma_data, dtype);
}

NoiseSchedule NoiseSchedule::single_level(double t_hat, double sigma_data, at::ScalarType dtype) {
  NoiseSchedule one;
  one.sigmas = at::full({1}, t_hat, dtype);
  one.gammas = at::zeros({1}, dtype);
  one.steps.push_back({.t_hat = t_hat});
  one.precondition(sigma_data, dtype);
  return one;
}

void NoiseSchedule::precondition(double sigma_data, at::ScalarType dtype) {
  std::vector<double> levels;
  for (const Step& step : steps) { levels.push_back(step.t_hat); }
  const Tensor level = at::tensor(levels, at::kDouble).to(dtype);  // (S)
  const Tensor variance = level.square().add_(sigma_data * sigma_data);
  times = level.div(sigma_data).clamp_min_(1e-20).log_().mul_(0.25);
  const Tensor c_in = variance.sqrt().reciprocal();
  const Tensor c_skip = variance.reciprocal().mul_(sigma_data * sigma_data);
  const Tensor c_out = level.mul(sigma_data).div_(variance.sqrt());
  for (size_t i = 0; i < steps.size(); ++i) {
    const auto index = static_cast<int64_t>(i);
    steps[i].c_in = c_in[index].item<double>();
    steps[i].c_skip = c_skip[index].item<double>();
    steps[i].c_out = c_out[index].item<double>();
  }
}

}  // namespace bb
