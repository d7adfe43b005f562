#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/faults/crash_handler.h"
#include "driver/faults/journal_file.h"
#include "driver/faults/mark_state.h"
#include "driver/faults/quarantine.h"
#include "driver/faults/witness.h"

namespace bb {
namespace {

class JournalTest : public testing::Test {
 protected:
  JournalTest()
      : path_(std::filesystem::temp_directory_path() /
              ("journal_test." + std::to_string(::getpid()))) {}
  ~JournalTest() override { std::filesystem::remove(path_); }

  /// How a child process ends that does this as rank `rank` of the journal.
  template <class F>
  int child(int rank, const F& f) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      {
        const JournalFile file(path_, rank);
        install_crash_handler();
        set_mark_place(
            {.descriptor = file.descriptor(), .offset = file.offset(), .attempt = file.attempt()});
        f();
      }
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }
  std::vector<JournalMark> marks() const { return JournalFile::read(path_)->marks; }

  std::filesystem::path path_;
};

JournalMark mark_of(Cause cause, std::vector<InFlightItem> items, bool alone = false) {
  JournalMark mark;
  mark.cause = cause;
  mark.detail = SIGSEGV;
  mark.alone = alone ? 1 : 0;
  mark.count = static_cast<uint32_t>(items.size());
  for (size_t i = 0; i < items.size(); ++i) { mark.items[i] = items[i]; }
  return mark;
}

constexpr InFlightItem row(uint64_t index, Step step = Step::features) {
  return {.index = index, .step = step, .is_batch = 0};
}

TEST_F(JournalTest, KeepsLedgerAndMarks) {
  const std::string ledger(10000, 'x');
  JournalFile::create(path_, ledger, 3);
  EXPECT_EQ(JournalFile::read(path_)->ledger, ledger);
  EXPECT_TRUE(marks().empty());
  JournalFile(path_, 0).write(2, mark_of(Cause::stalled, {row(7)}));
  ASSERT_EQ(marks().size(), 1U);
  EXPECT_EQ(marks()[0].cause, Cause::stalled);
  EXPECT_EQ(marks()[0].items[0], row(7));
}

TEST_F(JournalTest, MarksOfAnotherAttemptAreNotCounted) {
  JournalFile::create(path_, "", 1);
  const JournalFile old(path_, 0);
  JournalFile::create(path_, "", 1);
  old.write(0, mark_of(Cause::stalled, {row(7)}));  // to a file that has no name any more
  EXPECT_TRUE(marks().empty());
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  JournalMark mark = mark_of(Cause::crash, {row(7)});
  mark.attempt = old.attempt();
  mark.seal();
  file.seekp(static_cast<std::streamoff>(old.offset()));
  file.write(reinterpret_cast<const char*>(&mark), sizeof mark).flush();
  EXPECT_TRUE(marks().empty());
}

TEST_F(JournalTest, DamageIsNoticed) {
  EXPECT_FALSE(JournalFile::read(path_));
  JournalFile::create(path_, "ledger", 2);
  JournalFile(path_, 0).write(0, mark_of(Cause::crash, {row(1)}));
  JournalFile(path_, 0).write(1, mark_of(Cause::crash, {row(2)}));
  std::string whole(std::filesystem::file_size(path_), 0);
  std::ifstream(path_, std::ios::binary)
      .read(whole.data(), static_cast<std::streamsize>(whole.size()));
  const auto with = [&](const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return JournalFile::read(path_);
  };
  ASSERT_EQ(with(whole)->marks.size(), 2U);
  for (const size_t at : {0, 10, 20, 30, 4096, 4100}) {  // header and ledger
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    EXPECT_FALSE(with(flipped)) << at;
  }
  std::string torn = whole;
  torn[8192 + 40] = static_cast<char>(torn[8192 + 40] ^ 4);  // the first rank's mark
  ASSERT_EQ(with(torn)->marks.size(), 1U);
  EXPECT_EQ(with(torn)->marks[0].items[0], row(2));
  for (const size_t size : {0, 5, 60, 4097}) { EXPECT_FALSE(with(whole.substr(0, size))) << size; }
  EXPECT_EQ(with(whole.substr(0, 8192 + 4096))->marks.size(), 1U);
  EXPECT_TRUE(with(whole.substr(0, 8192 + 100))->marks.empty());
}

TEST_F(JournalTest, ACrashNamesTheItemOfItsThread) {
  JournalFile::create(path_, "", 2);
  const int status = child(1, [] {
    const InFlightStep other(row(3, Step::writing));
    std::thread([] {
      const InFlightStep mine(row(5));
      volatile int* const nowhere = nullptr;
      *nowhere = 0;
    }).join();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  ASSERT_EQ(marks().size(), 1U);
  const JournalMark mark = marks()[0];
  EXPECT_EQ(mark.cause, Cause::crash);
  EXPECT_EQ(mark.detail, SIGSEGV);
  EXPECT_EQ(mark.count, 1U);
  EXPECT_EQ(mark.items[0], row(5));
}

[[gnu::noinline]] int deeper(volatile int* above) {
  volatile int here[1000];
  here[0] = *above + 1;
  return here[0] > 0 ? deeper(here) + here[1] : 0;
}

TEST_F(JournalTest, AStackThatOverflowsToo) {
  JournalFile::create(path_, "", 1);
  const int status = child(0, [] {
    std::thread([] {
      const InFlightStep mine(row(5));
      volatile int start = 0;
      deeper(&start);
    }).join();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  ASSERT_EQ(marks().size(), 1U);
  EXPECT_EQ(marks()[0].items[0], row(5));
}

TEST_F(JournalTest, AThreadWithoutAnItemAccusesAll) {
  JournalFile::create(path_, "", 1);
  child(0, [] {
    const InFlightStep one(row(3, Step::writing));
    const InFlightStep two({.index = 9, .step = Step::structure, .is_batch = 1});
    std::thread([] { std::abort(); }).join();
  });
  ASSERT_EQ(marks().size(), 1U);
  EXPECT_EQ(marks()[0].count, 2U);
  EXPECT_EQ(marks()[0].detail, SIGABRT);
}

TEST_F(JournalTest, SignalsFromOutsideAndCrashesBetweenItemsAccuseNobody) {
  JournalFile::create(path_, "", 1);
  child(0, [] { std::abort(); });
  EXPECT_TRUE(marks().empty());
  const int status = child(0, [] {
    const InFlightStep one(row(3));
    if (::fork() == 0) {
      ::kill(::getppid(), SIGSEGV);
      ::_exit(0);
    }
    ::pause();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  EXPECT_TRUE(marks().empty());
}

TEST_F(JournalTest, TheWitnessTellsKillsForMemoryFromOthers) {
  for (const bool for_memory : {false, true}) {
    JournalFile::create(path_, "", 1);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
      const Witness witness(path_);
      const JournalFile file(path_, 0);
      set_mark_place(
          {.descriptor = file.descriptor(), .offset = file.offset(), .attempt = file.attempt()});
      const InFlightStep one(row(3));
      mark_state().pretend_out_of_memory = for_memory ? 1 : 0;
      ::kill(::getpid(), SIGKILL);
    }
    // The witness has the pipe too: it ends with the last of them.
    ::close(ends[1]);
    ::waitpid(pid, nullptr, 0);
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 0);
    ::close(ends[0]);
    ASSERT_EQ(marks().size(), for_memory ? 1U : 0U);
    if (!for_memory) { continue; }
    EXPECT_EQ(marks()[0].cause, Cause::out_of_memory);
    EXPECT_EQ(marks()[0].items[0], row(3));
  }
}

TEST(Quarantine, CondemnsOnlyWhatGoesWrongAlone) {
  Quarantine one;
  one.add(mark_of(Cause::crash,
                  {row(3), row(4), {.index = 2, .step = Step::structure, .is_batch = 1}}));
  EXPECT_TRUE(one.suspects_row(3) && one.suspects_row(4) && one.suspects_batch(2));
  EXPECT_TRUE(one.condemned().empty());
  one.add(mark_of(Cause::crash, {row(3)}));  // again, but not alone
  EXPECT_TRUE(one.condemned().empty());
  one.add(mark_of(Cause::crash, {row(4)}, true));
  EXPECT_FALSE(one.suspects_row(4));
  ASSERT_EQ(one.condemned().size(), 1U);
  EXPECT_NE(one.condemned().at(4).message.find("SIGSEGV"), std::string::npos);
  EXPECT_EQ(one.condemned().at(4).code, ErrorCode::crash);

  const Quarantine again = Quarantine::from_text(one.text());
  EXPECT_EQ(again.text(), one.text());
  EXPECT_TRUE(again.suspects_row(3) && again.suspects_batch(2));
  EXPECT_EQ(again.condemned().at(4).message, one.condemned().at(4).message);
}

TEST(Quarantine, OneKillForMemoryIsNoReason) {
  Quarantine one;
  one.add(mark_of(Cause::out_of_memory, {row(3)}));
  EXPECT_FALSE(one.suspects_row(3));
  one = Quarantine::from_text(one.text());
  one.add(mark_of(Cause::out_of_memory, {row(3)}));
  EXPECT_TRUE(one.suspects_row(3));
  EXPECT_TRUE(one.condemned().empty());
  one.add(mark_of(Cause::out_of_memory, {row(3)}, true));
  EXPECT_EQ(one.condemned().at(3).code, ErrorCode::out_of_memory);
}

TEST(Quarantine, ADeviceMustBreakTwiceWithARowAlone) {
  Quarantine one;
  one.add(mark_of(Cause::device, {row(3, Step::structure)}));
  for (int rank = 0; rank < 3; ++rank) {
    one.add(mark_of(Cause::device, {row(3, Step::structure)}, true));
  }
  one = Quarantine::from_text(one.text());
  EXPECT_TRUE(one.suspects_row(3));
  EXPECT_TRUE(one.condemned().empty());
  one.add(mark_of(Cause::device, {row(3, Step::structure)}, true));
  EXPECT_EQ(one.condemned().at(3).code, ErrorCode::device);
}

TEST(Quarantine, WhatIsTriedAgainIsSuspectUnlessItCrashedSince) {
  Quarantine one;
  one.retry(3);
  EXPECT_TRUE(one.suspects_row(3));
  one.add(mark_of(Cause::crash, {row(3)}, true));
  one.retry(3);
  EXPECT_FALSE(one.suspects_row(3));
  EXPECT_TRUE(one.condemned().contains(3));
}

}  // namespace
}  // namespace bb
