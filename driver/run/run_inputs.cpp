#include "driver/run/run_inputs.h"

#include "driver/ranks/clock.h"
#include "driver/ranks/together.h"
#include "driver/run/run_settings.h"
#include "driver/run/target_check.h"
#include "driver/run/weights_files.h"

namespace bb {

namespace {

std::unique_ptr<RowTable> read_table(const Options& options, const Say& say) {
  const auto list = open_inputs(
      {.path = options.manifest, .target = options.target, .id_field = options.id_field});
  if (!list->note().empty()) { say(list->name().string() + ": " + list->note()); }
  auto table = std::make_unique<RowTable>(*list, options.limit);
  for (const std::string& warning : list->warnings()) { say("warning: " + warning); }
  if (table->size() == 0) { throw nothing_in(options.manifest); }
  if (table->size() > UINT32_MAX - 2) {
    throw InputError({.file = options.manifest}, "it has more rows than a run can have (2^32)",
                     "Split it into several runs");
  }
  return table;
}

}  // namespace

RunInputs read_inputs(const MpiSession& mpi, const Options& options, Staging& staging,
                      ChemistryPool& chemistry, const Say& say) {
  auto components = together(mpi, [&] { return find_components(options); });
  for (std::filesystem::path& file : components) { file = staging.stage(file).path; }
  return together(mpi, [&] {
    RunInputs out;
    out.components = ComponentLibrary::open(components);
    PreparationOptions preparing = preparation_options(options);
    out.affinity = preparing.affinity;
    out.preparation =
        std::make_unique<Preparation>(out.components, chemistry, std::move(preparing));
    check_library_target(*out.preparation, options.target);
    out.table = read_table(options, say);
    return out;
  });
}

Survey survey_inputs(const MpiSession& mpi, const RunInputs& inputs, const Options& options,
                     const Quarantine& quarantine, const RowsWithoutPlace& without_place,
                     int threads, const Say& say) {
  constexpr double told_every = 10;  // seconds
  std::atomic<double> told = now();
  const uint64_t mine = inputs.table->size() / static_cast<uint64_t>(mpi.ranks());
  const auto advanced = [&](uint64_t rows) {
    if (now() - told < told_every) { return; }
    told = now();
    const uint64_t percent = 100 * rows / std::max<uint64_t>(mine, 1);
    say("reading: " + std::to_string(std::min<uint64_t>(percent, 100)) + " % of the rows");
  };
  return survey_rows(mpi, *inputs.table, *inputs.preparation, quarantine, without_place, threads,
                     options.max_tokens, advanced,
                     [&](const std::string& warning) { say("warning: " + warning); });
}

}  // namespace bb
