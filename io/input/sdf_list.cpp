#include <span>
#include <utility>
#include <vector>

#include "io/input/limits.h"
#include "io/input/line_reader.h"
#include "io/input/manifest.h"
#include "io/input/mol_block.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr std::size_t most_bytes = limits::sdf_record_bytes;

// Whether the fourth line may be a mol block's, which starts with numbers.
bool has_counts(const std::vector<std::string>& record) {
  constexpr std::size_t header_lines = 3;
  if (record.size() <= header_lines) return false;
  const std::string_view counts = trimmed(record[header_lines]);
  return !counts.empty() && counts.front() >= '0' && counts.front() <= '9';
}

// Records of an SDF. The id is the first line of the mol block; without one it is the file's name
// and the record's number. The data fields after "M  END" are left aside.
class SdfList final : public InputList {
 public:
  SdfList(ByteSource source, std::filesystem::path target)
      : InputList(source.name()),
        target_(std::move(target)),
        lines_(std::move(source), most_bytes) {}

 private:
  bool read(ManifestRow& row) override {
    std::vector<std::string> record;
    std::size_t first_line = 0;
    std::size_t bytes = 0;
    bool content = false;
    std::string line;
    while (lines_.next(line)) {
      if (first_line == 0) first_line = lines_.number();
      if (line.starts_with("$$$$")) {
        content = true;  // even if nothing was before it
        break;
      }
      content = content || !trimmed(line).empty();
      bytes += line.size() + sizeof line + (lines_.cut() ? most_bytes : 0);
      if (bytes <= most_bytes) record.push_back(line);
    }
    if (!content) return false;  // nothing, or blank lines, after the last $$$$
    ++record_number_;
    row.line = first_line;
    row.target = target_;
    row.ligand.kind = LigandInput::Kind::mol_block;
    // Of a record that is nothing of the kind the first line is no name.
    if (has_counts(record)) row.id = trimmed(record.front());
    if (row.id.empty()) row.id = plain_stem(name()) + "_" + std::to_string(record_number_);
    try {
      if (bytes > most_bytes)
        throw InputError(place(first_line), "the record has more than " + limits::written(most_bytes) + " bytes",
                         "Is its $$$$ missing?");
      const std::size_t length = check_mol_block(record, name(), first_line);
      for (std::size_t i = length; i < record.size(); ++i) {
        if (record[i].starts_with("M  END")) {
          throw InputError(place(first_line + i), "there is a second mol block in the record",
                           "Put $$$$ between two molecules");
        }
      }
      for (const std::string& kept : std::span(record).first(length))
        row.ligand.text.append(kept).append(1, '\n');
    } catch (const InputError& error) {
      row.error = error;
    }
    return true;
  }

  std::filesystem::path target_;
  LineReader lines_;
  std::uint64_t record_number_ = 0;
};

}  // namespace

std::unique_ptr<InputList> read_sdf_list(ByteSource source, const std::filesystem::path& target) {
  return std::make_unique<SdfList>(std::move(source), target);
}

}  // namespace bb
