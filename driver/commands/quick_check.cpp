#include "driver/commands/quick_check.h"

#include <cstdio>

#include "driver/commands/input_reading.h"
#include "driver/options/exit_code.h"
#include "driver/report/console.h"
#include "driver/run/store_place.h"
#include "driver/run/target_check.h"
#include "driver/run/weights_files.h"
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
  const auto list = open_inputs(
      {.path = options.manifest, .target = options.target, .id_field = options.id_field});
  if (!list->note().empty()) {
    print_error("%s: %s\n", options.manifest.c_str(), list->note().c_str());
  }
  const InputReading reading(options);
  check_library_target(reading.preparation(), options.target);
  const size_t limit = options.limit > 0 ? std::min<size_t>(options.limit, rows_read) : rows_read;
  Sample out;
  ManifestRow row;
  while (out.rows < limit && list->next(row)) {
    const bool measured = out.rows++ < rows_measured;
    try {
      if (row.error) { throw *row.error; }
      if (!measured) { continue; }
      out.affinity = reading.preparation().measure(row).affinity || out.affinity;
    } catch (const std::exception& error) {
      ++out.bad;
      print_error("warning: row %s will fail: %s\n", row.id.c_str(), error.what());
    }
  }
  for (const std::string& warning : list->warnings()) {
    print_error("warning: %s\n", warning.c_str());
  }
  if (out.rows == 0) { throw nothing_in(options.manifest); }
  if (out.bad > 0 && out.bad == out.rows) {
    throw InputError({.file = options.manifest},
                     "none of its first " + std::to_string(out.rows) + " rows can be used",
                     "What is wrong with each is said above");
  }
  return out;
}

void look_at_weights(const Options& options, bool affinity) {
  for (const ModelKind kind : {ModelKind::structure, ModelKind::affinity}) {
    const bool named = !options.affinity_checkpoint.empty();
    if (kind == ModelKind::affinity && !affinity && !named) { continue; }
    const ModelDescription model = look_into_weights(options, kind);
    print_out("%s model: %.1f M parameters of type %s\n", std::string(name_of(kind)).c_str(),
              static_cast<double>(model.parameters) / 1e6, model.dtypes.c_str());
  }
}

void look_at_store(const Options& options) {
  check_store_place(options.out);
  if (std::filesystem::exists(options.out)) { const StoreReader store(options.out); }
}

}  // namespace

int quick_check(const Options& options) {
  look_at_store(options);
  const Sample sample = look_at_rows(options);
  look_at_weights(options, sample.affinity);
  print_out("the first %zu rows of %s can be read, %zu of them with errors; weights found\n",
            sample.rows, options.manifest.c_str(), sample.bad);
  return exit_done;
}

}  // namespace bb
