#include "io/input/yaml_document.h"

#include <algorithm>
#include <cstddef>
#include <sstream>

#include <yaml-cpp/eventhandler.h>

#include "io/input/input_error.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr std::size_t most_bytes = std::size_t{16} << 20;

// YAML is UTF-8 without control characters; yaml-cpp would guess at other encodings.
void check_characters(std::string_view text, const std::filesystem::path& file) {
  if (text.size() > most_bytes)
    throw InputError({.file = file}, "is larger than the 16 MiB allowed for a YAML");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw InputError({.file = file}, "the text is UTF-16, UTF-8 is needed", "Save it as UTF-8");
  }
  const std::size_t bad = std::min(
      invalid_utf8(text),
      static_cast<std::size_t>(std::find_if(text.begin(), text.end(),
                                            [](char c) {
                                              return (static_cast<unsigned char>(c) < 0x20 &&
                                                      c != '\t' && c != '\n' && c != '\r') ||
                                                     c == 0x7f;
                                            }) -
                               text.begin()));
  if (bad >= text.size()) return;
  const auto line = static_cast<std::size_t>(
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n'));
  throw InputError({.file = file, .line = line + 1},
                   "the byte " + quote(text.substr(bad, 1)) + " is not text in UTF-8",
                   "Save the file as UTF-8");
}

// Sees a document go by, and throws where it is too much.
class Glance final : public YAML::EventHandler {
 public:
  explicit Glance(const std::filesystem::path& file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { count(); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { count(); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {
    count();
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    count();
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    count();
  }
  void OnMapEnd() override {}

 private:
  void count() {
    if (++nodes_ > most_nodes) throw InputError({.file = file_}, "has more than a million values");
  }

  static constexpr std::size_t most_nodes = 1'000'000;
  const std::filesystem::path& file_;
  std::size_t nodes_ = 0;
};

// yaml-cpp's LoadAll makes documents without end of some texts that are not YAML, its Load ignores
// all but the first.
void check_documents(const std::string& text, const std::filesystem::path& file) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Glance glance(file);
  if (!parser.HandleNextDocument(glance))
    throw InputError({.file = file}, "is empty", "A YAML with the key sequences is needed");
  if (parser.HandleNextDocument(glance)) {
    throw InputError({.file = file}, "there is a second document after the first",
                     "One complex per file: split it where it says ---");
  }
}

}  // namespace

YAML::Node load_yaml(const std::string& text, const std::filesystem::path& file) {
  check_characters(text, file);
  try {
    check_documents(text, file);
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    const auto number = [](int mark) {
      return mark < 0 ? std::size_t{0} : static_cast<std::size_t>(mark) + 1;
    };
    throw InputError(
        {.file = file, .line = number(error.mark.line), .column = number(error.mark.column)},
        "this is not YAML: " + error.msg,
        text.find('\t') != std::string::npos ? "Indent with spaces, not with tabs" : "");
  }
}

}  // namespace bb
