#include <istream>
#include <ostream>
#include <sstream>

#include "worker/replay/session.h"

namespace bb::replay {

namespace {

Options parse_line(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> arguments;
  for (std::string word; words >> word;) { arguments.push_back(word); }
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) { pointers.push_back(argument.c_str()); }
  Options options = parse_options(pointers);
  if (!options.jobs.empty() || options.help) {
    throw UsageError("--jobs and --help make no sense within a job");
  }
  return options;
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

int64_t run_jobs(std::istream& lines, std::ostream& out, Session& session) {
  int64_t failed = 0, number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const size_t text = line.find_first_not_of(" \t");
    if (text == std::string::npos || line[text] == '#') { continue; }
    try {
      session.run(parse_line(line));
      out << "done\t" << number << std::endl;
    } catch (const std::exception& error) {
      ++failed;
      out << "failed\t" << number << '\t' << first_line(error.what()) << std::endl;
    }
  }
  return failed;
}

}  // namespace bb::replay
