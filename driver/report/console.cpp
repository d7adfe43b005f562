#include "driver/report/console.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "driver/options/exit_code.h"
#include "io/files/printable.h"

namespace bb {

namespace {

[[gnu::format(printf, 2, 0)]] void print_to(std::FILE* stream, const char* format,
                                            std::va_list values) {
  std::va_list again;
  va_copy(again, values);
  const int length = std::vsnprintf(nullptr, 0, format, values);
  std::string text(length > 0 ? static_cast<size_t>(length) : 0, '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  const std::string shown = printable(text);
  std::fwrite(shown.data(), 1, shown.size(), stream);
}

}  // namespace

void print_out(const char* format, ...) {
  std::va_list values;
  va_start(values, format);
  print_to(stdout, format, values);
  va_end(values);
}

void print_error(const char* format, ...) {
  std::va_list values;
  va_start(values, format);
  print_to(stderr, format, values);
  va_end(values);
}

void fill_standard_streams() {
  for (int number = 0; number < 3; ++number) {
    if (::fcntl(number, F_GETFD) >= 0 || errno != EBADF) { continue; }
    [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR);  // takes the lowest number
  }
}

int close_output(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) { return code; }
  print_error("boltz-batch: standard output did not take all that was written to it: %s\n",
              std::strerror(errno));
  return code == exit_done ? exit_error : code;
}

}  // namespace bb
