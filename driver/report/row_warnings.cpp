#include "driver/report/row_warnings.h"

namespace bb {

void JoinedWarnings::add(WarningKind kind, const std::string& warning) {
  kinds |= static_cast<WarningKinds>(kind);
  text += (text.empty() ? "" : "; ") + warning;
}

JoinedWarnings join(std::span<const RowWarning> warnings) {
  JoinedWarnings out;
  for (const RowWarning& one : warnings) { out.add(one.about, one.text); }
  return out;
}

void BlockWarnings::add(size_t row, const JoinedWarnings& warnings) {
  if (warnings.kinds == 0) { return; }
  std::string text = warnings.text;
  if (kinds_[row] != 0) { text = texts_[number_[row]] + "; " + text; }
  const auto next = static_cast<uint32_t>(texts_.size());
  const auto [number, is_new] = numbers_.try_emplace(text, next);
  if (is_new) { texts_.push_back(text); }
  kinds_[row] |= warnings.kinds;
  number_[row] = number->second;
}

}  // namespace bb
