#include "io/input/complexes/fasta_parser.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "io/files/byte_source.h"
#include "io/files/input_error.h"
#include "io/files/line_reader.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"
#include "io/input/complexes/smiles_text.h"

namespace bb {
namespace {

constexpr std::string_view header_form = "A record starts with >CHAIN|TYPE or >CHAIN|protein|MSA";
constexpr std::array<std::string_view, 5> types{"protein", "dna", "rna", "ccd", "smiles"};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) { return parts; }
    text.remove_prefix(end + 1);
  }
}

struct Record {
  std::string header;
  std::string letters;
  size_t line = 0;
};

std::vector<Record> read_records(std::string text, const std::filesystem::path& file) {
  LineReader lines(ByteSource::from_memory(std::move(text), file));
  std::vector<Record> records;
  std::string line;
  while (lines.next(line)) {
    if (lines.cut()) {
      throw InputError({.file = file, .line = lines.number()}, "the line is too long");
    }
    if (line.starts_with('>')) {
      records.push_back(
          {.header = std::string(trimmed(line.substr(1))), .letters = {}, .line = lines.number()});
    } else if (!records.empty()) {
      // The reference drops spaces and what ends the line.
      std::copy_if(line.begin(), line.end(), std::back_inserter(records.back().letters),
                   [](char c) { return c != ' ' && c != '\t' && c != '\r'; });
    } else if (!trimmed(line).empty()) {
      throw InputError({.file = file, .line = lines.number()},
                       "there is text before the first record", header_form);
    }
  }
  if (records.empty()) { throw InputError({.file = file}, "has no records", header_form); }
  return records;
}

Entity read_entity(const Record& record, const Complex& complex,
                   std::vector<std::string>& warnings) {
  InputPlace place{.file = complex.source, .line = record.line, .field = "header"};
  // As in the reference, the name is the first word; what follows is a description.
  const std::string name = record.header.substr(0, record.header.find_first_of(" \t"));
  const std::vector<std::string> fields = split(name, '|');
  if (fields.size() < 2 || fields.size() > 3) {
    throw InputError(
        place,
        quote(">" + name) + " has " + std::to_string(fields.size()) + " fields, 2 or 3 are needed",
        header_form);
  }
  check_chain_id(fields[0], place);
  const std::string type = lower_case(fields[1]);
  if (std::find(types.begin(), types.end(), type) == types.end()) {
    throw InputError(place, "the type " + quote(fields[1]) + " is unknown",
                     allowed_are(type, types));
  }
  Entity entity{.chain_ids = {fields[0]}, .line = record.line};
  if (fields.size() == 3 && !fields[2].empty()) {
    if (type != "protein") {
      throw InputError(place, "an MSA is for proteins only, this is " + type,
                       "Take it out of the header");
    }
    entity.msa = msa_source(fields[2], place, warnings);
  }
  place.field = type;
  if (record.letters.empty()) {
    throw InputError(place, "chain " + quote(fields[0]) + " has a header and nothing after it");
  }
  if (type == "smiles") {
    entity.type = ChainType::ligand;
    check_smiles_text(record.letters, place);
    entity.ligand = {.kind = LigandInput::Kind::smiles, .text = record.letters};
  } else if (type == "ccd") {
    entity.type = ChainType::ligand;
    check_ccd_code(record.letters, place);
    entity.ligand = {.kind = LigandInput::Kind::ccd, .ccd = {record.letters}};
  } else {
    entity.type = type == "protein" ? ChainType::protein
                  : type == "dna"   ? ChainType::dna
                                    : ChainType::rna;
    check_sequence(entity.type, record.letters, place, warnings);
    entity.sequence = record.letters;
  }
  return entity;
}

}  // namespace

Complex parse_fasta(std::string text, const std::filesystem::path& file,
                    const InputOptions& options) {
  Complex complex{.name = file.stem().string(), .source = file};
  for (const Record& record : read_records(std::move(text), file)) {
    complex.entities.push_back(read_entity(record, complex, complex.warnings));
  }
  complete(complex, options);
  return complex;
}

}  // namespace bb
