// Helpers that crash, hang, run out of memory or are killed cost one result each.

#include "io/input/chemistry/chemistry_pool.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/input/chemistry/worker_process.h"

namespace bb {
namespace {

using std::chrono::milliseconds;

ChemistryPoolOptions test_options(int workers = 1) {
  return {.program = BB_CHEMISTRY_PROGRAM,
          .workers = workers,
          .time_limit = milliseconds(3000),  // enough to fill the memory on a busy machine
          .memory_bytes = 256ULL << 20U,
          .for_tests = true};
}

const LigandRequest good{.text = "CC(=O)Nc1ccc(O)cc1", .affinity = true, .seed = 1};

std::vector<pid_t> processes_below(pid_t parent) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) { continue; }
    std::ifstream in(entry.path() / "stat");
    std::string stat((std::istreambuf_iterator<char>(in)), {});
    const auto after = stat.rfind(')');
    if (after == std::string::npos) { continue; }
    if (std::stoi(stat.substr(after + 4)) != parent) { continue; }
    found.push_back(std::stoi(name));
    for (const pid_t grandchild : processes_below(found.back())) { found.push_back(grandchild); }
  }
  return found;
}

bool is_gone(pid_t pid) {
  for (int i = 0; i < 400; ++i) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string stat((std::istreambuf_iterator<char>(in)), {});
    const auto after = stat.rfind(')');
    if (after == std::string::npos || stat[after + 2] == 'Z') { return true; }
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

size_t open_descriptors() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

struct Failure {
  Misbehaviour how;
  LigandStatus status;
  const char* says;
};

class PoolFailure : public testing::TestWithParam<Failure> {};

TEST_P(PoolFailure, CostsOneResult) {
  ChemistryPool pool(test_options());
  const LigandResult before = pool.prepare(good);
  ASSERT_EQ(before.status, LigandStatus::ok) << before.error;
  const LigandResult failed = pool.misbehave(GetParam().how);
  EXPECT_EQ(name_of(failed.status), std::string(name_of(GetParam().status))) << failed.error;
  EXPECT_NE(failed.error.find(GetParam().says), std::string::npos) << failed.error;
  EXPECT_EQ(pool.prepare(good), before);
  const bool warden_failed = GetParam().how >= Misbehaviour::kill_warden;
  EXPECT_EQ(pool.restarts(), warden_failed ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(
    Chemistry, PoolFailure,
    testing::Values(Failure{Misbehaviour::abort, LigandStatus::crashed, "signal 6"},
                    Failure{Misbehaviour::segfault, LigandStatus::crashed, "signal 11"},
                    Failure{Misbehaviour::overflow_stack, LigandStatus::crashed, "signal 11"},
                    Failure{Misbehaviour::spin, LigandStatus::timed_out, "3 s"},
                    Failure{Misbehaviour::exhaust_memory, LigandStatus::out_of_memory, "256 MiB"},
                    Failure{Misbehaviour::leave, LigandStatus::crashed, "status 3"},
                    Failure{Misbehaviour::throw_exception, LigandStatus::crashed, "status 1"},
                    Failure{Misbehaviour::answer_nonsense, LigandStatus::crashed, "no message"},
                    Failure{Misbehaviour::flood_stderr, LigandStatus::crashed, "signal 6"},
                    Failure{Misbehaviour::kill_warden, LigandStatus::lost, "signal 9"},
                    Failure{Misbehaviour::deafen_warden, LigandStatus::lost,
                            "did not answer in time"}),
    [](const auto& tested) { return "Kind" + std::to_string(static_cast<int>(tested.param.how)); });

TEST(ChemistryPool, KeepsTheLastWordsOfACrash) {
  ChemistryPool pool(test_options());
  EXPECT_NE(pool.misbehave(Misbehaviour::abort).log.find("about to abort"), std::string::npos);
  EXPECT_LE(pool.misbehave(Misbehaviour::flood_stderr).log.size(), 2000U);
}

TEST(ChemistryPool, ObeysNoTestOutsideTests) {
  ChemistryPoolOptions options = test_options();
  options.for_tests = false;
  ChemistryPool pool(options);
  EXPECT_NE(pool.misbehave(Misbehaviour::abort).status, LigandStatus::ok);
  EXPECT_EQ(pool.prepare(good).status, LigandStatus::ok);
}

TEST(ChemistryPool, OthersInFlightAreUnaffected) {
  ChemistryPool pool(test_options(2));
  const LigandResult expected = pool.prepare(good);
  auto spinning =
      std::async(std::launch::async, [&] { return pool.misbehave(Misbehaviour::spin); });
  for (int i = 0; i < 20; ++i) { EXPECT_EQ(pool.prepare(good), expected); }
  EXPECT_EQ(spinning.get().status, LigandStatus::timed_out);
}

TEST(ChemistryPool, ManyAtOnceInOrder) {
  ChemistryPool pool(test_options(3));
  std::vector<LigandRequest> requests;
  for (int i = 1; i <= 30; ++i) {
    requests.push_back({.text = std::string(static_cast<size_t>(i % 10 + 1), 'C'), .seed = 2});
  }
  requests[7].text = "C1CC";
  const auto results = pool.prepare(requests);
  ASSERT_EQ(results.size(), requests.size());
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].status, i == 7 ? LigandStatus::unreadable : LigandStatus::ok)
        << results[i].error;
    if (i != 7) { EXPECT_EQ(results[i].ligand.smiles, requests[i].text); }
  }
}

