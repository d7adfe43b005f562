#include "driver/run/affinity_choice.h"

#include "driver/run/target_check.h"
#include "driver/run/weights_files.h"

namespace bb {

namespace {

bool has_affinity_weights(const Options& options) {
  if (!options.affinity_checkpoint.empty()) { return true; }
  try {
    find_affinity_weights(options);
    return true;
  } catch (const UsageError&) { return false; }
}

}  // namespace

std::optional<bool> choose_affinity(const Options& options) {
  if (options.affinity.value_or(false)) {
    try {
      find_affinity_weights(options);
    } catch (const UsageError& error) {
      throw UsageError("--affinity: " + std::string(error.what()));
    }
  }
  if (options.target.empty() || options.affinity == false) { return options.affinity; }
  const Target target = read_library_target(options.target);
  try {
    target.check_binder();
  } catch (const InputError& error) {
    throw UsageError("--target " + options.target.string() + ": " + error.what());
  }
  if (options.affinity) { return options.affinity; }
  return target.draft().affinity_binder.has_value() || has_affinity_weights(options);
}

std::string affinity_text(std::optional<bool> choice) {
  if (!choice) { return "as each row says"; }
  return *choice ? "yes" : "no";
}

std::string describe_affinity(const Options& options, std::optional<bool> choice,
                              const RowTable& table, const Survey& survey) {
  uint64_t wanted = 0, others = 0;
  for (uint64_t row = 0; row < survey.rows(); ++row) {
    wanted += survey.sizes[row].affinity ? 1 : 0;
    if (!options.affinity) { continue; }
    const std::optional<bool> own = table.row(PlaceId(row)).affinity;
    others += own && own != options.affinity ? 1 : 0;
  }
  std::string out =
      "affinity: of " + std::to_string(wanted) + " of " + std::to_string(survey.rows()) + " rows";
  if (!options.affinity && !options.target.empty()) {
    out += choice == true ? " (--no-affinity: of none)"
                          : " (its target asks for none, and there are no weights for it: give "
                            "--affinity-checkpoint)";
  }
  if (others > 0) {
    out += "; " + std::to_string(others) + (others == 1 ? " row's" : " rows'") +
           " own column says otherwise than --" + (*options.affinity ? "" : "no-") +
           "affinity, and decides";
  }
  return out;
}

}  // namespace bb
