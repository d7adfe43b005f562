#include "io/input/components/component_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <system_error>
#include <utility>

namespace bb {
namespace {

bool begins_block(std::string_view line) {
  constexpr std::string_view data = "data_";
  if (line.size() < data.size()) { return false; }
  for (size_t i = 0; i < data.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(line[i])) != data[i]) { return false; }
  }
  return true;
}

}  // namespace

CifBlockSplitter::CifBlockSplitter(std::function<bool(std::string&)> next_line)
    : next_line_(std::move(next_line)) {}

bool CifBlockSplitter::next(std::string& block, size_t& line) {
  block = std::exchange(pending_, {});
  line = pending_line_;
  bool inside = !block.empty();
  bool text_field = false;
  for (std::string text; next_line_(text);) {
    ++line_;
    if (text.front() == ';') { text_field = !text_field; }
    if (!text_field && begins_block(text)) {
      if (inside) {
        pending_ = std::move(text);
        pending_line_ = line_;
        return true;
      }
      inside = true;
      line = line_;
    }
    if (inside) { block += text; }
  }
  return inside;
}

CifError parse_cif_error(std::string_view message) {
  CifError error;
  for (size_t* number : {&error.line, &error.column}) {
    const size_t colon = message.find(':');
    if (colon == std::string_view::npos) { break; }
    const auto [end, problem] =
        std::from_chars(message.data() + colon + 1, message.data() + message.size(), *number);
    if (problem != std::errc{}) { break; }
    message.remove_prefix(static_cast<size_t>(end - message.data()));
  }
  const size_t begin = message.find_first_not_of("0123456789():, ");
  error.what = message.substr(std::min(begin, message.size()));
  error.what.resize(std::min(error.what.find('\n'), error.what.size()));
  return error;
}

}  // namespace bb
