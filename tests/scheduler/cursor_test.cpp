#include "scheduler/cursor.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace bb {
namespace {

using Kind = Claim::Kind;

std::vector<Work> batches(uint32_t count) {
  std::vector<Work> work;
  for (uint32_t i = 0; i < count; ++i) {
    work.push_back({i, Stages::structure_and_affinity, static_cast<float>(count - i)});
  }
  return work;
}

Claim now(Cursor& cursor, uint32_t rank = 0) { return cursor.claim(rank, ClaimFor::now, 0); }

TEST(Cursor, HandsOutInOrderEachOnce) {
  Cursor cursor(batches(5), {.ranks = 2});
  for (uint32_t i = 0; i < 5; ++i) {
    const Claim claim = now(cursor, i % 2);
    EXPECT_EQ(claim.kind, Kind::compute);
    EXPECT_EQ(claim.work, (Work{i, Stages::structure_and_affinity, 5.F - static_cast<float>(i)}));
    EXPECT_EQ(claim.attempt, 1U);
    EXPECT_FALSE(claim.one_at_a_time);
    cursor.finish(i % 2, claim.item);
  }
  EXPECT_EQ(now(cursor).kind, Kind::done);
  EXPECT_TRUE(cursor.numbers().complete());
}

TEST(Cursor, NothingToDo) {
  Cursor cursor({}, {.ranks = 1});
  EXPECT_EQ(now(cursor).kind, Kind::done);
  EXPECT_TRUE(cursor.numbers().complete());
  EXPECT_THROW(Cursor({}, {.ranks = 0}), std::invalid_argument);
  EXPECT_THROW(Cursor({}, {.ranks = 1, .max_attempts = 0}), std::invalid_argument);
  EXPECT_THROW(now(cursor, 1), std::logic_error);
}

TEST(Cursor, OthersWaitForWhatMayComeBack) {
  Cursor cursor(batches(1), {.ranks = 2});
  const Claim claim = now(cursor, 0);
  EXPECT_EQ(now(cursor, 1).kind, Kind::wait);
  cursor.retire(0, claim.item, GivenBack::device_broke);
  const Claim again = now(cursor, 1);
  EXPECT_EQ(again.kind, Kind::compute);
  EXPECT_EQ(again.item, claim.item);
  EXPECT_EQ(again.attempt, 2U);
  EXPECT_EQ(now(cursor, 0).kind, Kind::done);  // retired
  cursor.finish(1, again.item);
  EXPECT_EQ(now(cursor, 1).kind, Kind::done);
}

TEST(Cursor, WhatComesBackGoesFirst) {
  Cursor cursor(batches(10), {.ranks = 2});
  now(cursor, 0);
  const Claim second = now(cursor, 0), third = now(cursor, 1);
  cursor.give_back(1, third.item, GivenBack::unfinished);
  EXPECT_EQ(now(cursor, 1).item, third.item);
  cursor.retire(0, second.item, GivenBack::device_broke);  // gives back items 0 and 1
  const Claim a = now(cursor, 1), b = now(cursor, 1);
  EXPECT_EQ(a.item, 0U);
  EXPECT_EQ(a.attempt, 1U);  // it was only prepared
  EXPECT_EQ(b.item, second.item);
  EXPECT_EQ(b.attempt, 2U);
  EXPECT_EQ(now(cursor, 1).item, 3U);
  EXPECT_EQ(cursor.numbers().live_ranks, 1U);
  cursor.retire(0, std::nullopt, GivenBack::unfinished);
  EXPECT_EQ(cursor.numbers().live_ranks, 1U);
}

TEST(Cursor, ABatchThatBreaksDevicesIsGivenUp) {
  Cursor cursor(batches(1), {.ranks = 5, .max_attempts = 3});
  for (uint32_t rank = 0; rank < 3; ++rank) {
    const Claim claim = now(cursor, rank);
    EXPECT_EQ(claim.kind, Kind::compute);
    EXPECT_EQ(claim.attempt, rank + 1);
    EXPECT_EQ(claim.one_at_a_time, rank == 2);
    cursor.retire(rank, claim.item, GivenBack::device_broke);
  }
  const Claim last = now(cursor, 3);
  EXPECT_EQ(last.kind, Kind::fail);
  EXPECT_EQ(now(cursor, 4).kind, Kind::wait);
  cursor.give_back(3, last.item, GivenBack::unfinished);  // that rank was stopped before it wrote
  EXPECT_EQ(now(cursor, 4).kind, Kind::fail);
  cursor.finish(4, last.item);
  EXPECT_TRUE(cursor.numbers().complete());
}

TEST(Cursor, GivingBackUnfinishedAccusesNobody) {
  Cursor cursor(batches(1), {.ranks = 1, .max_attempts = 1});
  for (int i = 0; i < 10; ++i) {
    const Claim claim = now(cursor);
    ASSERT_EQ(claim.kind, Kind::compute);
    cursor.give_back(0, claim.item, GivenBack::unfinished);
  }
}

TEST(Cursor, ClaimsAheadLeaveWorkForOthers) {
  Cursor cursor(batches(6), {.ranks = 2});
  for (uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(cursor.claim(0, ClaimFor::ahead, 0).kind, Kind::compute) << i;
  }
  EXPECT_EQ(cursor.claim(0, ClaimFor::ahead, 0).kind, Kind::wait);
  EXPECT_EQ(now(cursor, 0).kind, Kind::compute);
  EXPECT_EQ(now(cursor, 1).kind, Kind::compute);
  Cursor alone(batches(2), {.ranks = 1});
  EXPECT_EQ(alone.claim(0, ClaimFor::ahead, 0).kind, Kind::compute);
  EXPECT_EQ(alone.claim(0, ClaimFor::ahead, 0).kind, Kind::compute);
}

TEST(Cursor, StopsAfterWhatIsInFlight) {
  Cursor cursor(batches(4), {.ranks = 1});
  const Claim claim = now(cursor), other = now(cursor);
  cursor.stop();
  EXPECT_EQ(now(cursor).kind, Kind::done);
  cursor.finish(0, claim.item);
  cursor.give_back(0, other.item, GivenBack::unfinished);
  EXPECT_EQ(cursor.numbers().finished, 1U);
  EXPECT_EQ(cursor.numbers().left, 3U);
}

TEST(Cursor, KnowsWhatIsInFlight) {
  Cursor cursor(batches(4), {.ranks = 2});
  cursor.claim(1, ClaimFor::now, 10);
  cursor.claim(0, ClaimFor::now, 12);
  const std::vector<InFlight> all = cursor.in_flight();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].rank, 1U);
  EXPECT_EQ(all[0].since, 10);
  EXPECT_EQ(all[1].rank, 0U);
  EXPECT_EQ(all[1].work.batch, 1U);
  cursor.finish(1, 0);
  const CursorNumbers numbers = cursor.numbers();
  EXPECT_EQ(numbers.size, 4U);
  EXPECT_EQ(numbers.finished, 1U);
  EXPECT_EQ(numbers.in_flight, 1U);
  EXPECT_EQ(numbers.left, 2U);
  EXPECT_DOUBLE_EQ(numbers.seconds_left, 3 + 2 + 1);
  EXPECT_DOUBLE_EQ(numbers.longest_left, 3);
}

