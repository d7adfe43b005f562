#include "worker/pipeline/halving.h"

namespace bb {

namespace {

/// A CUDA error that is none of memory leaves the context unusable.
bool means_lost_device(std::string_view what) {
  return what.find("CUDA error") != std::string_view::npos ||
         what.find("CUDNN_STATUS") != std::string_view::npos ||
         what.find("CUBLAS_STATUS") != std::string_view::npos;
}

Failure too_large(const char* where, const ComplexLayout& one) {
  return {.code = ErrorCode::out_of_memory,
          .message = std::string(where) + " has not enough memory for this complex alone (" +
                     std::to_string(one.tokens) + " tokens, " + std::to_string(one.atoms) +
                     " atoms, " + std::to_string(one.msa_rows) + " MSA rows)"};
}

Failure internal(const std::string& what) {
  return {.code = ErrorCode::internal, .message = "the model failed: " + what};
}

}  // namespace

ModelFailure current_model_failure(const ComplexLayout& alone) {
  try {
    throw;
  } catch (const DeviceLost&) { throw; } catch (const c10::OutOfMemoryError&) {
    return {.failure = too_large("the device", alone), .of_size = true};
  } catch (const std::bad_alloc&) {
    return {.failure = too_large("the host", alone), .of_size = true};
  } catch (const c10::Error& error) {
    if (means_lost_device(error.what())) { throw DeviceLost(error.what_without_backtrace()); }
    return {.failure = internal(error.what_without_backtrace())};
  } catch (const std::exception& error) {
    if (means_lost_device(error.what())) { throw DeviceLost(error.what()); }
    return {.failure = internal(error.what())};
  }
}

}  // namespace bb
