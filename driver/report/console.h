#pragma once

#include <functional>
#include <string>

namespace bb {

/// All that a person reads goes through these: as printf, but what a terminal would obey in the
/// names, paths and messages that were read somewhere is shown instead (printable()).
[[gnu::format(printf, 1, 2)]] void print_out(const char* format, ...);
[[gnu::format(printf, 1, 2)]] void print_error(const char* format, ...);

/// Called with a line for the user.
using Say = std::function<void(const std::string&)>;

/// Opens /dev/null in the place of a standard stream that the caller has closed, lest a file or a
/// socket of ours take its number and messages go there. Before anything else is opened.
void fill_standard_streams();

/// What the program ends with: `code`, or exit_error where standard output did not take what was
/// written to it and `code` would have told of success.
int close_output(int code);

}  // namespace bb
