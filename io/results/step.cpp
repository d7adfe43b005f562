#include "io/results/step.h"

namespace bb {

std::string_view name_of(Step step) noexcept {
  switch (step) {
    case Step::none:
      return "none";
    case Step::survey:
      return "survey";
    case Step::features:
      return "features";
    case Step::structure:
      return "device";
    case Step::crop:
      return "crop";
    case Step::affinity:
      return "affinity";
    case Step::writing:
      return "writing";
    case Step::affinity_writing:
      return "affinity-writing";
  }
  return "invalid";
}

std::string_view doing(Step step) noexcept {
  switch (step) {
    case Step::survey:
      return "reading this row";
    case Step::features:
      return "making its features";
    case Step::structure:
      return "computing its structure";
    case Step::crop:
      return "cutting out what its affinity is computed from";
    case Step::affinity:
      return "computing its affinity";
    case Step::writing:
    case Step::affinity_writing:
      return "writing its results";
    case Step::none:
      break;
  }
  return "working on it";
}

bool spares_structure(Step step) noexcept {
  return step == Step::crop || step == Step::affinity || step == Step::affinity_writing;
}

}  // namespace bb
