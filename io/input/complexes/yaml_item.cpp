#include "io/input/complexes/yaml_item.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "io/files/input_error.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"

namespace bb {
namespace {

// Longer texts and those of several lines are no value of a Boltz YAML that stands in a wrong
// place, but another file read as one: what is in it is nobody's business.
std::string value_of(const std::string& text) {
  constexpr size_t longest = 40;
  if (text.size() <= longest && text.find('\n') == std::string::npos) {
    return "the value " + quote(text);
  }
  return "a text of " + std::to_string(text.size()) + " bytes";
}

std::string kind_of(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
      return "nothing";
    case YAML::NodeType::Scalar:
      return value_of(node.Scalar());
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Map:
      return "a map";
  }
  return "something else";
}

constexpr size_t longest_key = 40;  // that can be meant for one of ours

}  // namespace

size_t YamlItem::line() const {
  const int line = node_.Mark().line;  // -1 where it has none
  return line < 0 ? 0 : static_cast<size_t>(line) + 1;
}

void YamlItem::fail(std::string_view problem, std::string_view mend) const {
  const int column = node_.Mark().column;
  throw InputError({.file = *file_,
                    .line = line(),
                    .column = column < 0 ? 0 : static_cast<size_t>(column) + 1,
                    .field = field_},
                   problem, mend);
}

const std::string& YamlItem::scalar(std::string_view wanted) const {
  if (!node_.IsScalar()) { fail("has " + kind_of(node_) + ", needs " + std::string(wanted)); }
  return node_.Scalar();
}

std::string YamlItem::text_or_empty() const { return scalar("a text"); }

std::string YamlItem::text() const {
  const std::string& text = scalar("a text");
  if (text.empty()) { fail("is empty"); }
  return text;
}

int32_t YamlItem::integer() const {
  const std::string& text = scalar("a whole number");
  int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    fail("the number " + quote(text) + " is too large");
  }
  if (error != std::errc{} || end != text.data() + text.size()) {
    fail("has " + quote(text) + ", needs a whole number");
  }
  return value;
}

double YamlItem::number() const {
  const std::string& text = scalar("a number");
  double value = 0;
  const size_t sign = text.starts_with('+') ? 1 : 0;
  const auto [end, error] = std::from_chars(text.data() + sign, text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    fail("has " + quote(text) + ", needs a finite number");
  }
  return value;
}

bool YamlItem::boolean() const {
  if (is_null()) { return false; }
  const std::string text = lower_case(scalar("true or false"));
  constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "1"};
  constexpr std::array<std::string_view, 4> no{"false", "no", "off", "0"};
  if (std::find(yes.begin(), yes.end(), text) != yes.end()) { return true; }
  if (std::find(no.begin(), no.end(), text) == no.end()) {
    fail("has " + quote(text) + ", needs true or false");
  }
  return false;
}

std::vector<YamlItem> YamlItem::list() const {
  if (!is_list()) {
    fail("has " + kind_of(node_) + ", needs a list",
         is_map() ? "Put '- ' before each element" : "");
  }
  std::vector<YamlItem> items;
  items.reserve(node_.size());
  for (const YAML::Node& node : node_) {
    items.emplace_back(node, field_ + "[" + std::to_string(items.size()) + "]", *file_);
  }
  return items;
}

std::vector<std::string> YamlItem::texts() const {
  if (!is_list()) { return {text()}; }
  std::vector<std::string> texts;
  for (const YamlItem& item : list()) { texts.push_back(item.text()); }
  if (texts.empty()) { fail("is an empty list"); }
  return texts;
}

YamlMap::YamlMap(const YamlItem& item, std::initializer_list<std::string_view> allowed)
    : item_(item) {
  if (!item.is_map()) {
    // Of a document that is a text as a whole not a word is said.
    const bool foreign = item.field_.empty() && item.node_.IsScalar();
    item.fail("has " + (foreign ? "a text" : kind_of(item.node_)) + ", needs a map",
              allowed_are("", std::span(allowed.begin(), allowed.size())));
  }
  add(item.node_, std::span(allowed.begin(), allowed.size()), 0);
}

bool YamlMap::has(std::string_view key) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& entry) { return entry.first == key; });
}

void YamlMap::add(const YAML::Node& node, std::span<const std::string_view> allowed,
                  int merge_depth) {
  std::vector<YamlItem> merged;
  std::vector<std::string> own;
  for (const auto& pair : node) {
    const YamlItem key(pair.first, item_.field_, *item_.file_);
    if (!pair.first.IsScalar()) {
      key.fail("has " + kind_of(pair.first) + " for a key, needs a name");
    }
    const std::string& name = pair.first.Scalar();
    if (name == "<<") {
      merged.emplace_back(pair.second, item_.field_ + ".<<", *item_.file_);
      continue;
    }
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      key.fail(name.size() > longest_key ? "there is a long key that is unknown here"
                                         : "the key " + quote(name) + " is unknown here",
               allowed_are(name, allowed));
    }
    if (std::find(own.begin(), own.end(), name) != own.end()) {
      key.fail("the key " + quote(name) + " stands here twice");
    }
    own.push_back(name);
    if (has(name)) {
      continue;  // what is written out goes before what is merged
    }
    const std::string field = item_.field_.empty() ? name : item_.field_ + "." + name;
    entries_.emplace_back(name, YamlItem(pair.second, field, *item_.file_));
  }
  for (const YamlItem& value : merged) { merge(value, allowed, merge_depth + 1); }
}

void YamlMap::merge(const YamlItem& value, std::span<const std::string_view> allowed,
                    int merge_depth) {
  constexpr int deepest = 4;
  constexpr size_t most = 8;
  if (merge_depth > deepest) { value.fail("merges are nested too deeply"); }
  if (value.is_map()) {
    add(value.node_, allowed, merge_depth);
    return;
  }
  const std::vector<YamlItem> parts = value.list();
  if (parts.size() > most) { value.fail("merges too many maps"); }
  for (const YamlItem& part : parts) {
    if (!part.is_map()) { part.fail("needs a map to merge"); }
    add(part.node_, allowed, merge_depth);
  }
}

const YamlItem* YamlMap::find(std::string_view key) const noexcept {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == key; });
  return found == entries_.end() || found->second.is_null() ? nullptr : &found->second;
}

const YamlItem& YamlMap::at(std::string_view key) const {
  if (const YamlItem* item = find(key)) { return *item; }
  item_.fail("the key " + quote(key) + (has(key) ? " has no value" : " is missing"));
}

}  // namespace bb
