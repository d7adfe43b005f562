#include "driver/report/progress_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bb {

namespace {

constexpr int widest_bar = 24, narrowest_bar = 6;

double share_of(const ProgressNumbers& n) {
  const auto ended = static_cast<double>(n.done + n.failed);
  return n.total == 0 ? 1 : std::min(1.0, ended / static_cast<double>(n.total));
}

std::string bar_of(double share, int width) {
  const int full = std::clamp(static_cast<int>(share * width), 0, width);
  std::string out = "[";
  out.append(static_cast<size_t>(full), '#').append(static_cast<size_t>(width - full), '.');
  return out + "] ";
}

/// "32 %"; 100 only where all is computed.
std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f %%", std::floor(100 * share));
  return text;
}

/// What there is to say, what matters most first.
struct Words {
  std::string counts, short_counts, speed, left, busy;
};

Words words_of(const ProgressNumbers& n) {
  const std::string done = std::to_string(n.done), failed = std::to_string(n.failed),
                    total = std::to_string(n.total), share = percent(share_of(n));
  Words out;
  out.counts = done + " done, " + failed + " failed of " + total + " (" + share + ")";
  out.short_counts = std::to_string(n.done + n.failed) + "/" + total;
  if (n.failed > 0) { out.short_counts += ", " + failed + " failed"; }
  out.speed = ", " +
              rate_text(n.recent_complexes_per_hour > 0 ? n.recent_complexes_per_hour
                                                        : n.complexes_per_hour) +
              "/h";
  if (std::isfinite(n.eta_seconds)) { out.left = ", " + duration_text(n.eta_seconds) + " left"; }
  if (n.device_busy > 0 && std::isfinite(n.device_busy)) {
    out.busy = ", devices " + percent(n.device_busy) + " busy";
  }
  return out;
}

}  // namespace

std::string progress_text(const ProgressNumbers& numbers) {
  const Words words = words_of(numbers);
  return words.counts + words.speed + words.left + words.busy;
}

std::string progress_line(const ProgressNumbers& numbers, int columns) {
  const Words words = words_of(numbers);
  const double share = share_of(numbers);
  const auto width = static_cast<size_t>(std::max(columns, 0));
  for (const std::string& text : {words.counts + words.speed + words.left + words.busy,
                                  words.counts + words.speed + words.left}) {
    const int free = static_cast<int>(width) - static_cast<int>(text.size()) - 3;
    if (free >= narrowest_bar) { return bar_of(share, std::min(free, widest_bar)) + text; }
  }
  for (const std::string& text :
       {words.counts + words.speed + words.left, words.counts + words.left,
        words.short_counts + words.left, words.short_counts, percent(share)}) {
    if (text.size() <= width) { return text; }
  }
  return {};
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds >= 1e15) { return "?"; }
  char out[64];
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (seconds < 10) {
    std::snprintf(out, sizeof out, "%.1f s", std::max(0.0, seconds));
  } else if (whole < 120) {
    std::snprintf(out, sizeof out, "%lld s", whole);
  } else if (whole < 7200) {
    std::snprintf(out, sizeof out, "%lld min %02lld s", whole / 60, whole % 60);
  } else {
    std::snprintf(out, sizeof out, "%lld h %02lld min", whole / 3600, whole % 3600 / 60);
  }
  return out;
}

std::string rate_text(double per_hour) {
  if (!std::isfinite(per_hour)) { return "?"; }
  char out[64];
  std::snprintf(out, sizeof out, per_hour > 0 && per_hour < 10 ? "%.2g" : "%.0f", per_hour);
  return out;
}

}  // namespace bb
