#include "driver/report/progress_line.h"

#include <limits>

#include <gtest/gtest.h>

#include "driver/options/shell_words.h"

namespace bb {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ProgressNumbers numbers() {
  ProgressNumbers n;
  n.total = 10'000'000;
  n.done = 1'234'567;
  n.failed = 89;
  n.complexes_per_hour = 7000;
  n.recent_complexes_per_hour = 12'345;
  n.eta_seconds = 3'600'000;
  n.device_busy = 0.97;
  return n;
}

TEST(ProgressLine, SaysEverythingWhereThereIsRoom) {
  EXPECT_EQ(progress_text(numbers()),
            "1234567 done, 89 failed of 10000000 (12 %), 12345/h, 1000 h 00 min left, devices 97 % "
            "busy");
  EXPECT_EQ(progress_line(numbers(), 200),
            "[##......................] " + progress_text(numbers()));
}

TEST(ProgressLine, FitsEveryWidth) {
  size_t before = 0;
  for (int columns = 0; columns <= 200; ++columns) {
    const std::string line = progress_line(numbers(), columns);
    EXPECT_LE(line.size(), static_cast<size_t>(columns)) << line;
    EXPECT_EQ(line.find_first_of("\r\n\033"), std::string::npos);
    EXPECT_EQ(line.empty(), columns < 4) << columns;  // "12 %"
    before = std::max(before, line.size());
  }
  EXPECT_GT(before, 100U);
}

TEST(ProgressLine, LeavesOutWhatMattersLeast) {
  const std::string at_79 = progress_line(numbers(), 79);
  EXPECT_NE(at_79.find("1234567 done, 89 failed of 10000000 (12 %)"), std::string::npos) << at_79;
  EXPECT_NE(at_79.find("left"), std::string::npos) << at_79;
  EXPECT_EQ(at_79.find("busy"), std::string::npos) << at_79;
  EXPECT_EQ(progress_line(numbers(), 50), "1234656/10000000, 89 failed, 1000 h 00 min left");
  EXPECT_EQ(progress_line(numbers(), 30), "1234656/10000000, 89 failed");
  EXPECT_EQ(progress_line(numbers(), 10), "12 %");
  EXPECT_EQ(progress_line(numbers(), -1), "");
}

TEST(ProgressLine, TheBarFillsWhatIsFree) {
  ProgressNumbers n;
  n.total = 40;
  n.done = 20;
  n.eta_seconds = nan;
  EXPECT_EQ(progress_line(n, 64), "[############............] 20 done, 0 failed of 40 (50 %), 0/h");
  const std::string text = progress_text(n);
  for (int columns = static_cast<int>(text.size()) + 9; columns < 100; ++columns) {
    const std::string line = progress_line(n, columns);
    EXPECT_TRUE(line.ends_with("] " + text)) << line;
  }
  EXPECT_EQ(progress_line(n, static_cast<int>(text.size())), text);
}

TEST(ProgressLine, NeverPrintsWhatIsNoNumber) {
  for (const double x : {inf, -inf, nan}) {
    ProgressNumbers n = numbers();
    n.complexes_per_hour = n.recent_complexes_per_hour = n.eta_seconds = n.device_busy = x;
    for (const std::string& text : {progress_text(n), progress_line(n, 200), duration_text(x)}) {
      EXPECT_EQ(text.find("nan"), std::string::npos) << text;
      EXPECT_EQ(text.find("inf"), std::string::npos) << text;
    }
  }
  EXPECT_EQ(progress_line({}, 79).find("nan"), std::string::npos);
}

TEST(ProgressLine, DurationsAndRates) {
  EXPECT_EQ(duration_text(-1), "0.0 s");
  EXPECT_EQ(duration_text(9.94), "9.9 s");
  EXPECT_EQ(duration_text(100), "100 s");
  EXPECT_EQ(duration_text(3725), "62 min 05 s");
  EXPECT_EQ(duration_text(36000), "10 h 00 min");
  EXPECT_EQ(rate_text(0), "0");
  EXPECT_EQ(rate_text(0.25), "0.25");
  EXPECT_EQ(rate_text(9.96), "10");
  EXPECT_EQ(rate_text(12345.6), "12346");
}

TEST(ShellWords, QuotesWhatAShellWouldRead) {
  EXPECT_EQ(shell_word("build/bin/boltz-batch"), "build/bin/boltz-batch");
  EXPECT_EQ(shell_word("my results.h5"), "'my results.h5'");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_word("$(x)"), "'$(x)'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_path("--r.h5"), "./--r.h5");
}

}  // namespace
}  // namespace bb
