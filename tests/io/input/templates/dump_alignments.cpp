// Answers one line per line of standard input, for check_alignments.py:
//
//   global QUERY TARGET | local QUERY TARGET | assign ROWS COLUMNS SCORES..

#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "io/input/templates/template_alignment.h"

namespace {

void answer(const std::string& line) {
  std::istringstream words(line);
  std::string kind, first, second;
  words >> kind;
  if (kind == "assign") {
    size_t rows = 0, columns = 0;
    words >> rows >> columns;
    std::vector<std::vector<int32_t>> scores(rows, std::vector<int32_t>(columns));
    for (auto& row : scores) {
      for (auto& score : row) { words >> score; }
    }
    for (const auto& [row, column] : bb::best_assignment(scores)) {
      std::printf("%zu %zu ", row, column);
    }
    return;
  }
  words >> first >> second;
  if (kind == "global") {
    std::printf("%d", bb::global_alignment_score(first, second));
  } else {
    for (const bb::AlignedRun& run : bb::local_alignments(first, second)) {
      std::printf("%d %d %d %d ", run.query_start, run.query_end, run.target_start, run.target_end);
    }
  }
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    try {
      answer(line);
    } catch (const std::exception& problem) { std::printf("error: %s", problem.what()); }
    std::printf("\n");
  }
}
