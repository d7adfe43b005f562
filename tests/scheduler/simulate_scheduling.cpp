// The production planner and cursor over 10 million complexes on 1,000 to 100,000 ranks. Prints the
// tables of docs/scaling.md; fails where 1,000 or 10,000 ranks reach less than 97 % of the ideal.
//
//   simulate_scheduling [complexes]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

#include "scheduler/plan_statistics.h"
#include "simulation.h"
#include "workloads.h"

namespace bb::testing {
namespace {

constexpr double bar = 0.97;
constexpr double store_bytes = 51e3;  // a complex, as in the measurement of the store

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak_gib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1 << 20);
}

struct CursorCase {
  const char* name;
  double seconds, latency;
};
constexpr CursorCase cursors[] = {{"spinning", 7e-6, 20e-6},
                                  {"sleeping, pending messages served together", 7e-6, 500e-6},
                                  {"sleeping, one message a wake-up", 500e-6, 0}};

SimulationResult on(const Plan& plan, uint32_t ranks, const CursorCase& cursor) {
  SimulationOptions simulation;
  simulation.ranks = ranks;
  simulation.cursor_seconds = cursor.seconds;
  simulation.latency_seconds = cursor.latency;
  return simulate(plan, simulation);
}

// The most ranks that reach the bar, in steps of a fortieth.
uint32_t most_ranks(const Plan& plan, const CursorCase& cursor) {
  uint32_t ranks = 1'000;
  for (uint32_t step = 64'000; step * 40 > ranks; step /= 2) {
    const uint32_t more = ranks + step;
    if (plan.batches.size() < 2 * size_t{more}) { continue; }
    if (on(plan, more, cursor).efficiency() >= bar) { ranks = more; }
  }
  return ranks;
}

bool run(const char* name, const std::vector<ComplexSize>& sizes) {
  const PlanOptions options;
  const auto start = std::chrono::steady_clock::now();
  const Plan plan = make_plan(sizes, options);
  const double plan_seconds = since(start);
  const PlanStatistics numbers = statistics_of(plan, sizes, options);
  std::printf("\n### %s\n\n", name);
  std::printf(
      "%llu complexes in %llu batches, %llu shapes, planned in %.1f s (peak so far %.2f GiB); "
      "padding: "
      "%.1f %% of tokens, %.1f %% of products; %.1f thousand device hours, longest batch %.1f "
      "s.\n\n",
      static_cast<unsigned long long>(numbers.complexes),
      static_cast<unsigned long long>(numbers.batches),
      static_cast<unsigned long long>(numbers.shapes), plan_seconds, peak_gib(),
      100 * numbers.token_waste, 100 * numbers.flops_waste, numbers.seconds() / 3.6e6,
      numbers.longest_batch_seconds);
  std::printf(
      "| ranks | cursor | batches a rank | ideal, s | makespan, s | efficiency | messages/s | "
      "cursor "
      "busy | longest wait, ms | to the store, GB/s "
      "|\n|---|---|---|---|---|---|---|---|---|---|\n");
  bool good = true;
  for (const uint32_t ranks : {1'000U, 10'000U, 20'000U, 50'000U, 100'000U}) {
    if (plan.batches.size() < 2 * size_t{ranks}) {
      break;  // no schedule can be good
    }
    for (const CursorCase& cursor : cursors) {
      const SimulationResult result = on(plan, ranks, cursor);
      std::printf(
          "| %u | %s | %.0f | %.0f | %.0f | %s%.2f %%%s | %.0f | %.1f %% | %.1f | %.2f |\n", ranks,
          cursor.name, static_cast<double>(result.items) / ranks, result.ideal_seconds,
          result.makespan_seconds, result.efficiency() < bar ? "**" : "", 100 * result.efficiency(),
          result.efficiency() < bar ? "**" : "", result.messages_per_second,
          100 * result.cursor_busy, 1e3 * result.waiting_seconds,
          static_cast<double>(numbers.complexes) * store_bytes / 1e9 / result.makespan_seconds);
      std::fflush(stdout);
      if (ranks <= 10'000 && result.efficiency() < bar) { good = false; }
    }
  }
  std::printf("\n");
  for (const CursorCase& cursor : cursors) {
    const uint32_t ranks = most_ranks(plan, cursor);
    std::printf("- %s: %.0f %% up to %u ranks, %.0f batches each\n", cursor.name, 100 * bar, ranks,
                static_cast<double>(plan.batches.size()) / ranks);
  }
  return good;
}

}  // namespace
}  // namespace bb::testing

int main(int argc, char** argv) {
  const size_t complexes = argc > 1 ? std::stoull(argv[1]) : 10'000'000;
  using namespace bb::testing;
  bool good = run("Proteins, lengths log-normal, structure only", proteome(complexes, 1));
  good = run("One target, affinity", screen(complexes, 2)) && good;
  good = run("Proteins, and ligands against 200 targets", mixture(complexes, 3)) && good;
  std::printf("\n%s\n", good ? "All at or above the bar up to 10,000 ranks." : "BELOW THE BAR.");
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