TEST(ChemistryPool, SameResultWhateverTheProcessDidBefore) {
  ChemistryPoolOptions options = test_options();
  options.molecules_per_process = 2;  // so that some come from a fresh process
  ChemistryPool pool(options);
  const LigandResult expected = pool.prepare(good);
  for (int i = 0; i < 6; ++i) {
    pool.prepare({.text = "c1ccccc1", .seed = static_cast<uint64_t>(i)});
    EXPECT_EQ(pool.prepare(good), expected);
  }
  EXPECT_EQ(pool.restarts(), 0);
}

TEST(ChemistryPool, ReplacesHelpersThatDiedIdle) {
  ChemistryPool pool(test_options());
  const LigandResult expected = pool.prepare(good);
  for (const pid_t pid : processes_below(::getpid())) { ::kill(pid, SIGKILL); }
  EXPECT_EQ(pool.prepare(good), expected);
  EXPECT_EQ(pool.restarts(), 1);
  // The inner one alone: its warden replaces it.
  ::kill(processes_below(processes_below(::getpid()).front()).front(), SIGKILL);
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(pool.prepare(good), expected);
  EXPECT_EQ(pool.restarts(), 1);
}

TEST(ChemistryPool, LeavesNoProcessAndNoDescriptor) {
  const size_t before = open_descriptors();
  std::vector<pid_t> helpers;
  {
    ChemistryPool pool(test_options(3));
    pool.misbehave(Misbehaviour::abort);
    pool.misbehave(Misbehaviour::kill_warden);
    pool.prepare(good);
    helpers = processes_below(::getpid());
    EXPECT_GE(helpers.size(), 5U);
  }
  EXPECT_EQ(processes_below(::getpid()), std::vector<pid_t>());  // no zombie either
  for (const pid_t pid : helpers) { EXPECT_TRUE(is_gone(pid)); }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(ChemistryPool, HelpersHoldNoneOfOurFiles) {
  const int file =
      ::open(BB_CHEMISTRY_TESTS "/molecules.smi", O_RDONLY);  // without O_CLOEXEC, as libraries do
  ASSERT_GE(file, 0);
  ChemistryPool pool(test_options());
  for (const pid_t pid : processes_below(::getpid())) {
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
      std::error_code error;
      EXPECT_EQ(std::filesystem::read_symlink(entry.path(), error).string().find("molecules.smi"),
                std::string::npos);
    }
  }
  ::close(file);
}

TEST(ChemistryPool, HelpersDieWithTheProgram) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t program = ::fork();
  if (program == 0) {
    ChemistryPool pool(test_options(2));
    auto busy = std::async(std::launch::async, [&] { pool.misbehave(Misbehaviour::spin); });
    std::this_thread::sleep_for(milliseconds(200));
    for (const pid_t pid : processes_below(::getpid())) {
      if (::write(pipe[1], &pid, sizeof pid) != sizeof pid) { ::_exit(1); }
    }
    ::raise(SIGKILL);
  }
  ::close(pipe[1]);
  int status = 0;
  ::waitpid(program, &status, 0);
  std::vector<pid_t> helpers;
  for (pid_t pid = 0; ::read(pipe[0], &pid, sizeof pid) == sizeof pid;) { helpers.push_back(pid); }
  ::close(pipe[0]);
  EXPECT_EQ(helpers.size(), 4U);
  for (const pid_t pid : helpers) { EXPECT_TRUE(is_gone(pid)) << pid; }
}

TEST(ChemistryPool, SaysWhatIsWrongWithTheProgram) {
  ChemistryPoolOptions options = test_options();
  options.program = "/nowhere/boltz-batch-chemistry";
  try {
    ChemistryPool pool(options);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/boltz-batch-chemistry' cannot be started"),
              std::string::npos);
  }
  options.program = "/bin/false";
  EXPECT_THROW(ChemistryPool pool(options), std::runtime_error);
}

TEST(ChemistryPool, KnowsItsRdkit) {
  ChemistryPool pool(test_options());
  EXPECT_EQ(pool.rdkit_version().size(), std::string("2022.09.3").size());
}

}  // namespace
}  // namespace bb
