#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// How many samples are drawn and how; the defaults are those of `boltz predict` 2.2.1.
struct SamplerOptions {
  int64_t steps = 200;
  int64_t samples = 1;
  double step_scale = 1.5;
  double sigma_min = 1e-4;  // in units of sigma_data
  double sigma_max = 160;   // in units of sigma_data
  double sigma_data = 16;   // Å
  double rho = 7;
  double gamma_0 = 0.8;
  double gamma_min = 1;
  double noise_scale = 1.003;
  bool contact_guidance = true;  // pull where the input says `force: true`
};

/// The noise levels of a run (AlphaFold 3, Alg. 18; Karras et al. 2022), on the host.
struct NoiseSchedule {
  struct Step {
    double t_hat = 0;       // Å, noise level that the network is asked at
    double sigma_next = 0;  // Å, noise level that the step ends at
    double noise = 0;       // Å, standard deviation of the noise that is added first
    double c_in = 0, c_skip = 0, c_out = 0;  // preconditioning of the network at t_hat
  };

  Tensor sigmas;  // (S + 1) Å
  Tensor gammas;  // (S + 1)
  Tensor times;   // (S) what the network is told of t_hat: log(t_hat / sigma_data) / 4
  std::vector<Step> steps;

  /// Computes in `dtype` (float32 or float64) what the reference computes in its model's dtype.
  /// Throws std::invalid_argument for fewer than two steps.
  NoiseSchedule(const SamplerOptions& options, at::ScalarType dtype);

  /// One level alone, at which nothing is added: to call the network once.
  static NoiseSchedule single_level(double t_hat, double sigma_data, at::ScalarType dtype);

 private:
  NoiseSchedule() = default;
  void precondition(double sigma_data, at::ScalarType dtype);  // from the steps' t_hat
};

}  // namespace bb
