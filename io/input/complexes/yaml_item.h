#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <yaml-cpp/yaml.h>

namespace bb {

/// One value of a YAML document that knows where it stands, so that every error names file, line
/// and field. Private to the YAML parser; all members throw InputError.
class YamlItem {
 public:
  YamlItem(YAML::Node node, std::string field, const std::filesystem::path& file)
      : node_(std::move(node)), field_(std::move(field)), file_(&file) {}

  [[noreturn]] void fail(std::string_view problem, std::string_view mend = {}) const;

  bool is_null() const { return node_.IsNull(); }
  bool is_map() const { return node_.IsMap(); }
  bool is_list() const { return node_.IsSequence(); }
  bool is_text() const { return node_.IsScalar(); }
  size_t line() const;
  const std::string& field() const noexcept { return field_; }

  /// Scalars. Text is taken as it is written: a chain called `1` or a component called `NO` needs
  /// no quotes.
  std::string text() const;           // not empty
  std::string text_or_empty() const;  // a value of another kind is an error all the same
  int32_t integer() const;
  double number() const;  // finite
  bool boolean() const;   // as YAML 1.1 writes it, or 0 and 1; false for null

  /// The elements of a list.
  std::vector<YamlItem> list() const;

  /// The texts of a list, or the one text.
  std::vector<std::string> texts() const;

 private:
  friend class YamlMap;
  const std::string& scalar(std::string_view wanted) const;

  YAML::Node node_;
  std::string field_;
  const std::filesystem::path* file_;
};

/// A YAML map of known keys: no other key, no key twice; merge keys (`<<`) are followed.
class YamlMap {
 public:
  YamlMap(const YamlItem& item, std::initializer_list<std::string_view> allowed);

  const YamlItem& item() const noexcept { return item_; }

  /// nullptr if it is not there or is null.
  const YamlItem* find(std::string_view key) const noexcept;

  /// Throws if it is not there or is null.
  const YamlItem& at(std::string_view key) const;

  const std::vector<std::pair<std::string, YamlItem>>& entries() const noexcept { return entries_; }

 private:
  void add(const YAML::Node& node, std::span<const std::string_view> allowed, int merge_depth);
  void merge(const YamlItem& value, std::span<const std::string_view> allowed, int merge_depth);
  bool has(std::string_view key) const noexcept;

  YamlItem item_;
  std::vector<std::pair<std::string, YamlItem>> entries_;
};

}  // namespace bb
