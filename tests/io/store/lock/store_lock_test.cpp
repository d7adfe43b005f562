#include "io/store/lock/store_lock.h"

#include <atomic>
#include <thread>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/store/lock/store_path.h"
#include "support.h"

namespace bb::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

const StoreLockOptions quick{.expires_after = milliseconds(1200), .beat_every = milliseconds(150)};

StoreLockOptions quick_job(const std::string& job) {
  StoreLockOptions options = quick;
  options.job = job;
  return options;
}

// A process that holds the lock until it is killed.
pid_t hold_in_child(const std::filesystem::path& store, const std::string& job) {
  int ready[2];
  EXPECT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const StoreLock lock(store, quick_job(job));
    const char byte = 'x';
    if (::write(ready[1], &byte, 1) != 1) { ::_exit(1); }
    for (;;) { ::pause(); }
  }
  char byte = 0;
  EXPECT_EQ(::read(ready[0], &byte, 1), 1);
  ::close(ready[0]);
  ::close(ready[1]);
  return child;
}

TEST(StoreLock, ComesAndGoes) {
  const Folder folder;
  {
    StoreLock lock(folder / "s.h5", quick_job("first"));
    EXPECT_EQ(lock.attempt(), 1U);
    EXPECT_TRUE(lock.still_owner());
    EXPECT_TRUE(StoreFence(folder / "s.h5", lock.token()).still_owner());
    EXPECT_FALSE(StoreFence(folder / "s.h5", "another").still_owner());
    EXPECT_TRUE(std::filesystem::exists(folder / "s.h5.lock"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StoreLock, RefusesWhileTheOtherLives) {
  const Folder folder;
  const pid_t child = hold_in_child(folder / "s.h5", "4711");
  const auto start = Clock::now();
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  expect_store_error(StoreError::Kind::locked,
                     {"4711", host, std::to_string(child), "UTC", "s.h5.lock"},
                     [&] { StoreLock(folder / "s.h5", quick_job("second")); });
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

TEST(StoreLock, SuccessorTakesOverFromTheDeadAndNotSooner) {
  const Folder folder;
  const pid_t child = hold_in_child(folder / "s.h5", "dead");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto start = Clock::now();
  const StoreLock lock(folder / "s.h5", quick_job("successor"));
  const auto waited = Clock::now() - start;
  EXPECT_GT(waited, milliseconds(800));
  EXPECT_LT(waited, milliseconds(4000));
  EXPECT_EQ(lock.attempt(), 2U);
  EXPECT_TRUE(lock.still_owner());
}

TEST(StoreLock, TheOneTakenFromKnowsIt) {
  const Folder folder;
  int ask[2], answer[2];
  ASSERT_EQ(::pipe(ask), 0);
  ASSERT_EQ(::pipe(answer), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const StoreLock lock(folder / "s.h5", quick_job("sleeper"));
    char byte = lock.still_owner() ? '1' : '0';
    if (::write(answer[1], &byte, 1) != 1 || ::read(ask[0], &byte, 1) != 1) { ::_exit(1); }
    byte = lock.still_owner() ? '1' : '0';
    if (::write(answer[1], &byte, 1) != 1) { ::_exit(1); }
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(answer[0], &byte, 1), 1);
  EXPECT_EQ(byte, '1');
  ::kill(child, SIGSTOP);  // as a host that hangs
  const StoreLock lock(folder / "s.h5", quick_job("successor"));
  ::kill(child, SIGCONT);
  std::this_thread::sleep_for(milliseconds(500));  // it beats again, in vain
  ASSERT_EQ(::write(ask[1], "?", 1), 1);
  ASSERT_EQ(::read(answer[0], &byte, 1), 1);
  EXPECT_EQ(byte, '0');
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(lock.still_owner());
}

TEST(StoreLock, OneOfManySuccessorsWins) {
  const Folder folder;
  const pid_t dead = hold_in_child(folder / "s.h5", "dead");
  ::kill(dead, SIGKILL);
  ::waitpid(dead, nullptr, 0);
  std::atomic<int> won = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      try {
        const StoreLock lock(folder / "s.h5", quick);
        EXPECT_EQ(lock.attempt(), 2U);
        ++won;
        while (refused < 5) { std::this_thread::sleep_for(milliseconds(10)); }
      } catch (const StoreError& error) {
        EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(StoreError::Kind::locked));
        ++refused;
      }
    });
  }
  for (std::thread& thread : threads) { thread.join(); }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 5);
}

