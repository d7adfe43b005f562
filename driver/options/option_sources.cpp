#include <algorithm>

#include <boost/program_options.hpp>

#include "driver/options/config_file.h"
#include "driver/options/option_set.h"
#include "driver/options/reference_options.h"
#include "io/files/input_error.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"

namespace bb {

namespace po = boost::program_options;

namespace {

constexpr std::string_view variable_prefix = "BOLTZ_BATCH_";

/// Names have dashes; the reference writes them with underscores, which are taken too.
std::string dashes(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

std::string name_of_variable(std::string_view variable) {
  return lower_case(dashes(variable.substr(variable_prefix.size())));
}

std::string variable_of(std::string_view name) {
  std::string out(variable_prefix);
  for (const char c : name) {
    out += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

/// As the user wrote it, unless that would spoil the message.
std::string shown(const std::string& value) {
  const bool plain = !value.empty() && value.size() <= 200 && is_utf8(value) &&
                     std::none_of(value.begin(), value.end(), [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                     });
  return plain ? value : quote(value);
}

std::vector<std::string> with_dashes(std::span<const std::string> arguments) {
  std::vector<std::string> out;
  bool options_end = false;
  for (const std::string& argument : arguments) {
    options_end = options_end || argument == "--";
    if (options_end || !argument.starts_with("--")) {
      out.push_back(argument);
      continue;
    }
    const auto equals = std::find(argument.begin(), argument.end(), '=');
    std::string written = argument;
    std::replace_copy(argument.begin(), equals, written.begin(), '_', '-');
    out.push_back(std::move(written));
  }
  return out;
}

/// "--write-full-pae" as it stands among the arguments: "--write_full_pae".
std::string as_written(std::span<const std::string> arguments, const std::string& option) {
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (dashes(name) == option) { return name; }
  }
  return option;
}

/// What is said of a name that is no option. `written`: a name as it is written there.
std::string unknown_option(const std::string& what, const std::string& name,
                           const std::vector<std::string_view>& known,
                           const std::function<std::string(std::string_view)>& written) {
  if (const std::string_view instead = instead_of_reference_option(name); !instead.empty()) {
    return what + ": " + std::string(instead);
  }
  const std::string_view near = nearest(name, known);
  return what + (near.empty() ? "" : ". Did you mean " + written(near) + "?");
}

/// What is wrong with `text` as a value of the option, for a message.
std::string problem_of(const OptionDeclaration& option, const std::string& text) {
  try {
    option.set(text);
  } catch (const BadValue& error) { return error.what(); }
  return "must have a value";
}

}  // namespace

std::vector<OptionSet::Given> OptionSet::placed(const std::vector<std::string>& values) const {
  std::vector<Given> out;
  size_t next = 0;
  for (const Place& place : places_) {
    const size_t end = place.takes_many ? values.size() : std::min(next + 1, values.size());
    for (; next < end; ++next) {
      out.push_back({.name = place.name, .value = values[next], .where = shown(values[next])});
    }
  }
  if (next < values.size()) {
    throw UsageError(shown(values[next]) + ": there is one argument too many before it" + hint());
  }
  return out;
}

std::vector<OptionSet::Given> OptionSet::read_arguments(
    std::span<const std::string> arguments) const {
  po::options_description known;
  known.add_options()("help,h", "");
  for (const Group& group : groups_) {
    for (const OptionDeclaration& option : group.options) {
      auto* const value = po::value<std::string>();
      if (option.value_name.empty()) { value->zero_tokens(); }
      known.add_options()(option.name.c_str(), value, "");
    }
  }
  constexpr const char* others = "other arguments";  // a name that nobody can write
  known.add_options()(others, po::value<std::string>(), "");
  po::positional_options_description places;
  places.add(others, -1);

  std::vector<Given> out;
  std::vector<std::string> positional;
  try {
    const auto parsed =
        po::command_line_parser(with_dashes(arguments))
            .options(known)
            .positional(places)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run();
    for (const po::option& option : parsed.options) {
      if (option.string_key == others) {
        positional.insert(positional.end(), option.value.begin(), option.value.end());
      } else if (option.value.empty()) {
        out.push_back(
            {.name = option.string_key, .value = "true", .where = "--" + option.string_key});
      } else {
        out.push_back({.name = option.string_key,
                       .value = option.value.front(),
                       .where = "--" + option.string_key + ' ' + shown(option.value.front())});
      }
    }
  } catch (const po::unknown_option& error) {
    const std::string given = error.get_option_name();  // --name=value, --name or -n
    const std::string option = given.substr(0, given.find('='));
    const std::string name = option.substr(std::min(option.find_first_not_of('-'), option.size()));
    const bool is_word = option.starts_with("--");
    throw UsageError(
        unknown_option(
            (is_word && !instead_of_reference_option(name).empty() ? "" : "unknown option ") +
                as_written(arguments, option),
            name, is_word ? names(From::command_line) : std::vector<std::string_view>{},
            [](std::string_view near) { return "--" + std::string(near); }) +
        hint());
  } catch (const po::invalid_command_line_syntax& error) {
    const std::string option = error.get_option_name();
    const OptionDeclaration* const found =
        find(dashes(option.substr(option.find_first_not_of('-'))));
    if (error.kind() == po::invalid_syntax::extra_parameter) {
      throw UsageError(option + " takes no value" + hint());
    }
    if (found != nullptr) {
      throw UsageError(option + " has no value: " + problem_of(*found, "") + hint());
    }
    throw UsageError(error.what() + hint());
  } catch (const po::error& error) { throw UsageError(error.what() + hint()); }
  for (Given& one : placed(positional)) { out.push_back(std::move(one)); }
  return out;
}

std::vector<OptionSet::Given> OptionSet::read_environment() const {
  const std::vector<std::string_view> known = names(From::anywhere);
  if (known.empty()) { return {}; }
  std::vector<Given> out;
  po::options_description any;
  const auto take = [&](const std::string& variable) -> std::string {
    if (!variable.starts_with(variable_prefix)) { return {}; }
    std::string name = name_of_variable(variable);
    if (is_left_aside(name)) { return {}; }
    if (!may_come_from_anywhere(name)) {
      throw UsageError(
          unknown_option("the environment variable " + shown(variable) +
                             (instead_of_reference_option(name).empty() ? " names no option" : ""),
                         name, known, variable_of) +
          hint());
    }
    return name;
  };
  for (const po::option& option : po::parse_environment(any, take).options) {
    const std::string& value = option.value.front();
    out.push_back({.name = option.string_key,
                   .value = value,
                   .where = variable_of(option.string_key) + '=' + shown(value)});
  }
  return out;
}

std::vector<OptionSet::Given> OptionSet::read_file(const std::string& path) const {
  std::vector<Given> out;
  for (const ConfigLine& line : read_config(path)) {
    const std::string place = path + ", line " + std::to_string(line.number) + ": ";
    const std::string name = dashes(line.name);
    if (name == "config") { throw UsageError(place + "a configuration file cannot name another"); }
    if (is_left_aside(name)) { continue; }
    if (!may_come_from_anywhere(name)) {
      throw UsageError(
          unknown_option(place + shown(line.name) +
                             (instead_of_reference_option(name).empty() ? " names no option" : ""),
                         name, names(From::anywhere),
                         [](std::string_view near) { return std::string(near); }) +
          hint());
    }
    out.push_back({.name = name,
                   .value = line.value,
                   .where = place + line.name + " = " + shown(line.value)});
  }
  return out;
}

}  // namespace bb
