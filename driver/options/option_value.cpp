#include "driver/options/option_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "io/files/suggestion.h"
#include "io/files/text.h"

namespace bb {

namespace {

/// The shortest text that is read as the same number.
template <class T>
std::string shortest(T number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

template <class T>
[[noreturn]] void refuse(const Bounds<T>& bounds, bool says_greatest) {
  constexpr bool whole = std::is_integral_v<T>;
  const std::string what = whole ? "must be a whole number" : "must be a number";
  if (bounds.greatest < std::numeric_limits<T>::max() || says_greatest) {
    throw BadValue(what + " from " + shortest(bounds.least) + " to " + shortest(bounds.greatest));
  }
  throw BadValue(what + ", " + shortest(bounds.least) + " or more");
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

template <class T>
T number_of(std::string_view text, const Bounds<T>& bounds) {
  // from_chars takes no plus sign, and of a number that does not fit it does not say which way.
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  T number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool read = error == std::errc() && end == digits.data() + digits.size() &&
                    !(text.starts_with('+') && digits.starts_with('-'));
  if (read && number >= bounds.least && number <= bounds.greatest) {
    return number;  // nan is neither
  }
  refuse(bounds, all_digits(digits) && error == std::errc::result_out_of_range);
}

template int number_of(std::string_view, const Bounds<int>&);
template int64_t number_of(std::string_view, const Bounds<int64_t>&);
template uint32_t number_of(std::string_view, const Bounds<uint32_t>&);
template uint64_t number_of(std::string_view, const Bounds<uint64_t>&);
template double number_of(std::string_view, const Bounds<double>&);

template <class T>
std::string text_of_number(T number) {
  return shortest(number);
}

template std::string text_of_number(int);
template std::string text_of_number(int64_t);
template std::string text_of_number(uint32_t);
template std::string text_of_number(uint64_t);
template std::string text_of_number(double);

bool flag_of(std::string_view text) {
  const std::string word = lower_case(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1") { return true; }
  if (word == "false" || word == "no" || word == "off" || word == "0") { return false; }
  throw BadValue("must be true or false");
}

uint64_t bytes_of(std::string_view text) {
  if (text == "auto") { return 0; }
  constexpr Bounds<double> bounds{.least = 0x1p-40, .greatest = 0x1p60};
  constexpr std::string_view units = "KMGT";
  const size_t end = std::min(text.find_first_not_of("0123456789.eE+-"), text.size());
  std::string unit = lower_case(text.substr(end));
  if (unit.ends_with("ib")) { unit.resize(unit.size() - 2); }
  if (unit.ends_with('b')) { unit.resize(unit.size() - 1); }
  try {
    double bytes = number_of<double>(text.substr(0, end), bounds);
    if (!unit.empty()) {
      const size_t power = unit.size() == 1 ? lower_case(units).find(unit) : std::string::npos;
      if (power == std::string::npos) { throw BadValue(unit); }
      bytes *= std::exp2(10.0 * static_cast<double>(power + 1));
    }
    if (bytes >= 1 && bytes <= bounds.greatest) { return static_cast<uint64_t>(bytes); }
  } catch (const BadValue&) {}
  throw BadValue("must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto");
}

double stall_seconds_of(std::string_view text) {
  if (text == "auto") { return -1; }
  try {
    return number_of<double>(text, {.least = 0, .greatest = 1e9});
  } catch (const BadValue& error) {
    throw BadValue(std::string(error.what()) + " (seconds; 0: never), or auto");
  }
}

Shard shard_of(std::string_view text) {
  const size_t slash = text.find('/');
  try {
    if (slash == std::string_view::npos) { throw BadValue(""); }
    const auto count =
        number_of<uint32_t>(text.substr(slash + 1), {.least = 1, .greatest = most_shards});
    const auto number = number_of<uint32_t>(text.substr(0, slash), {.least = 1, .greatest = count});
    return {.index = number - 1, .count = count};
  } catch (const BadValue&) {
    throw BadValue("must be i/n, i from 1 to n and n at most " + std::to_string(most_shards) +
                   ", such as 2/4 for the second of four");
  }
}

void refuse_choice(std::string_view text, std::span<const std::string_view> allowed) {
  std::string message = "must be one of ";
  for (size_t i = 0; i < allowed.size(); ++i) {
    message.append(i == 0 ? "" : ", ").append(allowed[i]);
  }
  if (const std::string_view near = nearest(text, allowed); !near.empty()) {
    message.append(". Did you mean ").append(near).append("?");
  }
  throw BadValue(message);
}

}  // namespace bb
