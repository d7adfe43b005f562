#include "driver/faults/failpoint.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "driver/faults/mark_state.h"

namespace bb {

namespace {

const char* wanted() { return std::getenv("BB_TEST_FAILPOINT"); }

std::vector<std::string> all_wanted() {
  std::istringstream in(wanted());
  std::vector<std::string> out;
  for (std::string one; in >> one;) { out.push_back(one); }
  return out;
}

}  // namespace

bool has_failpoint() { return wanted() != nullptr; }

void failpoint(std::string_view name, int rank) {
  if (!has_failpoint()) { return; }
  const std::string here = std::string(name) + '@' + std::to_string(rank);
  for (const std::string& text : all_wanted()) {
    if (text == here) { throw std::runtime_error("BB_TEST_FAILPOINT " + text); }
    if (!text.starts_with(here + '!')) { continue; }
    static std::atomic<int> passed = 0;
    if (++passed == std::atoi(text.c_str() + here.size() + 1)) { std::raise(SIGKILL); }
  }
}

bool failpoint_reached(std::string_view name, int rank) {
  if (!has_failpoint()) { return false; }
  const std::string here = std::string(name) + '@' + std::to_string(rank);
  for (const std::string& text : all_wanted()) {
    if (text == here) { return true; }
  }
  return false;
}

void row_failpoint(std::string_view id, std::string_view step) {
  if (!has_failpoint()) { return; }
  const std::string here = "-row:" + std::string(id) + '@' + std::string(step);
  for (const std::string& text : all_wanted()) {
    if (!text.ends_with(here)) { continue; }
    const std::string_view what = std::string_view(text).substr(0, text.size() - here.size());
    if (what == "crash") {
      volatile int* const nowhere = nullptr;
      *nowhere = 0;  // NOLINT: that is what it is for
    }
    if (what == "abort") {
      std::terminate();  // as for an exception that nobody catches
    }
    if (what == "memory") {
      mark_state().pretend_out_of_memory = 1;
      std::raise(SIGKILL);
    }
    while (what == "hang") { std::this_thread::sleep_for(std::chrono::seconds(1)); }
  }
}

}  // namespace bb
