#include "driver/commands/input_reading.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "driver/run/run_settings.h"
#include "driver/run/weights_files.h"

namespace bb {

InputReading::InputReading(const Options& options)
    : threads_(options.threads > 0
                   ? options.threads
                   : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))) {
  chemistry_ = std::make_unique<ChemistryPool>(ChemistryPoolOptions{
      .workers = options.chemistry_workers > 0 ? options.chemistry_workers : threads_,
      .time_limit =
          std::chrono::milliseconds(static_cast<int64_t>(options.chemistry_seconds * 1000))});
  preparation_ = std::make_unique<Preparation>(ComponentLibrary::open(find_components(options)),
                                               *chemistry_, preparation_options(options));
}

}  // namespace bb
