#include "driver/command_options.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace bb {

namespace po = boost::program_options;

bool parse_command(const std::string& usage, const char* positional,
                   po::options_description& options, std::span<const std::string> arguments,
                   po::variables_map& values) {
  po::options_description all, hidden;
  options.add_options()("help,h", "print this and stop");
  hidden.add_options()(positional, po::value<std::string>(), "");
  all.add(options).add(hidden);
  po::positional_options_description place;
  place.add(positional, 1);
  try {
    std::vector<std::string> given(arguments.begin(), arguments.end());
    for (std::string& one : given) {
      if (one.starts_with("--")) {
        std::replace(one.begin(),
                     one.begin() + static_cast<ptrdiff_t>(std::min(one.find('='), one.size())), '_',
                     '-');
      }
    }
    po::store(
        po::command_line_parser(given)
            .options(all)
            .positional(place)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run(),
        values);
    if (values.count("help") > 0) {
      std::ostringstream text;
      text << usage << "\n\n" << options;
      std::fputs(text.str().c_str(), stdout);
      return false;
    }
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(error.what() + std::string(" (--help lists the options)"));
  }
  if (values.count(positional) == 0) throw UsageError("nothing given. " + usage);
  return true;
}

void InputSettings::add_to(po::options_description& options) {
  options.add_options()  //
      ("cache", po::value(&cache)->value_name("path"),
       "folder with components (default: $BOLTZ_CACHE, else ~/.boltz)")                  //
      ("components", po::value(&components)->value_name("path"), "chemical components")  //
      ("missing-msa", po::value(&missing_msa)->value_name("error|empty"),
       "a protein that says nothing of its MSA (default: error)")  //
      ("max-msa-seqs", po::value(&max_msa_seqs)->default_value(max_msa_seqs)->value_name("n"),
       "")                                                                  //
      ("seed", po::value(&seed)->default_value(seed)->value_name("n"), "")  //
      ("threads", po::value(&threads)->default_value(threads)->value_name("n"), "0: all CPUs");
}

Options InputSettings::as_options() const {
  // The run's own parser: one place knows the defaults.
  std::vector<std::string> arguments{
      "-", "--missing-msa=" + missing_msa, "--max-msa-seqs=" + std::to_string(max_msa_seqs),
      "--seed=" + std::to_string(seed), "--threads=" + std::to_string(threads)};
  if (!cache.empty()) arguments.push_back("--cache=" + cache);
  if (!components.empty()) arguments.push_back("--components=" + components);
  return parse_options(arguments, false).value();
}

}  // namespace bb