TEST(Cursor, RefusesWhatIsNotInFlight) {
  Cursor cursor(batches(3), {.ranks = 2});
  const Claim claim = now(cursor, 0);
  EXPECT_THROW(cursor.finish(1, claim.item), std::logic_error);
  EXPECT_THROW(cursor.finish(0, 2), std::logic_error);
  EXPECT_THROW(cursor.give_back(1, claim.item, GivenBack::unfinished), std::logic_error);
  EXPECT_THROW(cursor.retire(1, claim.item, GivenBack::device_broke), std::logic_error);
  cursor.finish(0, claim.item);
  EXPECT_THROW(cursor.finish(0, claim.item), std::logic_error);
  EXPECT_EQ(cursor.numbers().finished, 1U);
}

// Ranks as threads that claim ahead, give back, break and stop asking. Run under ThreadSanitizer
// too.
TEST(Cursor, ManyThreadsFinishEachItemOnce) {
  constexpr uint32_t count = 6'000, ranks = 8;
  std::vector<Work> work;
  for (uint32_t i = 0; i < count; ++i) { work.push_back({i, Stages::structure, 1}); }
  const size_t items = work.size();
  Cursor cursor(std::move(work), {.ranks = ranks, .max_attempts = 1000});
  std::vector<std::atomic<int>> finished(items);
  const auto rank_loop = [&](uint32_t rank) {
    std::mt19937 random(rank);
    std::vector<Claim> mine;
    while (true) {
      const Claim claim = cursor.claim(rank, mine.empty() ? ClaimFor::now : ClaimFor::ahead, rank);
      if (claim.kind == Kind::compute) {
        mine.push_back(claim);
        if (mine.size() == 1 && random() % 2 == 0) { continue; }
      }
      if (mine.empty()) {
        if (claim.kind == Kind::done) { return; }
        std::this_thread::yield();
        continue;
      }
      const Claim done = mine.front();
      if (rank >= 4 && random() % 500 == 0) {
        cursor.retire(rank, done.item, GivenBack::device_broke);
        return;
      }
      mine.erase(mine.begin());
      if (random() % 50 == 0) {
        cursor.give_back(rank, done.item, GivenBack::unfinished);
        continue;
      }
      ++finished[done.item];
      cursor.finish(rank, done.item);
    }
  };
  std::vector<std::thread> threads;
  for (uint32_t rank = 0; rank < ranks; ++rank) { threads.emplace_back(rank_loop, rank); }
  while (!cursor.numbers().complete()) {
    cursor.in_flight();
    std::this_thread::yield();
  }
  for (std::thread& thread : threads) { thread.join(); }
  EXPECT_TRUE(std::all_of(finished.begin(), finished.end(), [](const auto& n) { return n == 1; }));
}

}  // namespace
}  // namespace bb
