#include "io/files/line_reader.h"

#include <algorithm>
#include <utility>

#include "io/files/input_error.h"

namespace bb {

LineReader::LineReader(ByteSource source, size_t max_line_bytes)
    : source_(std::move(source)), max_line_bytes_(max_line_bytes) {}

bool LineReader::fill() {
  if (piece_.empty()) { piece_ = source_.next(); }
  return !piece_.empty();
}

void LineReader::skip_mark() {
  if (!fill()) { return; }
  if (piece_.starts_with("\xEF\xBB\xBF")) { piece_.remove_prefix(3); }
  if (piece_.starts_with("\xFF\xFE") || piece_.starts_with("\xFE\xFF")) {
    throw InputError({.file = name()}, "the text is UTF-16, UTF-8 is needed", "Save it as UTF-8");
  }
}

void LineReader::fail_endless(const char* what) const {
  throw InputError(
      {.file = name(), .line = number_},
      "there is " + std::string(what) + limits::written(limits::endless_bytes) + " bytes",
      "Is this the right file?");
}

bool LineReader::next(std::string& line) {
  line.clear();
  cut_ = false;
  if (number_ == 0) { skip_mark(); }
  if (!fill()) { return false; }
  ++number_;
  size_t bytes = 0;
  while (fill()) {
    const auto end =
        std::find_if(piece_.begin(), piece_.end(), [](char c) { return c == '\n' || c == '\r'; });
    const auto length = static_cast<size_t>(end - piece_.begin());
    const size_t kept = std::min(length, max_line_bytes_ - line.size());
    line.append(piece_.substr(0, kept));
    cut_ = cut_ || kept < length;
    bytes += length;
    if (bytes > limits::endless_bytes) { fail_endless("a line of more than "); }
    piece_.remove_prefix(length);
    if (piece_.empty()) { continue; }
    const char ending = piece_.front();
    piece_.remove_prefix(1);
    if (ending == '\r' && fill() && piece_.front() == '\n') { piece_.remove_prefix(1); }
    break;
  }
  empty_bytes_ = bytes == 0 ? empty_bytes_ + 1 : 0;
  if (empty_bytes_ > limits::endless_bytes) { fail_endless("empty lines of more than "); }
  return true;
}

}  // namespace bb
