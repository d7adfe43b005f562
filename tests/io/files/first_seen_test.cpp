#include "io/files/first_seen.h"

#include <string>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(FirstSeen, RemembersTheFirstRowThroughGrowth) {
  FirstSeen seen;
  constexpr uint64_t count = 50'000;
  for (uint64_t i = 0; i < count; ++i) { EXPECT_FALSE(seen.add("id" + std::to_string(i), i)) << i; }
  for (uint64_t i = 0; i < count; i += 97) {
    EXPECT_EQ(seen.add("id" + std::to_string(i), count + i), i);
  }
  EXPECT_EQ(seen.size(), count);
  EXPECT_FALSE(seen.add("", 7));
  EXPECT_EQ(seen.add("", 8), 7U);
  EXPECT_FALSE(seen.add(std::string(1, '\0'), 9));
}

}  // namespace
}  // namespace bb
