#include "driver/options/option_set.h"

#include <algorithm>
#include <sstream>

#include <boost/program_options.hpp>

namespace bb {

namespace po = boost::program_options;

std::string long_name(const std::string& name) { return name.substr(0, name.find(',')); }

void OptionSet::group(std::string title, From from) {
  groups_.push_back({.title = std::move(title), .from = from, .options = {}});
}

void OptionSet::declare(OptionDeclaration option) {
  if (find(long_name(option.name)) != nullptr) {
    left_aside_.push_back(long_name(option.name));
    return;
  }
  groups_.back().options.push_back(std::move(option));
}

void OptionSet::flag(std::string name, bool& target, std::string help) {
  declare({.name = std::move(name),
           .value_name = {},
           .help = std::move(help),
           .set = [&target](const std::string& text) { target = flag_of(text); },
           .get = [&target] { return std::string(target ? "true" : "false"); }});
}

void OptionSet::path(std::string name, std::filesystem::path& target, std::string help,
                     std::string value_name) {
  declare({.name = std::move(name),
           .value_name = std::move(value_name),
           .help = std::move(help),
           .set =
               [&target](const std::string& text) {
                 if (text.empty()) { throw BadValue("must be a path"); }
                 target = text;
               },
           .get = [&target] { return target.string(); },
           .shows_default = true});
}

void OptionSet::paths(std::string name, std::vector<std::filesystem::path>& target) {
  declare({.name = std::move(name),
           .value_name = "path",
           .help = {},
           .set =
               [&target](const std::string& text) {
                 if (text.empty()) { throw BadValue("must be a path"); }
                 target.emplace_back(text);
               },
           .get = [] { return std::string(); }});
}

void OptionSet::text(std::string name, std::string& target, std::string help,
                     std::string value_name) {
  declare({.name = std::move(name),
           .value_name = std::move(value_name),
           .help = std::move(help),
           .set =
               [&target](const std::string& text) {
                 if (text.empty()) { throw BadValue("must not be empty"); }
                 target = text;
               },
           .get = [&target] { return target; },
           .shows_default = true});
}

void OptionSet::place(std::string name, bool takes_many) {
  places_.push_back({.name = std::move(name), .takes_many = takes_many});
}

const OptionDeclaration* OptionSet::find(std::string_view name) const {
  for (const Group& group : groups_) {
    for (const OptionDeclaration& option : group.options) {
      if (long_name(option.name) == name) { return &option; }
    }
  }
  return nullptr;
}

/// Of those that may come from anywhere, or of all.
std::vector<std::string_view> OptionSet::names(From from) const {
  std::vector<std::string_view> out;
  for (const Group& group : groups_) {
    if (group.title.empty() || (from == From::anywhere && group.from != From::anywhere)) {
      continue;
    }
    for (const OptionDeclaration& option : group.options) {
      out.push_back(std::string_view(option.name).substr(0, option.name.find(',')));
    }
  }
  return out;
}

bool OptionSet::is_left_aside(std::string_view name) const {
  return std::ranges::find(left_aside_, name) != left_aside_.end();
}

bool OptionSet::may_come_from_anywhere(std::string_view name) const {
  for (const Group& group : groups_) {
    for (const OptionDeclaration& option : group.options) {
      if (long_name(option.name) == name) { return group.from == From::anywhere; }
    }
  }
  return false;
}

std::string OptionSet::hint() const { return " (" + command_ + " --help lists the options)"; }

/// `decided`: by name, where an option got its value; what is there already stays.
void OptionSet::apply(const std::vector<Given>& given,
                      std::map<std::string, std::string>& decided) const {
  const std::map<std::string, std::string> before = decided;
  for (const Given& one : given) {
    if (before.contains(one.name)) { continue; }
    const auto place = std::ranges::find(places_, one.name, &Place::name);
    const bool takes_many = place != places_.end() && place->takes_many;
    const auto [entry, is_new] = decided.try_emplace(one.name, one.where);
    if (!is_new && !takes_many) {
      throw UsageError(one.where + ": it is given twice, as " + entry->second + " too" + hint());
    }
    try {
      find(one.name)->set(one.value);
    } catch (const BadValue& error) { throw UsageError(one.where + ": " + error.what() + hint()); }
  }
}

bool OptionSet::parse(std::span<const std::string> arguments) {
  const std::vector<Given> given = read_arguments(arguments);
  for (const Given& one : given) {
    if (one.name == "help") { return false; }
  }
  std::map<std::string, std::string> decided;
  apply(given, decided);
  apply(read_environment(), decided);
  if (decided.contains("config")) { apply(read_file(find("config")->get()), decided); }
  return true;
}

std::string OptionSet::help(std::span<const std::string> titles) const {
  std::ostringstream out;
  for (const Group& group : groups_) {
    const bool asked = titles.empty() || std::ranges::find(titles, group.title) != titles.end();
    if (group.title.empty() || !asked) { continue; }
    constexpr unsigned help_width = 110;
    po::options_description text(group.title, help_width);
    for (const OptionDeclaration& option : group.options) {
      auto* const value = po::value<std::string>()->value_name(option.value_name);
      if (option.value_name.empty()) { value->zero_tokens(); }
      const std::string standard = option.shows_default ? option.get() : "";
      if (!standard.empty()) { value->default_value(standard); }
      text.add_options()(option.name.c_str(), value, option.help.c_str());
    }
    out << text << '\n';
  }
  return out.str() + "  -h [ --help ]: print this and stop\n";
}

std::vector<std::pair<std::string, std::string>> OptionSet::listed() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const Group& group : groups_) {
    if (group.title.empty() || group.from != From::anywhere) { continue; }
    for (const OptionDeclaration& option : group.options) {
      if (std::string value = option.get(); !value.empty()) {
        out.emplace_back(long_name(option.name), std::move(value));
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace bb
