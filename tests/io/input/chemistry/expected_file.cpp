#include "tests/io/input/chemistry/expected_file.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bb {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream in(BB_CHEMISTRY_TESTS "/" + name);
  if (!in) { throw std::runtime_error("no such file: " + name); }
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("#")) { rows.push_back(split(line, '\t')); }
  }
  return rows;
}

std::vector<Expected> expected_ligands() {
  std::vector<Expected> out;
  for (const auto& row : rows_of("expected.tsv")) {
    Expected& e = out.emplace_back();
    e.affinity = row.at(0) == "affinity";
    e.given = row.at(1);
    e.ok = row.at(2) == "ok";
    if (!e.ok) {
      e.error = row.at(3);
      continue;
    }
    size_t column = 3;
    for (std::string* field : {&e.smiles, &e.names, &e.elements, &e.charges, &e.chirality,
                               &e.parsed_chirality, &e.bonds, &e.counted, &e.weight, &e.bounds,
                               &e.chiral, &e.stereo, &e.planar, &e.rings_5, &e.rings_6}) {
      *field = row.at(column++);
    }
  }
  return out;
}

}  // namespace bb
