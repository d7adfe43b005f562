#pragma once

#include <optional>

#include "driver/options/options.h"
#include "driver/run/survey.h"
#include "io/input/lists/row_table.h"

namespace bb {

/// Whether rows that do not say so themselves (a manifest's column `affinity`) get an affinity;
/// nothing: as each row's YAML says. --affinity and --no-affinity decide; without them a library
/// gets affinities where its target asks for them or the affinity model's weights are there.
/// Throws UsageError: --affinity without weights; a library whose target asks for the affinity of
/// one of its own chains.
std::optional<bool> choose_affinity(const Options& options);

/// The choice as it is recorded: a store is continued by the same one only.
std::string affinity_text(std::optional<bool> choice);

/// One line: how many rows get an affinity, and how many say otherwise than the choice.
std::string describe_affinity(const Options& options, std::optional<bool> choice,
                              const RowTable& table, const Survey& survey);

}  // namespace bb
