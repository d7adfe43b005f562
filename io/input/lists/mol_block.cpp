#include "io/input/lists/mol_block.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "io/files/input_error.h"
#include "io/files/text.h"

namespace bb {
namespace {

constexpr size_t block_header_lines = 3;
constexpr int most_atoms = 10'000;

std::optional<int> number(std::string_view text) {
  text = trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) { return std::nullopt; }
  return value;
}

std::optional<double> real(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) { return std::nullopt; }
  return value;
}

// Columns `start` to `start + width`, as far as the line goes.
std::string_view columns(std::string_view line, size_t start, size_t width) {
  return start < line.size() ? line.substr(start, width) : std::string_view{};
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    found.push_back(text.substr(0, text.find_first_of(" \t")));
    text.remove_prefix(found.back().size());
  }
  return found;
}

class MolBlock {
 public:
  MolBlock(std::span<const std::string> lines, const std::filesystem::path& file, size_t first_line)
      : lines_(lines), file_(file), first_line_(first_line) {}

  size_t check() {
    if (lines_.size() <= block_header_lines) {
      fail(0,
           "the record has " + std::to_string(lines_.size()) +
               " lines, a mol block starts with three and a counts line",
           "Is the name's line, which may be empty, missing?");
    }
    const std::string_view version = trimmed(columns(lines_[block_header_lines], 33, 7));
    if (version == "V3000") { return check_v3000(); }
    if (!version.empty() && version != "V2000" &&
        number(columns(lines_[block_header_lines], 0, 3))) {
      fail(block_header_lines, "the version " + quote(version) + " is unknown",
           "Allowed are V2000 and V3000");
    }
    return check_v2000();
  }

 private:
  [[noreturn]] void fail(size_t index, const std::string& problem,
                         std::string_view mend = {}) const {
    throw InputError({.file = file_, .line = first_line_ + index}, problem, mend);
  }

  int count(std::optional<int> value, size_t index, std::string_view what) const {
    if (!value || *value < 0) {
      fail(index, "the counts line gives no number of " + std::string(what),
           "Is a line of the header missing?");
    }
    if (*value > most_atoms) {
      fail(index,
           "there are " + std::to_string(*value) + " " + std::string(what) + ", more than 10,000");
    }
    return *value;
  }

  void check_atom(int atom, int atoms, size_t index) const {
    if (atom >= 1 && atom <= atoms) { return; }
    fail(index,
         "the bond names atom " + std::to_string(atom) + ", there are " + std::to_string(atoms));
  }

  size_t check_v2000() const {
    const std::string_view counts = lines_[block_header_lines];
    const int atoms = count(number(columns(counts, 0, 3)), block_header_lines, "atoms");
    const int bonds = count(number(columns(counts, 3, 3)), block_header_lines, "bonds");
    if (atoms == 0) { fail(block_header_lines, "the molecule has no atoms"); }
    size_t at = block_header_lines + 1;
    if (lines_.size() < at + static_cast<size_t>(atoms) + static_cast<size_t>(bonds)) {
      fail(block_header_lines, "the record ends before its " + std::to_string(atoms) +
                                   " atoms and " + std::to_string(bonds) + " bonds do");
    }
    for (int i = 0; i < atoms; ++i, ++at) {
      const std::string_view line = lines_[at];
      if (!real(columns(line, 0, 10)) || !real(columns(line, 10, 10)) ||
          !real(columns(line, 20, 10))) {
        fail(at,
             "atom " + std::to_string(i + 1) + " has no three coordinates of ten characters each");
      }
      if (trimmed(columns(line, 31, 3)).empty()) {
        fail(at, "atom " + std::to_string(i + 1) + " has no element");
      }
    }
    for (int i = 0; i < bonds; ++i, ++at) {
      const auto first = number(columns(lines_[at], 0, 3));
      const auto second = number(columns(lines_[at], 3, 3));
      if (!first || !second || !number(columns(lines_[at], 6, 3))) {
        fail(at,
             "bond " + std::to_string(i + 1) + " is not three numbers of three characters each");
      }
      check_atom(*first, atoms, at);
      check_atom(*second, atoms, at);
    }
    return end_of_block(at);
  }

  size_t check_v3000() const {
    size_t at = block_header_lines + 1;
    int atoms = -1;
    int bonds = -1;
    int seen_atoms = 0;
    int seen_bonds = 0;
    std::string_view section;
    for (; at < lines_.size() && !lines_[at].starts_with("M  END"); ++at) {
      const std::string_view line = lines_[at];
      if (!line.starts_with("M  V30")) {
        fail(at, "a line of a V3000 block does not start with 'M  V30'");
      }
      const auto parts = words(line.substr(6));
      if (parts.size() >= 2 && parts[0] == "BEGIN") {
        section = parts[1];
      } else if (!parts.empty() && parts[0] == "END") {
        section = {};
      } else if (parts.size() >= 3 && parts[0] == "COUNTS") {
        atoms = count(number(parts[1]), at, "atoms");
        bonds = count(number(parts[2]), at, "bonds");
      } else if (section == "ATOM" && (at == 0 || !lines_[at - 1].ends_with('-'))) {
        if (parts.size() < 6 || !real(parts[2]) || !real(parts[3]) || !real(parts[4])) {
          fail(at, "an atom needs a number, an element and three coordinates");
        }
        ++seen_atoms;
      } else if (section == "BOND" && (at == 0 || !lines_[at - 1].ends_with('-'))) {
        const bool whole = parts.size() >= 4 && number(parts[2]) && number(parts[3]);
        if (!whole) { fail(at, "a bond needs a number, a type and two atoms"); }
        ++seen_bonds;
      }
    }
    if (atoms < 0) { fail(block_header_lines, "the V3000 block has no COUNTS line"); }
    if (atoms == 0) { fail(block_header_lines, "the molecule has no atoms"); }
    if (seen_atoms != atoms || seen_bonds != bonds) {
      fail(block_header_lines, "COUNTS says " + std::to_string(atoms) + " atoms and " +
                                   std::to_string(bonds) + " bonds, there are " +
                                   std::to_string(seen_atoms) + " and " +
                                   std::to_string(seen_bonds));
    }
    return end_of_block(at);
  }

  size_t end_of_block(size_t at) const {
    while (at < lines_.size() && !lines_[at].starts_with("M  END")) {
      if (lines_[at].starts_with('>')) { break; }
      ++at;
    }
    if (at == lines_.size() || lines_[at].starts_with('>')) {
      fail(at > 0 ? at - 1 : 0, "the mol block does not end with 'M  END'");
    }
    return at + 1;
  }

  std::span<const std::string> lines_;
  const std::filesystem::path& file_;
  size_t first_line_;
};

}  // namespace

size_t check_mol_block(std::span<const std::string> lines, const std::filesystem::path& file,
                       size_t first_line) {
  return MolBlock(lines, file, first_line).check();
}

}  // namespace bb
