#include "io/checkpoint/json_parser.h"

#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

using nlohmann::json;

// Makes a Value of what the parser reports, and refuses what JSON allows and a header never holds.
class ValueBuilder final : public json::json_sax_t {
 public:
  explicit ValueBuilder(const std::string& label) : label_(label) {}

  Value take() { return std::move(root_); }

  bool null() override { return add({}); }
  bool boolean(bool flag) override { return add(flag); }
  bool number_integer(int64_t number) override { return add(number); }
  bool number_unsigned(uint64_t number) override {
    if (!std::in_range<int64_t>(number)) { fail_range(std::to_string(number)); }
    return add(static_cast<int64_t>(number));
  }
  bool number_float(double number, const std::string& text) override {
    if (text.find_first_of(".eE") == std::string::npos) { fail_range(text); }
    return add(number);
  }
  bool string(std::string& text) override { return add(std::move(text)); }
  bool binary(json::binary_t& /*bytes*/) override { return false; }  // JSON as text has none

  bool start_object(size_t /*unknown*/) override { return open(Value::Dict{}); }
  bool start_array(size_t /*unknown*/) override { return open(Value::List{}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& key) override {
    Level& level = levels_.back();
    if (std::get<Value::Dict>(level.items).contains(key)) {
      fail("the JSON has the key " + in_quotes(key) + " twice");
    }
    level.key = std::move(key);
    return true;
  }

  bool parse_error(size_t position, const std::string& /*token*/,
                   const json::exception& error) override {
    std::string_view what = error.what();  // "[json.exception.parse_error.101] parse error at …"
    what.remove_prefix(what.find("] ") + 2);
    throw CheckpointError(label_ + ", byte " + std::to_string(position),
                          "this is not JSON: " + in_quotes(what), download_again);
  }

 private:
  static constexpr size_t max_depth = 32;
  static constexpr size_t max_values = 4'000'000;

  struct Level {
    std::variant<Value::Dict, Value::List> items;
    std::string key;  // of the item that comes next
  };

  [[noreturn]] void fail(const std::string& what) const {
    throw CheckpointError(label_, what, download_again);
  }

  [[noreturn]] void fail_range(const std::string& number) const {
    fail("the number " + in_quotes(number) + " is out of range");
  }

  void count() {
    if (++values_ > max_values) { fail("the JSON has too many values"); }
  }

  bool add(Value value) {
    count();
    place(std::move(value));
    return true;
  }

  void place(Value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (auto* list = std::get_if<Value::List>(&levels_.back().items)) {
      list->push_back(std::move(value));
    } else {
      std::get<Value::Dict>(levels_.back().items)
          .emplace(std::move(levels_.back().key), std::move(value));
    }
  }

  template <typename Items>
  bool open(Items items) {
    count();
    if (levels_.size() == max_depth) { fail("the JSON is nested too deeply"); }
    levels_.push_back({std::move(items), {}});
    return true;
  }

  bool close() {
    auto items = std::move(levels_.back().items);
    levels_.pop_back();
    place(std::visit([](auto& whole) { return Value(std::move(whole)); }, items));
    return true;
  }

  const std::string& label_;
  Value root_;
  std::vector<Level> levels_;
  size_t values_ = 0;
};

}  // namespace

Value parse_json(std::string_view text, const std::string& label) {
  if (const size_t at = text.find('\0'); at != std::string_view::npos) {
    // The parser would take it for the end, and believe what is before it.
    throw CheckpointError(label + ", byte " + std::to_string(at), "this is not JSON: a byte 0",
                          download_again);
  }
  ValueBuilder builder(label);
  json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace bb
