#include "io/input/complexes/yaml_document.h"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>

#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/files/text.h"

namespace bb {
namespace {

// YAML is UTF-8 without control characters; yaml-cpp would guess at other encodings.
void check_characters(std::string_view text, const std::filesystem::path& file) {
  if (text.size() > limits::yaml_bytes) {
    throw InputError({.file = file}, "has more than the " + limits::written(limits::yaml_bytes) +
                                         " bytes allowed for a YAML");
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw InputError({.file = file}, "the text is UTF-16, UTF-8 is needed", "Save it as UTF-8");
  }
  const size_t bad =
      std::min(invalid_utf8(text),
               static_cast<size_t>(std::find_if(text.begin(), text.end(),
                                                [](char c) {
                                                  return (static_cast<unsigned char>(c) < 0x20 &&
                                                          c != '\t' && c != '\n' && c != '\r') ||
                                                         c == 0x7f;
                                                }) -
                                   text.begin()));
  if (bad >= text.size()) { return; }
  const auto line = static_cast<size_t>(
      std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(bad), '\n'));
  throw InputError({.file = file, .line = line + 1},
                   "the byte " + quote(text.substr(bad, 1)) + " is not text in UTF-8",
                   "Save the file as UTF-8");
}

// Sees a document go by, and throws where it is too much. What an alias stands for counts each
// time.
class Glance final : public YAML::EventHandler {
 public:
  explicit Glance(const std::filesystem::path& file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { value(anchor); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override {
    const auto known = sizes_.find(anchor);
    count(known == sizes_.end() ? 1 : known->second);
  }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    value(anchor);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    YAML::anchor_t anchor;
    size_t before;  // values
  };

  void count(size_t values) {
    values_ += values;
    if (values_ <= limits::yaml_values) { return; }
    throw InputError({.file = file_}, "has more than " + limits::written(limits::yaml_values) +
                                          " values, those of its aliases counted each time");
  }
  void value(YAML::anchor_t anchor) {
    count(1);
    if (anchor != 0) { sizes_[anchor] = 1; }
  }
  void start(YAML::anchor_t anchor) {
    open_.push_back({.anchor = anchor, .before = values_});
    if (open_.size() > limits::yaml_depth) {
      throw InputError({.file = file_},
                       "is nested more than " + std::to_string(limits::yaml_depth) + " deep");
    }
    count(1);
  }
  void end() {
    if (open_.back().anchor != 0) { sizes_[open_.back().anchor] = values_ - open_.back().before; }
    open_.pop_back();
  }

  const std::filesystem::path& file_;
  size_t values_ = 0;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, size_t> sizes_;  // of what has an anchor
};

// yaml-cpp's LoadAll makes documents without end of some texts that are not YAML, its Load ignores
// all but the first.
void check_documents(const std::string& text, const std::filesystem::path& file) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Glance glance(file);
  if (!parser.HandleNextDocument(glance)) {
    throw InputError({.file = file}, "is empty", "A YAML with the key sequences is needed");
  }
  if (parser.HandleNextDocument(glance)) {
    throw InputError({.file = file}, "there is a second document after the first",
                     "One complex per file: split it where it says ---");
  }
}

std::string_view line_of(std::string_view text, size_t number) {
  for (; number > 0 && !text.empty(); --number) {
    text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  }
  return text.substr(0, text.find('\n'));
}

// What may have been meant by text that is not YAML from its line `number` on, or the one before;
// 0-based.
std::string_view mend_for(std::string_view text, size_t number) {
  for (const size_t line : {number, number == 0 ? number : number - 1}) {
    std::string_view value = line_of(text, line);
    const size_t key = value.find("smiles:");
    if (key == std::string_view::npos) { continue; }
    value = trimmed(value.substr(key + 7));
    if (!value.starts_with('\'') && !value.starts_with('"')) {
      return "Put the SMILES in quotes: smiles: '[Na+].[Cl-]'";
    }
  }
  return text.find('\t') != std::string_view::npos ? "Indent with spaces, not with tabs" : "";
}

}  // namespace

YAML::Node load_yaml(const std::string& text, const std::filesystem::path& file) {
  check_characters(text, file);
  try {
    check_documents(text, file);
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    const auto number = [](int mark) {
      return mark < 0 ? size_t{0} : static_cast<size_t>(mark) + 1;
    };
    throw InputError(
        {.file = file, .line = number(error.mark.line), .column = number(error.mark.column)},
        "this is not YAML: " + error.msg,
        mend_for(text, number(error.mark.line) == 0 ? 0 : number(error.mark.line) - 1));
  }
}

}  // namespace bb
