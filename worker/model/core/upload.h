#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// A small table made on the host, sent to a device without waiting for the work queued there: it
/// goes through pinned memory, since a copy from pageable memory synchronises.
inline Tensor upload(const Tensor& host, at::Device device) {
  if (device.is_cpu()) { return host; }
  return host.pin_memory().to(device, host.scalar_type(), /*non_blocking=*/true);
}

}  // namespace bb
