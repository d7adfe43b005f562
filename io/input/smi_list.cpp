#include <algorithm>
#include <array>
#include <utility>

#include "io/input/limits.h"
#include "io/input/line_reader.h"
#include "io/input/manifest.h"
#include "io/input/smiles_text.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr std::array<std::string_view, 4> header_words{"smiles", "canonical_smiles",
                                                       "isomeric_smiles", "smi"};

// Lines of SMILES, white space and a name, which may hold spaces; without a name it is the file's
// name and the ligand's number. A first line that starts with the word SMILES is a header; '#'
// starts a comment line.
class SmiList final : public InputList {
 public:
  SmiList(ByteSource source, std::filesystem::path target)
      : InputList(source.name()),
        target_(std::move(target)),
        lines_(std::move(source), limits::list_line_bytes) {}

 private:
  bool read(ManifestRow& row) override {
    std::string line;
    while (lines_.next(line)) {
      const std::string_view text = trimmed(line);
      if (text.empty() || text.front() == '#') continue;
      const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
      const std::string smiles(text.substr(0, end));
      if (!started_) {
        started_ = true;
        const std::string word = lower_case(smiles);
        if (std::find(header_words.begin(), header_words.end(), word) != header_words.end())
          continue;
      }
      ++count_;
      row.line = lines_.number();
      row.id = trimmed(text.substr(end));
      row.target = target_;
      row.ligand.text = smiles;
      try {
        check(row);
      } catch (const InputError& error) {
        row.error = error;
      }
      return true;
    }
    return false;
  }

  void check(ManifestRow& row) const {
    const bool extended = row.id.starts_with('|');
    if (extended || row.id.empty()) row.id = plain_stem(name()) + "_" + std::to_string(count_);
    if (lines_.cut()) throw InputError(place(row.line), "the line is too long");
    if (extended) {
      throw InputError(place(row.line, "smiles"),
                       "the SMILES has a ChemAxon extension (|...|), which is not read",
                       "Write plain SMILES");
    }
    check_smiles_text(row.ligand.text, place(row.line, "smiles"));
  }

  std::filesystem::path target_;
  LineReader lines_;
  bool started_ = false;
  std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<InputList> read_smi_list(ByteSource source, const std::filesystem::path& target) {
  return std::make_unique<SmiList>(std::move(source), target);
}

}  // namespace bb
