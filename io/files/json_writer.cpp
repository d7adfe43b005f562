#include <charconv>
#include <cmath>
#include <iterator>

#include "io/files/checkpoint_error.h"
#include "io/files/json_parser.h"

namespace bb {

std::string json_quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.append("\\u00").append(1, hex[static_cast<unsigned char>(c) >> 4]).append(1, hex[c & 15]);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string to_json(const Value& value) {
  std::string out;
  if (value.is_list()) {
    for (const Value& item : value.list()) {
      out.append(out.empty() ? "" : ",").append(to_json(item));
    }
    return "[" + out + "]";
  }
  if (value.is_dict()) {
    for (const auto& [key, item] : value.dict()) {
      out.append(out.empty() ? "" : ",").append(json_quoted(key)).append(":").append(to_json(item));
    }
    return "{" + out + "}";
  }
  if (const auto* text = std::get_if<std::string>(&value.data_)) { return json_quoted(*text); }
  if (value.opaque() != nullptr) { return json_quoted("<" + value.opaque()->what + ">"); }
  if (const auto* flag = std::get_if<bool>(&value.data_)) { return *flag ? "true" : "false"; }
  if (const auto* integer = std::get_if<int64_t>(&value.data_)) { return std::to_string(*integer); }
  if (const auto* number = std::get_if<double>(&value.data_)) {
    if (!std::isfinite(*number)) {
      throw CheckpointError("JSON", "it has no infinite numbers and no NaN");
    }
    char buffer[32];
    out.assign(buffer, std::to_chars(std::begin(buffer), std::end(buffer), *number).ptr);
    // "16" would come back as an integer.
    return out.find_first_of(".e") == std::string::npos ? out + ".0" : out;
  }
  return "null";
}

}  // namespace bb
