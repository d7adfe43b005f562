#include "io/input/lists/mol_block.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "io/files/input_error.h"
#include "io/files/text.h"

namespace bb {
namespace {

constexpr size_t block_header_lines = 3;
constexpr int most_atoms = 10'000;

// The number that text begins with.
std::optional<int> number(std::string_view text) {
  text = trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || (end != text.data() + text.size() && *end != ' ')) {
    return std::nullopt;
  }
  return value;
}

// From column `start` on, as far as the line goes.
std::string_view columns(std::string_view line, size_t start, size_t width = std::string::npos) {
  return start < line.size() ? line.substr(start, width) : std::string_view{};
}

class MolBlock {
 public:
  MolBlock(std::span<const std::string> lines, const std::filesystem::path& file, size_t first_line)
      : lines_(lines), file_(file), first_line_(first_line) {}

  size_t check() const {
    if (lines_.size() <= block_header_lines) {
      fail(0,
           "the record has " + std::to_string(lines_.size()) +
               " lines, a mol block starts with three and a counts line",
           "Is the name's line, which may be empty, missing?");
    }
    const size_t end = find_end();
    const std::string_view counts = lines_[block_header_lines];
    const std::string_view version = trimmed(columns(counts, 33, 7));
    if (version == "V3000") {
      constexpr std::string_view start = "M  V30 COUNTS";
      const auto found = std::ranges::find_if(
          lines_.first(end), [&](const std::string& line) { return line.starts_with(start); });
      const auto at = static_cast<size_t>(found - lines_.begin());
      if (at == end) { fail(block_header_lines, "the V3000 block has no COUNTS line"); }
      check_atoms(number(columns(lines_[at], start.size())), at);
    } else {
      check_atoms(number(counts.substr(0, 3)), block_header_lines);
      if (!version.empty() && version != "V2000") {
        fail(block_header_lines, "the version " + quote(version) + " is unknown",
             "Allowed are V2000 and V3000");
      }
    }
    return end;
  }

 private:
  [[noreturn]] void fail(size_t index, const std::string& problem,
                         std::string_view mend = {}) const {
    throw InputError({.file = file_, .line = first_line_ + index}, problem, mend);
  }

  void check_atoms(std::optional<int> atoms, size_t index) const {
    if (!atoms || *atoms < 0) {
      fail(index, "the counts line gives no number of atoms", "Is a line of the header missing?");
    }
    if (*atoms > most_atoms) {
      fail(index, "there are " + std::to_string(*atoms) + " atoms, more than 10,000");
    }
    if (*atoms == 0) { fail(index, "the molecule has no atoms"); }
  }

  size_t find_end() const {
    for (size_t at = block_header_lines + 1; at < lines_.size(); ++at) {
      if (lines_[at].starts_with("M  END")) { return at + 1; }
      if (lines_[at].starts_with('>')) { fail_end(at); }
    }
    fail_end(lines_.size());
  }

  [[noreturn]] void fail_end(size_t after) const {
    fail(after - 1, "the mol block does not end with 'M  END'");
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
