#pragma once

#include <map>
#include <string>
#include <vector>

namespace bb {

/// The tab-separated rows of a file beside the tests, comment lines (#) left out.
std::vector<std::vector<std::string>> rows_of(const std::string& name);

std::vector<std::string> split(const std::string& text, char at);

/// A row of expected.tsv (make_expected.py says what is in it).
struct Expected {
  bool affinity = false;
  std::string given;
  bool ok = false;
  std::string error;
  std::string smiles, names, elements, charges, chirality, parsed_chirality, bonds, counted, weight,
      bounds, chiral, stereo, planar, rings_5, rings_6;
};

std::vector<Expected> expected_ligands();

}  // namespace bb
