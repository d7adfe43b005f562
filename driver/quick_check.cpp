#include "driver/quick_check.h"

#include <cstdio>

#include <unistd.h>

#include "driver/help.h"
#include "driver/input_reading.h"
#include "driver/run_command.h"
#include "driver/weights_files.h"
#include "io/store/store_reader.h"
#include "worker/model_file.h"

namespace bb {

namespace {

constexpr size_t rows_read = 1000;
constexpr size_t rows_measured = 20;

struct Sample {
  size_t rows = 0, bad = 0;
  bool affinity = false;
};

/// Reads the first rows, and measures the first of these.
Sample look_at_rows(const Options& options) {
  const auto list = open_inputs({.path = options.manifest, .target = options.target});
  for (const std::string& warning : list->warnings()) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  }
  const InputReading reading(options, options.manifest);
  const size_t limit = options.limit > 0 ? std::min<size_t>(options.limit, rows_read) : rows_read;
  Sample out;
  ManifestRow row;
  while (out.rows < limit && list->next(row)) {
    const bool measured = out.rows++ < rows_measured;
    try {
      if (row.error) throw *row.error;
      if (!measured) continue;
      out.affinity = reading.preparation().measure(row).affinity || out.affinity;
    } catch (const std::exception& error) {
      ++out.bad;
      std::fprintf(stderr, "warning: row %s will fail: %s\n", row.id.c_str(), error.what());
    }
  }
  if (out.rows == 0) {
    throw InputError({.file = options.manifest}, "there is nothing in it",
                     "A manifest has a header row and a row for each complex");
  }
  if (out.bad > 0 && out.bad == out.rows) {
    throw InputError({.file = options.manifest},
                     "none of its first " + std::to_string(out.rows) + " rows can be used",
                     "What is wrong with each is said above");
  }
  return out;
}

void look_at_weights(const Options& options, bool affinity) {
  read_model(find_structure_weights(options));
  if (affinity) read_model(find_affinity_weights(options));
}

void look_at_store(const Options& options) {
  if (std::filesystem::exists(options.out)) {
    const StoreReader store(options.out);
    if (access(options.out.c_str(), W_OK) != 0) {
      throw UsageError("--out " + options.out.string() + ": may not be written");
    }
    return;
  }
  const auto folder = options.out.has_parent_path() ? options.out.parent_path() : ".";
  if (!std::filesystem::is_directory(folder)) {
    throw UsageError("--out " + options.out.string() + ": there is no folder " + folder.string());
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    throw UsageError("--out " + options.out.string() + ": the folder " + folder.string() +
                     " may not be written");
  }
}

}  // namespace

int quick_check(std::span<const std::string> arguments) {
  // A login node has no GPU; the nodes of the run may.
  const auto options = parse_options(arguments, true);
  if (!options) {
    std::fputs(run_help().c_str(), stdout);
    return exit_done;
  }
  look_at_store(*options);
  const Sample sample = look_at_rows(*options);
  look_at_weights(*options, sample.affinity);
  std::printf("the first %zu rows of %s can be read, %zu of them with errors; weights found\n",
              sample.rows, options->manifest.c_str(), sample.bad);
  return exit_done;
}

}  // namespace bb
