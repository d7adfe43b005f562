#include "io/files/content_digest.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "io/files/crc32.h"

namespace bb {
namespace {

constexpr uint64_t c1 = 0x87c37b91114253d5ULL, c2 = 0x4cf5ad432745937fULL;
// A group's check is a polynomial of its lines', so that two groups' make that of both.
constexpr uint32_t base = 0x9E3779B1U;

uint64_t finalised(uint64_t h) {
  h = (h ^ (h >> 33U)) * 0xff51afd7ed558ccdULL;
  h = (h ^ (h >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33U);
}

uint64_t scrambled_first(uint64_t k) { return std::rotl(k * c1, 31) * c2; }
uint64_t scrambled_second(uint64_t k) { return std::rotl(k * c2, 33) * c1; }

uint32_t power_of_base(uint64_t exponent) {
  uint32_t out = 1, square = base;
  for (; exponent > 0; exponent >>= 1U, square *= square) {
    if ((exponent & 1U) != 0) { out *= square; }
  }
  return out;
}

}  // namespace

void DigestBuilder::mix(const char* block) {
  uint64_t k1 = 0, k2 = 0;
  std::memcpy(&k1, block, sizeof k1);
  std::memcpy(&k2, block + sizeof k1, sizeof k2);
  h1_ ^= scrambled_first(k1);
  h1_ = (std::rotl(h1_, 27) + h2_) * 5 + 0x52dce729;
  h2_ ^= scrambled_second(k2);
  h2_ = (std::rotl(h2_, 31) + h1_) * 5 + 0x38495ab5;
}

void DigestBuilder::add(std::string_view bytes) {
  const size_t kept = length_ % tail_.size();
  length_ += bytes.size();
  if (kept > 0) {
    const size_t taken = std::min(tail_.size() - kept, bytes.size());
    std::memcpy(tail_.data() + kept, bytes.data(), taken);
    bytes.remove_prefix(taken);
    if (kept + taken < tail_.size()) { return; }
    mix(tail_.data());
  }
  for (; bytes.size() >= tail_.size(); bytes.remove_prefix(tail_.size())) { mix(bytes.data()); }
  if (!bytes.empty()) { std::memcpy(tail_.data(), bytes.data(), bytes.size()); }
}

void DigestBuilder::add_number(uint64_t number) {
  add({reinterpret_cast<const char*>(&number), sizeof number});
}

void DigestBuilder::add_text(std::string_view text) {
  add_number(text.size());
  add(text);
}

ContentDigest DigestBuilder::digest() const {
  std::array<char, 16> rest{};
  const size_t kept = length_ % tail_.size();
  std::memcpy(rest.data(), tail_.data(), kept);
  uint64_t k1 = 0, k2 = 0;
  std::memcpy(&k1, rest.data(), sizeof k1);
  std::memcpy(&k2, rest.data() + sizeof k1, sizeof k2);
  uint64_t h1 = h1_ ^ scrambled_first(k1), h2 = h2_ ^ scrambled_second(k2);
  h1 ^= length_;
  h2 ^= length_;
  h1 += h2;
  h2 += h1;
  h1 = finalised(h1);
  h2 = finalised(h2);
  h1 += h2;
  h2 += h1;
  return {.first = h1, .second = h2};
}

void LineChecks::shorten(size_t most) {
  if (most == 0) { checks.clear(); }
  while (checks.size() > most) {
    const uint64_t in_last = lines - (checks.size() - 1) * uint64_t{lines_per_check};
    for (size_t i = 0; i < checks.size(); i += 2) {
      if (i + 1 == checks.size()) {
        checks[i / 2] = checks[i];
        break;
      }
      const bool is_last = i + 2 == checks.size();
      checks[i / 2] =
          checks[i] * power_of_base(is_last ? in_last : lines_per_check) + checks[i + 1];
    }
    checks.resize((checks.size() + 1) / 2);
    lines_per_check *= 2;
  }
}

LineRange first_difference(LineChecks one, LineChecks other) {
  if (one.checks.empty() || other.checks.empty()) { return {}; }
  while (one.lines_per_check != other.lines_per_check) {
    LineChecks& finer = one.lines_per_check < other.lines_per_check ? one : other;
    if (finer.checks.size() == 1) {
      finer.lines_per_check *= 2;
    } else {
      finer.shorten((finer.checks.size() + 1) / 2);
    }
  }
  const uint64_t each = one.lines_per_check;
  const auto [first, second] =
      std::mismatch(one.checks.begin(), one.checks.end(), other.checks.begin(), other.checks.end());
  const auto at = static_cast<uint64_t>(first - one.checks.begin());
  const uint64_t lines = std::max(one.lines, other.lines);
  if (at * each >= lines) { return {}; }
  return {.first = at * each + 1, .last = std::min((at + 1) * each, lines)};
}

void LineCheckBuilder::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    line_ = crc32(std::as_bytes(std::span(part)), line_);
    in_line_ = true;
    if (end == std::string_view::npos) { return; }
    end_line();
    bytes.remove_prefix(end + 1);
  }
}

void LineCheckBuilder::end_line() {
  ++made_.lines;
  group_ = group_ * base + line_ + 1;
  line_ = 0;
  in_line_ = false;
  if (++in_group_ < made_.lines_per_check) { return; }
  made_.checks.push_back(group_);
  group_ = 0;
  in_group_ = 0;
  if (made_.checks.size() < 2 * most_checks) { return; }
  made_.shorten(most_checks);
}

LineChecks LineCheckBuilder::finish() {
  if (in_line_) { end_line(); }
  if (in_group_ > 0) { made_.checks.push_back(group_); }
  made_.shorten(most_checks);
  return std::move(made_);
}

}  // namespace bb