TEST(StoreLock, WhatIsNoLockIsAnErrorAtOnce) {
  const Folder folder;
  const auto store = folder / "s.h5", lock = folder / "s.h5.lock";
  const auto start = Clock::now();
  const auto refuses = [&](const std::string& why) {
    expect_store_error(StoreError::Kind::other, {lock.string(), why, "remove it"},
                       [&] { StoreLock(store, quick_job("second")); });
    std::filesystem::remove(lock);
  };
  std::filesystem::create_directory(lock);
  refuses("is no file");
  std::filesystem::create_symlink(folder / "gone", lock);
  refuses("symbolic link");
  ASSERT_EQ(::mkfifo(lock.c_str(), 0600), 0);
  refuses("is no file");
  if (::geteuid() == 0) {
    std::ofstream(lock) << "somebody's";
    std::filesystem::permissions(lock, std::filesystem::perms::none);
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    ASSERT_EQ(::seteuid(65534), 0);
    expect_store_error(StoreError::Kind::other, {lock.string(), "Permission denied"},
                       [&] { StoreLock(store, quick_job("second")); });
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
}

// A lock that nobody beats, `ahead` of the clock.
void leave_lock(const std::filesystem::path& store, std::chrono::seconds ahead) {
  { std::ofstream(store.string() + ".lock") << "attempt 3\ntoken dead\nhost moon\njob 4711\n"; }
  std::filesystem::last_write_time(store.string() + ".lock",
                                   std::filesystem::file_time_type::clock::now() + ahead);
}

TEST(StoreLock, OneOfTheFutureIsWaitedForNoLongerThanAnother) {
  const Folder folder;
  leave_lock(folder / "s.h5", std::chrono::hours(1));
  std::vector<std::string> said;
  StoreLockOptions options = quick;
  options.say = [&](const std::string& line) { said.push_back(line); };
  const auto start = Clock::now();
  const StoreLock lock(folder / "s.h5", options);
  EXPECT_LT(Clock::now() - start, 2 * quick.expires_after);
  EXPECT_GT(Clock::now() - start, quick.expires_after - milliseconds(10));
  EXPECT_EQ(lock.attempt(), 4U);
  ASSERT_EQ(said.size(), 1U);
  for (const char* word : {"4711", "moon", "clock", "believed dead in"}) {
    EXPECT_NE(said[0].find(word), std::string::npos) << said[0];
  }
}

TEST(StoreLock, ASignalEndsTheWait) {
  const Folder folder;
  leave_lock(folder / "s.h5", std::chrono::seconds(0));
  StoreLockOptions options{.expires_after = std::chrono::hours(1), .beat_every = milliseconds(150)};
  const auto start = Clock::now();
  options.stop = [&] { return Clock::now() - start > milliseconds(100); };
  expect_store_error(StoreError::Kind::stopped, {"s.h5.lock", "signal"},
                     [&] { StoreLock(folder / "s.h5", options); });
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
}

TEST(StoreLock, AStoreHasOneLockByWhateverNameItIsUsed) {
  const Folder folder;
  std::ofstream(folder / "s.h5") << "x";
  std::filesystem::create_symlink("s.h5", folder / "link.h5");
  std::filesystem::create_symlink("link.h5", folder / "second.h5");
  std::filesystem::create_symlink("new.h5", folder / "to_be.h5");
  EXPECT_EQ(real_store_path(folder / "second.h5"), folder / "s.h5");
  EXPECT_EQ(real_store_path(folder / "to_be.h5"), folder / "new.h5");
  const StoreLock lock(folder / "second.h5", quick);
  EXPECT_TRUE(std::filesystem::exists(folder / "s.h5.lock"));
  EXPECT_TRUE(StoreFence(folder / "link.h5", lock.token()).still_owner());
  std::filesystem::create_symlink("circle.h5", folder / "circle.h5");
  expect_store_error(StoreError::Kind::other, {"circle.h5", "in a circle"},
                     [&] { real_store_path(folder / "circle.h5"); });
  expect_store_error(StoreError::Kind::other, {"is a folder"},
                     [&] { real_store_path(folder.path()); });
  expect_store_error(StoreError::Kind::other, {"is a device"},
                     [] { real_store_path("/dev/null"); });
  std::filesystem::create_hard_link(folder / "s.h5", folder / "hard.h5");
  expect_store_error(StoreError::Kind::other, {"hard.h5", "2 names"},
                     [&] { StoreLock(folder / "hard.h5", quick); });
}

TEST(StoreLock, TheFenceSaysWhatIsWrong) {
  const Folder folder;
  const auto problem = [&](const std::string& token) {
    return StoreFence(folder / "s.h5", token).problem();
  };
  StoreLock lock(folder / "s.h5", quick_job("first"));
  EXPECT_EQ(problem(lock.token()), "");
  EXPECT_NE(problem("mine").find("taken this store over: job 'first'"), std::string::npos);
  std::filesystem::remove(folder / "s.h5.lock");
  EXPECT_NE(problem(lock.token()).find("is gone"), std::string::npos);
  std::filesystem::create_directory(folder / "s.h5.lock");
  EXPECT_NE(problem(lock.token()).find("is no file"), std::string::npos);
}

TEST(StoreLock, SaysWhereItCannotWrite) {
  expect_store_error(StoreError::Kind::other, {"nowhere", "folder"},
                     [] { StoreLock("/nowhere/at/all/s.h5"); });
}

}  // namespace
}  // namespace bb::test
