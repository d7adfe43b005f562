#include "io/checkpoint/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

// The keys that could have been meant, for an error message.
std::string keys_of(const Value& value) {
  if (!value.is_dict()) { return std::string("a ").append(value.type_name()); }
  std::string keys;
  constexpr size_t most = 40;
  size_t listed = 0;
  for (const auto& [key, child] : value.dict()) {
    if (++listed > most) { return keys + ", …"; }
    keys.append(keys.empty() ? "" : ", ").append(key);
  }
  return keys.empty() ? "nothing" : keys;
}

const Value* step(const Value& value, std::string_view key) noexcept {
  if (value.is_dict()) {
    const auto found = value.dict().find(key);
    return found == value.dict().end() ? nullptr : &found->second;
  }
  if (value.is_list()) {
    size_t index = 0;
    const char* end = key.data() + key.size();
    const auto [stop, error] = std::from_chars(key.data(), end, index);
    if (error != std::errc{} || stop != end || index >= value.list().size()) { return nullptr; }
    return &value.list()[index];
  }
  return nullptr;
}

// Splits "a.b.c" into "a" and "b.c".
std::string_view take_key(std::string_view& path) {
  const size_t dot = path.find('.');
  const std::string_view key = path.substr(0, dot);
  path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  return key;
}

std::string where(std::string_view path) {
  return path.empty() ? "hyper-parameters" : "hyper-parameter " + in_quotes(path);
}

void refuse_opaque(std::string_view path, const Value& value) {
  if (value.opaque() == nullptr) { return; }
  throw CheckpointError(where(path),
                        "depends on " + value.opaque()->what +
                            ", which has no value here: what a checkpoint names is read as data "
                            "and never run",
                        "Save the checkpoint with plain numbers, texts, lists and dicts as its "
                        "hyper_parameters");
}

const Value& require(const Value& root, std::string_view path) {
  const Value* at = &root;
  for (std::string_view rest = path; !rest.empty();) {
    refuse_opaque(path, *at);
    const std::string_view key = take_key(rest);
    const Value* next = step(*at, key);
    if (next == nullptr) {
      throw CheckpointError(where(path),
                            "missing: there is no " + in_quotes(key) + " among: " + keys_of(*at),
                            "Is this the checkpoint of another model?");
    }
    at = next;
  }
  refuse_opaque(path, *at);
  return *at;
}

[[noreturn]] void fail_type(std::string_view path, const Value& value, std::string_view wanted,
                            std::string shown = {}) {
  std::string what = std::string("is a ").append(value.type_name());
  if (!shown.empty()) { what.append(" (").append(shown).append(")"); }
  what.append(" where a ").append(wanted).append(" is needed");
  std::string_view mend;
  if (shown.find("${") != std::string::npos) {
    mend =
        "This is an unresolved OmegaConf interpolation: resolve it (OmegaConf.resolve) before "
        "saving the checkpoint";
  }
  throw CheckpointError(where(path), what, mend);
}

}  // namespace

const Value* Value::find(std::string_view path) const noexcept {
  const Value* at = this;
  while (at != nullptr && !path.empty()) { at = step(*at, take_key(path)); }
  return at;
}

const Value* Value::find_plain(std::string_view path) const {
  const Value* at = this;
  for (std::string_view rest = path; at != nullptr && !rest.empty();) {
    refuse_opaque(path, *at);
    at = step(*at, take_key(rest));
  }
  return at;
}

template <>
bool Value::get<bool>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (const auto* flag = std::get_if<bool>(&value.data_)) { return *flag; }
  const auto* text = std::get_if<std::string>(&value.data_);
  fail_type(path, value, "bool", text == nullptr ? "" : in_quotes(*text));
}

template <>
int64_t Value::get<int64_t>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (const auto* number = std::get_if<int64_t>(&value.data_)) { return *number; }
  if (const auto* number = std::get_if<double>(&value.data_)) {
    constexpr double exact =
        9007199254740992.0;  // 2^53: beyond it a double no longer names one integer
    if (std::trunc(*number) == *number && std::abs(*number) <= exact) {
      return static_cast<int64_t>(*number);
    }
    fail_type(path, value, "whole number", std::to_string(*number));
  }
  const auto* text = std::get_if<std::string>(&value.data_);
  fail_type(path, value, "whole number", text == nullptr ? "" : in_quotes(*text));
}

template <>
double Value::get<double>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (const auto* number = std::get_if<double>(&value.data_)) { return *number; }
  if (const auto* number = std::get_if<int64_t>(&value.data_)) {
    return static_cast<double>(*number);
  }
  const auto* text = std::get_if<std::string>(&value.data_);
  fail_type(path, value, "number", text == nullptr ? "" : in_quotes(*text));
}

template <>
std::string Value::get<std::string>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (const auto* text = std::get_if<std::string>(&value.data_)) { return *text; }
  fail_type(path, value, "string");
}

template <>
Value::List Value::get<Value::List>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (!value.is_list()) { fail_type(path, value, "list"); }
  return value.list();
}

template <>
Value::Dict Value::get<Value::Dict>(std::string_view path) const {
  const Value& value = require(*this, path);
  if (!value.is_dict()) { fail_type(path, value, "dict"); }
  return value.dict();
}

template <>
Value Value::get<Value>(std::string_view path) const {
  return require(*this, path);
}

const Value::List& Value::list() const {
  if (const auto* list = std::get_if<std::shared_ptr<const List>>(&data_)) { return **list; }
  fail_type("", *this, "list");
}

const Value::Dict& Value::dict() const {
  if (const auto* dict = std::get_if<std::shared_ptr<const Dict>>(&data_)) { return **dict; }
  fail_type("", *this, "dict");
}

std::string_view Value::type_name() const noexcept {
  constexpr std::string_view names[] = {"null",   "bool", "integer", "number",
                                        "string", "list", "dict",    "Python object"};
  return names[data_.index()];
}

bool Value::operator==(const Value& other) const {
  if (is_list() && other.is_list()) { return list() == other.list(); }
  if (is_dict() && other.is_dict()) { return dict() == other.dict(); }
  return data_ == other.data_;
}

}  // namespace bb
