#include "io/results/status.h"

namespace bb {

std::string_view name_of(Status status) noexcept {
  switch (status) {
    case Status::pending:
      return "pending";
    case Status::done:
      return "done";
    case Status::failed:
      return "failed";
    case Status::not_wanted:
      return "not_wanted";
  }
  return "invalid";
}

std::string_view name_of(Stage stage) noexcept {
  return stage == Stage::structure ? "structure" : "affinity";
}

std::string_view name_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::none:
      return "none";
    case ErrorCode::input:
      return "input";
    case ErrorCode::chemistry:
      return "chemistry";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::out_of_memory:
      return "out_of_memory";
    case ErrorCode::not_finite:
      return "not_finite";
    case ErrorCode::device:
      return "device";
    case ErrorCode::crash:
      return "crash";
    case ErrorCode::internal:
      return "internal";
  }
  return "invalid";
}

std::string_view name_of(WarningKind kind) noexcept {
  switch (kind) {
    case WarningKind::input:
      return "input";
    case WarningKind::msa:
      return "msa";
    case WarningKind::templates:
      return "template";
    case WarningKind::ligand:
      return "ligand";
    case WarningKind::text:
      return "text";
  }
  return "invalid";
}

bool is_valid(Status status) noexcept { return name_of(status) != "invalid"; }

}  // namespace bb
