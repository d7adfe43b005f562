#include "io/input/lists/separator_choice.h"

#include <algorithm>
#include <array>
#include <map>

#include "io/files/line_reader.h"
#include "io/files/text.h"
#include "io/input/complexes/smiles_grammar.h"
#include "io/input/lists/chemaxon_extension.h"
#include "io/input/lists/library_format.h"

namespace bb {
namespace {

constexpr size_t most_bytes = size_t{4} << 20;

double part(size_t some, size_t all) {
  return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

// Of the lines, those that have the separator as often as most have it, at least once.
double agreement(std::span<const std::string> lines, char separator) {
  std::map<size_t, size_t> lines_with;
  for (const std::string& line : lines) {
    size_t count = 0;
    bool quoted = false;
    for (const char c : line) {
      quoted = quoted != (c == '"');
      count += c == separator && !quoted ? 1 : 0;
    }
    if (count > 0) { ++lines_with[count]; }
  }
  size_t most = 0;
  for (const auto& [count, found] : lines_with) { most = std::max(most, found); }
  return part(most, lines.size());
}

template <typename What>
double part_of(std::span<const std::string> lines, const What& what) {
  return part(static_cast<size_t>(std::count_if(lines.begin(), lines.end(), what)), lines.size());
}

bool is_smiles(std::string_view word) {
  const WrittenSmiles parts = split_written_smiles(word);
  return parts.rest.empty() && looks_like_smiles(parts.smiles);
}

}  // namespace

bool is_table_ending(std::string_view ending) noexcept {
  return ending == ".csv" || ending == ".tsv" || ending == ".tab";
}

FirstLines first_lines(ByteSource source, size_t most) {
  FirstLines out;
  LineReader reader(std::move(source), limits::list_line_bytes);
  size_t bytes = 0;
  for (std::string line; out.rows.size() < most && bytes < most_bytes && reader.next(line);) {
    bytes += line.size();
    if (reader.cut() || trimmed(line).empty()) { continue; }
    if (line.starts_with('#')) {
      if (out.rows.empty() && out.comment.empty()) { out.comment = line; }
    } else {
      out.rows.push_back(line);
    }
  }
  return out;
}

Separator choose_separator(std::span<const std::string> lines, std::string_view ending) {
  const bool csv = ending == ".csv";
  const bool table = is_table_ending(ending);
  const double tabs =
      part_of(lines, [](const std::string& line) { return line.find('\t') != line.npos; });
  // In files of SMILES and names a tab may be as good as a blank, now one and now the other.
  const bool is_wide = !lines.empty() && std::count(lines[0].begin(), lines[0].end(), '\t') > 1;
  const bool has_tabs = tabs >= (table || is_wide ? 0.5 : 0.9);
  // A name may hold commas: in files that need none they count where the SMILES ends with one.
  const auto ends_smiles = [&](char separator) {
    return part_of(lines, [&](const std::string& line) {
             return split_written_smiles(line).smiles.find(separator) != std::string_view::npos;
           }) >= 0.5;
  };
  const double commas = csv || ends_smiles(',') ? agreement(lines, ',') : 0;
  const double semicolons = csv || ends_smiles(';') ? agreement(lines, ';') : 0;
  const double best = std::max({has_tabs ? tabs : 0, commas, semicolons});
  const bool has_blanks = csv && agreement(lines, ',') == 0 &&
                          part_of(lines, [](const std::string& line) {
                            return trimmed(line).find(' ') != std::string_view::npos;
                          }) >= 0.9;
  if (best < 0.5 && csv && !has_blanks) { return Separator::comma; }
  if (best < 0.5) { return table && !csv ? Separator::tab : choose_blanks(lines); }
  if (csv && commas == best) { return Separator::comma; }
  if (has_tabs && tabs == best) { return Separator::tab; }
  return semicolons == best ? Separator::semicolon : Separator::comma;
}

Separator choose_blanks(std::span<const std::string> lines) {
  if (lines.empty()) { return Separator::blank_name; }
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line : lines) { rows.push_back(split_line(line, Separator::blanks)); }
  const bool has_header = std::any_of(rows[0].begin(), rows[0].end(), [](const std::string& word) {
    return plain_name(word).ends_with("smiles");
  });
  const std::span<const std::vector<std::string>> found =
      std::span(rows).subspan(has_header ? 1 : 0);
  const auto holding = [&](const auto& word_of) {
    const auto holds = [&](const auto& row) { return row.size() > 1 && is_smiles(word_of(row)); };
    return part(static_cast<size_t>(std::count_if(found.begin(), found.end(), holds)),
                found.size());
  };
  const auto as_wide = static_cast<size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const auto& row) { return row.size() == rows[0].size(); }));
  const bool even = part(as_wide, rows.size()) >= 0.9;
  const double first =
      part(static_cast<size_t>(std::count_if(
               found.begin(), found.end(), [](const auto& row) { return is_smiles(row.front()); })),
           found.size());
  const double last = holding([](const auto& row) { return row.back(); });
  if (has_header && even && rows[0].size() > 2) { return Separator::blanks; }
  if (first >= 0.5 && first + 0.3 >= last) { return Separator::blank_name; }
  if (last >= 0.5) { return Separator::name_blank; }
  if (even && holding([](const auto& row) { return row[1]; }) >= 0.5) { return Separator::blanks; }
  return Separator::blank_name;
}

}  // namespace bb
