#include "io/input/complexes/corrections.h"

#include <array>
#include <stdexcept>

#include "io/files/input_error.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"

namespace bb {
namespace {

struct Named {
  std::string_view name;
  bool Corrections::*member;
};

constexpr std::array all_corrections{Named{"template-register", &Corrections::template_register}};

void set(Corrections& corrections, std::string_view name) {
  if (name == "none") { return; }
  bool found = false;
  for (const Named& one : all_corrections) {
    if (name != "all" && name != one.name) { continue; }
    corrections.*one.member = true;
    found = true;
  }
  if (found) { return; }
  std::array<std::string_view, all_corrections.size() + 2> allowed{"all", "none"};
  for (size_t i = 0; i < all_corrections.size(); ++i) { allowed[i + 2] = all_corrections[i].name; }
  throw std::invalid_argument("there is no correction " + quote(name) + ". " +
                              allowed_are(name, allowed));
}

}  // namespace

Corrections parse_corrections(std::string_view list) {
  Corrections corrections;
  for (;;) {
    const size_t comma = list.find(',');
    set(corrections, trimmed(list.substr(0, comma)));
    if (comma == std::string_view::npos) { return corrections; }
    list.remove_prefix(comma + 1);
  }
}

std::string to_text(const Corrections& corrections) {
  std::string text;
  for (const Named& one : all_corrections) {
    if (corrections.*one.member) { text.append(text.empty() ? "" : ",").append(one.name); }
  }
  return text.empty() ? "none" : text;
}

}  // namespace bb
