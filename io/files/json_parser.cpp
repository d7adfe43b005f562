#include "io/files/json_parser.h"

#include <charconv>
#include <utility>

#include "io/files/checkpoint_error.h"
#include "io/files/utf8.h"

namespace bb {
namespace {

class JsonParser {
 public:
  JsonParser(std::string_view text, const std::string& label) : text_(text), label_(label) {}

  Value parse() {
    Value value = parse_value();
    skip_space();
    if (at_ != text_.size()) { fail("there is more after the JSON value"); }
    return value;
  }

 private:
  static constexpr int max_depth = 32;
  static constexpr size_t max_values = 4'000'000;

  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(label_ + ", byte " + std::to_string(at_), what, download_again);
  }

  // 0 at the end, which no JSON token starts with.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') { ++at_; }
  }

  bool accept(char c) {
    if (peek() != c) { return false; }
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) { fail(std::string("JSON needs a '") + c + "' here"); }
  }

  Value parse_value() {
    if (++values_ > max_values) { fail("the JSON has too many values"); }
    skip_space();
    switch (peek()) {
      case '{':
        return nested([this] { return parse_object(); });
      case '[':
        return nested([this] { return parse_array(); });
      case '"':
        return parse_string();
      case 't':
        return parse_word("true", true);
      case 'f':
        return parse_word("false", false);
      case 'n':
        return parse_word("null", {});
      default:
        return parse_number();
    }
  }

  template <typename Parse>
  Value nested(Parse parse) {
    if (++depth_ > max_depth) { fail("the JSON is nested too deeply"); }
    ++at_;  // the bracket
    skip_space();
    Value value = parse();
    --depth_;
    return value;
  }

  Value parse_object() {
    Value::Dict dict;
    if (accept('}')) { return dict; }
    do {
      skip_space();
      std::string key = parse_string();
      if (dict.contains(key)) { fail("the JSON has the key " + in_quotes(key) + " twice"); }
      skip_space();
      expect(':');
      Value value = parse_value();
      dict.emplace(std::move(key), std::move(value));
      skip_space();
    } while (accept(','));
    expect('}');
    return dict;
  }

  Value parse_array() {
    Value::List list;
    if (accept(']')) { return list; }
    do {
      list.push_back(parse_value());
      skip_space();
    } while (accept(','));
    expect(']');
    return list;
  }

  Value parse_word(std::string_view word, Value value) {
    if (text_.substr(at_, word.size()) != word) { fail("this is not JSON"); }
    at_ += word.size();
    return value;
  }

  std::string parse_string() {
    expect('"');
    std::string out;
    while (!accept('"')) {
      const size_t run_start = at_;
      while (at_ < text_.size() && peek() != '"' && peek() != '\\' &&
             static_cast<unsigned char>(peek()) >= 0x20) {
        ++at_;
      }
      const std::string_view run = text_.substr(run_start, at_ - run_start);
      if (!is_utf8(run)) { fail("a JSON string is not UTF-8"); }
      out += run;
      if (accept('\\')) {
        parse_escape(out);
      } else if (peek() != '"') {
        fail(at_ < text_.size() ? "a JSON string holds a control character"
                                : "a JSON string does not end");
      }
    }
    return out;
  }

  void parse_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (accept('u')) {
      uint32_t code = parse_hex();
      if (code >= 0xD800 && code < 0xDC00) {  // a surrogate pair: two escapes for one character
        if (!accept('\\') || !accept('u')) { fail("a JSON escape is half of a surrogate pair"); }
        const uint32_t low = parse_hex();
        if (low < 0xDC00 || low > 0xDFFF) { fail("a JSON escape is half of a surrogate pair"); }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else if (code >= 0xDC00 && code < 0xE000) {
        fail("a JSON escape is half of a surrogate pair");
      }
      append_utf8(code, out);
      return;
    }
    const size_t which = at_ < text_.size() ? letters.find(peek()) : std::string_view::npos;
    if (which == std::string_view::npos) { fail("this JSON escape does not exist"); }
    out += meanings[which];
    ++at_;
  }

  uint32_t parse_hex() {
    const std::string_view digits = text_.substr(at_, 4);
    uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc{} || digits.size() != 4 || end != digits.data() + 4) {
      fail("a JSON escape needs four hex digits");
    }
    at_ += 4;
    return code;
  }

  void skip_digits() {
    if (peek() < '0' || peek() > '9') { fail("this is not JSON"); }
    while (peek() >= '0' && peek() <= '9') { ++at_; }
  }

  Value parse_number() {
    const size_t start = at_;
    accept('-');
    if (peek() == '0') {
      ++at_;  // nothing but a point or exponent may follow
    } else {
      skip_digits();
    }
    bool whole = true;
    if (accept('.')) {
      skip_digits();
      whole = false;
    }
    if (accept('e') || accept('E')) {
      if (!accept('-')) { accept('+'); }
      skip_digits();
      whole = false;
    }
    const std::string_view number = text_.substr(start, at_ - start);
    return whole ? convert<int64_t>(number) : convert<double>(number);
  }

  template <typename T>
  Value convert(std::string_view number) const {
    T value{};
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size()) {
      fail("the number " + in_quotes(number) + " is out of range");
    }
    return value;
  }

  std::string_view text_;
  const std::string& label_;
  size_t at_ = 0;
  size_t values_ = 0;
  int depth_ = 0;
};

}  // namespace

Value parse_json(std::string_view text, const std::string& label) {
  return JsonParser(text, label).parse();
}

}  // namespace bb
