#pragma once

#include <chrono>

#include <c10/core/Event.h>

#include "worker/model/diffusion/noise.h"

namespace bb::replay {

/// Times the sampler's steps: each step asks its noise once, at its start, so the time from one
/// request to the next is one whole step. On a device by events in its queue: nothing is waited
/// for.
class TimedNoise : public NoiseSource {
 public:
  TimedNoise(std::unique_ptr<NoiseSource> inner, at::Device device)
      : inner_(std::move(inner)), device_(device) {}

  void begin(const NoiseShape& shape) override { inner_->begin(shape); }
  Tensor init() override { return inner_->init(); }
  StepNoise step(int64_t index) override;
  Tensor msa_rows(int64_t complex, int64_t rows, int64_t drawn, int64_t pass) override {
    return inner_->msa_rows(complex, rows, drawn, pass);
  }

  /// Milliseconds of all steps but the last, as the device took them (on the CPU: the host). Call
  /// it after the device was synchronised.
  std::vector<double> device_milliseconds() const;

  /// And as the host took to queue them. Where this is not clearly less, the host sets the pace.
  std::vector<double> host_milliseconds() const;

 private:
  std::unique_ptr<NoiseSource> inner_;
  at::Device device_;
  std::vector<std::chrono::steady_clock::time_point> host_;
  std::vector<c10::Event> events_;  // empty on the CPU
};

}  // namespace bb::replay
