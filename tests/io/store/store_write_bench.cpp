// Speed of the store against a plain file, and of making and resuming one of many rows. Run by
// hand:
//   mpirun -n 4 --oversubscribe store_write_bench write FOLDER [records per rank]
//   mpirun -n 4 --oversubscribe store_write_bench disk FOLDER [records per rank]   with fdatasync
//   mpirun -n 4 --oversubscribe store_write_bench rows FOLDER [rows]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <mpi.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/store/store_writer.h"
#include "made_up.h"

namespace bb::test {
namespace {

int rank = 0, ranks = 1;

double since(double start) {
  MPI_Barrier(MPI_COMM_WORLD);
  return MPI_Wtime() - start;
}

double now() {
  MPI_Barrier(MPI_COMM_WORLD);
  return MPI_Wtime();
}

double peak_gigabytes() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  double peak = static_cast<double>(usage.ru_maxrss) / 1048576.0;
  MPI_Allreduce(MPI_IN_PLACE, &peak, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
  return peak;
}

void say(const char* what, double value, const char* unit) {
  if (rank == 0) { std::printf("%-44s %12.3f %s\n", what, value, unit); }
  std::fflush(stdout);
}

// 4,000 atoms and 320 tokens: 48,000 + 1,280 bytes and scores.
constexpr uint32_t atoms = 4000, tokens = 320;

double raw(const std::string& path, uint64_t records, size_t bytes, bool to_disk) {
  const std::vector<char> record(bytes, 'x');
  if (rank == 0) {
    const int made = open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0644);
    if (made < 0 || ftruncate(made, static_cast<off_t>(bytes * records) * ranks) != 0) {
      std::abort();
    }
    close(made);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  const int file = open(path.c_str(), O_RDWR);
  const double start = now();
  for (uint64_t i = 0; i < records; ++i) {
    const auto at = static_cast<off_t>(
        (i * static_cast<uint64_t>(ranks) + static_cast<uint64_t>(rank)) * bytes);
    if (pwrite(file, record.data(), bytes, at) != static_cast<ssize_t>(bytes)) { std::abort(); }
  }
  if (to_disk && fdatasync(file) != 0) { std::abort(); }
  const double seconds = since(start);
  close(file);
  if (rank == 0) { std::filesystem::remove(path); }
  return seconds;
}

double store(const std::string& path, const StoreLayout& layout, uint64_t records, bool to_disk) {
  StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout, {.sync_seconds = 0});
  for (uint32_t i = 0; i < 3; ++i) { writer.write_target(i, make_topology(true, i)); }
  MadeUpStructure made = make_structure(layout.contents, 1, tokens, atoms, 1);
  std::vector<std::vector<float>> pairs;
  for (uint32_t c = 1; c <= 3; ++c) { pairs.emplace_back(c * c, 0.5F); }
  const Topology ligand = make_topology(false, 0);
  const double start = now();
  for (uint64_t i = 0; i < records; ++i) {
    // As a run does: in the plan's order, ranks taking turns.
    const uint32_t row =
        layout.plan.members[i * static_cast<uint64_t>(ranks) + static_cast<uint64_t>(rank)];
    made.result.pair_chains_iptm = pairs[layout.sizes.chains[row] - 1];
    writer.write_ligand(layout.sizes.ligand[row], ligand);
    writer.write_structure(row, made.result, made.share);
  }
  if (to_disk) { writer.close(); }
  const double seconds = since(start);
  if (!to_disk) { writer.close(); }
  if (rank == 0) { std::filesystem::remove(path); }
  return seconds;
}

// Pairs, in turns first the one and first the other, so that a machine that is busy now and then
// does no harm to one of them.
void bench_write(const std::string& folder, uint64_t records, bool to_disk) {
  constexpr int pairs = 11;
  const MadeUpOptions options{.rows = records * static_cast<uint64_t>(ranks),
                              .samples = 1,
                              .tokens = tokens,
                              .atoms = atoms};
  StoreLayout layout = make_layout(options, rank, ranks);
  // Rows of a screen are planned by their size, not in the manifest's order.
  std::shuffle(layout.plan.members.begin(), layout.plan.members.end(), std::mt19937(1));
  const size_t bytes = (size_t{atoms} * 3 + tokens + 20) * sizeof(float);
  const double gigabytes = static_cast<double>(bytes * records) * ranks * 1e-9;
  std::vector<double> ratios;
  for (int i = 0; i < pairs; ++i) {
    double of_raw = 0, of_store = 0;
    for (const bool is_raw : {i % 2 == 0, i % 2 != 0}) {
      if (is_raw) { of_raw = raw(folder + "/bench.raw", records, bytes, to_disk); }
      if (!is_raw) { of_store = store(folder + "/bench.h5", layout, records, to_disk); }
    }
    ratios.push_back(of_raw / of_store * 100);
    if (rank == 0) {
      std::printf("raw %6.3f GB/s, store %6.3f GB/s (%6.0f records/s): %5.1f %%\n",
                  gigabytes / of_raw, gigabytes / of_store,
                  static_cast<double>(records) * ranks / of_store, ratios.back());
      std::fflush(stdout);
    }
  }
  std::sort(ratios.begin(), ratios.end());
  say("store against raw, median", ratios[pairs / 2], "%");
}

void bench_rows(const std::string& folder, uint64_t rows) {
  const std::string path = folder + "/rows.h5";
  double start = now();
  // Small complexes: their coordinates are holes yet, but the disk must have room for them.
  const MadeUpOptions options{.rows = rows, .samples = 1, .tokens = 30, .atoms = 100};
  {
    StoreLayout layout = make_layout(options, rank, ranks);
    say("layout made up", since(start), "s");
    say("  peak memory of a rank", peak_gigabytes(), "GB");
    start = now();
    StoreWriter writer = StoreWriter::create(MPI_COMM_WORLD, path, layout);
    say("created", since(start), "s");
    writer.close();
  }
  say("  peak memory of a rank", peak_gigabytes(), "GB");
  start = now();
  {
    const StoreLayout same = make_layout({.rows = 10, .samples = 1, .tokens = 30, .atoms = 100});
    StoreWriter writer = StoreWriter::resume(MPI_COMM_WORLD, path, same.contents, same.attributes);
    say("resumed", since(start), "s");
    const StoredPlan plan = writer.read_plan();
    say("  with plan of members", static_cast<double>(plan.members.size()), "");
    writer.close();
  }
  say("  peak memory of a rank", peak_gigabytes(), "GB");
  if (rank == 0) { std::filesystem::remove(path); }
}

}  // namespace
}  // namespace bb::test

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &bb::test::rank);
  MPI_Comm_size(MPI_COMM_WORLD, &bb::test::ranks);
  const std::string mode = argc > 1 ? argv[1] : "";
  const std::string folder = argc > 2 ? argv[2] : ".";
  const uint64_t count = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
  try {
    if (mode == "write" || mode == "disk") {
      bb::test::bench_write(folder, count > 0 ? count : 10000, mode == "disk");
    } else if (mode == "rows") {
      bb::test::bench_rows(folder, count > 0 ? count : 10000000);
    } else {
      std::fprintf(stderr, "usage: store_write_bench write|disk|rows FOLDER [COUNT]\n");
      MPI_Abort(MPI_COMM_WORLD, 2);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
}
