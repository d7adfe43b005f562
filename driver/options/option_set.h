#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "driver/options/option_value.h"
#include "driver/options/usage_error.h"

namespace bb {

/// An option of a command: where its value goes, and what it may be.
struct OptionDeclaration {
  std::string name;        // "out", or "out,o" with a letter of its own
  std::string value_name;  // "n"; empty for a flag
  std::string help;
  std::function<void(const std::string&)> set;  // throws BadValue
  std::function<std::string()> get;             // the value in effect; empty where there is none
  bool shows_default = false;                   // in the help
};

/// The options of one command, each declared with its type, its bounds and the variable that it
/// sets, whose value before that is the default:
///
///   set.group("Input");
///   set.number("limit", options.limit, {.least = 0}, "take the first n rows; 0: all");
///   set.choice("missing-msa", options.missing_msa, {{"error", refuse}, {"empty", empty}}, "...");
///
/// Names are written with dashes; underscores are taken too. No text is a value that its
/// declaration does not allow, wherever it is given, and the message names the place: `--limit -2`,
/// `BOLTZ_BATCH_LIMIT=-2`, `run.cfg, line 3: limit = -2`.
class OptionSet {
 public:
  enum class From : uint8_t {
    command_line,
    anywhere  // BOLTZ_BATCH_… variables and the file of --config too
  };

  /// `command`: as its help is asked for, "boltz-batch merge".
  explicit OptionSet(std::string command) : command_(std::move(command)) {}
  OptionSet(const OptionSet&) = delete;
  OptionSet& operator=(const OptionSet&) = delete;

  /// Options declared from here on stand under `title` in the help; without a title not at all.
  void group(std::string title, From from = From::anywhere);

  template <class T>
  void number(std::string name, T& target, Bounds<T> bounds, std::string help,
              std::string value_name = "n");
  void flag(std::string name, bool& target, std::string help);
  void path(std::string name, std::filesystem::path& target, std::string help,
            std::string value_name = "path");
  void paths(std::string name, std::vector<std::filesystem::path>& target);
  void text(std::string name, std::string& target, std::string help, std::string value_name);
  template <class T>
  void choice(std::string name, T& target,
              std::initializer_list<std::pair<std::string_view, T>> allowed, std::string help);

  /// Of two declarations of one name the first counts; the second's variables and lines of a
  /// --config file are read and left aside.
  void declare(OptionDeclaration option);

  /// Arguments that are no options are values of `name`, a declared option: one of them, or all
  /// that are left. The one named last takes what others leave.
  void place(std::string name, bool takes_many = false);

  /// Sets what `arguments`, then BOLTZ_BATCH_… variables, then the file of --config say, the first
  /// of them that names an option counting. False where --help was asked for. Throws UsageError.
  bool parse(std::span<const std::string> arguments);

  /// The options of these groups, or of all.
  std::string help(std::span<const std::string> titles = {}) const;

  /// Name and value of every option that is in effect and may come from anywhere.
  std::vector<std::pair<std::string, std::string>> listed() const;

 private:
  struct Group {
    std::string title;
    From from = From::anywhere;
    std::vector<OptionDeclaration> options;
  };
  struct Place {
    std::string name;
    bool takes_many = false;
  };
  /// A value, and how a message names both.
  struct Given {
    std::string name, value;
    std::string where;  // "--limit -2"
  };

  std::vector<Given> read_arguments(std::span<const std::string> arguments) const;
  std::vector<Given> read_environment() const;
  std::vector<Given> read_file(const std::string& path) const;
  std::vector<Given> placed(const std::vector<std::string>& values) const;
  void apply(const std::vector<Given>& given, std::map<std::string, std::string>& decided) const;

  const OptionDeclaration* find(std::string_view name) const;
  std::vector<std::string_view> names(From from) const;
  bool is_left_aside(std::string_view name) const;
  bool may_come_from_anywhere(std::string_view name) const;
  std::string hint() const;

  std::string command_;
  std::vector<Group> groups_;
  std::vector<std::string> left_aside_;
  std::vector<Place> places_;
};

/// The name of an option without its letter.
std::string long_name(const std::string& name);

template <class T>
void OptionSet::number(std::string name, T& target, Bounds<T> bounds, std::string help,
                       std::string value_name) {
  declare({.name = std::move(name),
           .value_name = std::move(value_name),
           .help = std::move(help),
           .set = [&target, bounds](const std::string& text) { target = number_of(text, bounds); },
           .get = [&target] { return text_of_number(target); },
           .shows_default = true});
}

template <class T>
void OptionSet::choice(std::string name, T& target,
                       std::initializer_list<std::pair<std::string_view, T>> allowed,
                       std::string help) {
  const std::vector<std::pair<std::string_view, T>> values(allowed);
  std::string value_name;
  for (const auto& [word, value] : values) {
    value_name.append(value_name.empty() ? "" : "|").append(word);
  }
  declare({.name = std::move(name),
           .value_name = std::move(value_name),
           .help = std::move(help),
           .set =
               [&target, values](const std::string& text) {
                 std::vector<std::string_view> words;
                 for (const auto& [word, value] : values) {
                   if (word == text) {
                     target = value;
                     return;
                   }
                   words.push_back(word);
                 }
                 refuse_choice(text, words);
               },
           .get =
               [&target, values] {
                 for (const auto& [word, value] : values) {
                   if (value == target) { return std::string(word); }
                 }
                 return std::string();
               },
           .shows_default = true});
}

}  // namespace bb
