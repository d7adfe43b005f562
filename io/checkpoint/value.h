#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bb {

/// A node of an immutable configuration tree: what hyper-parameters are once Python's classes are
/// taken away. Copies are cheap (lists and dicts are shared) and the tree is finite: no cycles,
/// bounded depth. What has no plain value is there as Opaque: a configuration is full of objects
/// that nobody asks for, and only asking is an error.
///
/// Paths are keys joined by dots, list elements by their number: "score_model_args.sigma_data",
/// "groups.0". A key that itself contains a dot is reached through dict().
class Value {
 public:
  using List = std::vector<Value>;
  using Dict = std::map<std::string, Value, std::less<>>;

  /// Something of Python's that is not data to us; `what` says what, for messages: "the Python
  /// object 'datetime.date'".
  struct Opaque {
    std::string what;
    bool operator==(const Opaque&) const = default;
  };

  Value() = default;               // null
  template <std::same_as<bool> B>  // not from pointers
  Value(B flag) : data_(flag) {}
  Value(int64_t number) : data_(number) {}
  Value(int number) : data_(int64_t{number}) {}
  Value(double number) : data_(number) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(List list) : data_(std::make_shared<const List>(std::move(list))) {}
  Value(Dict dict) : data_(std::make_shared<const Dict>(std::move(dict))) {}
  Value(Opaque opaque) : data_(std::move(opaque)) {}

  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); }
  bool is_list() const noexcept {
    return std::holds_alternative<std::shared_ptr<const List>>(data_);
  }
  bool is_dict() const noexcept {
    return std::holds_alternative<std::shared_ptr<const Dict>>(data_);
  }
  /// Nullptr for plain values.
  const Opaque* opaque() const noexcept { return std::get_if<Opaque>(&data_); }

  /// The node at `path` ("" is this node itself), or nullptr if there is none. Points into this
  /// tree.
  const Value* find(std::string_view path) const noexcept;

  /// Null counts as present here.
  bool contains(std::string_view path) const noexcept { return find(path) != nullptr; }

  /// The value at `path` as T: bool, int64_t, double, std::string, List, Dict or Value. A
  /// whole-numbered double is accepted as int64 and any integer as double, because YAML does not
  /// tell 16 from 16.0; nothing else is converted. Throws CheckpointError naming the path and what
  /// is there instead; so do those below where an Opaque is at the path or on the way to it.
  template <typename T>
  T get(std::string_view path) const;

  /// As get(), but `fallback` when nothing is at `path`. A null that is there is not replaced: it
  /// is a wrong type.
  template <typename T>
  T get_or(std::string_view path, T fallback) const {
    return find_plain(path) ? get<T>(path) : std::move(fallback);
  }

  /// As get(), but nothing when the value is missing or null (Python's None).
  template <typename T>
  std::optional<T> get_optional(std::string_view path) const {
    const Value* found = find_plain(path);
    if (found == nullptr || found->is_null()) { return std::nullopt; }
    return get<T>(path);
  }

  /// This node itself as a list or dict; throws CheckpointError if it is none.
  const List& list() const;
  const Dict& dict() const;

  /// "null", "bool", "integer", "number", "string", "list", "dict" or "Python object".
  std::string_view type_name() const noexcept;

  bool operator==(const Value& other) const;

 private:
  /// As find(); throws CheckpointError where it meets an Opaque.
  const Value* find_plain(std::string_view path) const;

  std::variant<std::monostate, bool, int64_t, double, std::string, std::shared_ptr<const List>,
               std::shared_ptr<const Dict>, Opaque>
      data_;
};

template <>
bool Value::get<bool>(std::string_view path) const;
template <>
int64_t Value::get<int64_t>(std::string_view path) const;
template <>
double Value::get<double>(std::string_view path) const;
template <>
std::string Value::get<std::string>(std::string_view path) const;
template <>
Value::List Value::get<Value::List>(std::string_view path) const;
template <>
Value::Dict Value::get<Value::Dict>(std::string_view path) const;
template <>
Value Value::get<Value>(std::string_view path) const;

}  // namespace bb
