// A run without a model, for tests that kill it: makes or continues a store of made-up results.
//   mpirun -n 4 store_run STORE ROWS [failpoint NAME COUNT RANK] [sync RECORDS] [pace MICROSECONDS]
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <mpi.h>
#include <signal.h>
#include <unistd.h>

#include "io/store/hdf5/store_error.h"
#include "io/store/store_writer.h"
#include "made_up.h"

namespace bb::test {
namespace {

struct Arguments {
  std::string path;
  MadeUpOptions options{};
  std::string failpoint{};
  int count = 0, rank = -1, pace = 0;
  uint64_t sync_records = 64;
};

void run(const Arguments& arguments) {
  int rank = 0, ranks = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const StoreLayout layout = make_layout(arguments.options, rank, ranks);
  int left = arguments.count;
  const StoreWriterOptions options{.sync_seconds = 0.2,
                                   .sync_records = arguments.sync_records,
                                   .failpoint = [&](std::string_view point) {
                                     if (rank != arguments.rank || point != arguments.failpoint) {
                                       return;
                                     }
                                     if (--left == 0) { ::kill(::getpid(), SIGKILL); }
                                   }};
  int exists = std::filesystem::exists(arguments.path) ? 1 : 0;
  MPI_Bcast(&exists, 1, MPI_INT, 0, MPI_COMM_WORLD);
  StoreWriter writer = exists != 0
                           ? StoreWriter::resume(MPI_COMM_WORLD, arguments.path, layout.contents,
                                                 layout.attributes, options)
                           : StoreWriter::create(MPI_COMM_WORLD, arguments.path, layout, options);
  if (rank == 0) {
    std::printf("attempt %u checked %lu damaged %lu\n", writer.resume_report().attempt,
                static_cast<unsigned long>(writer.resume_report().checked),
                static_cast<unsigned long>(writer.resume_report().damaged));
    std::fflush(stdout);
  }
  const RowSizes& sizes = writer.sizes();
  for (uint64_t row = static_cast<uint64_t>(rank); row < writer.rows();
       row += static_cast<uint64_t>(ranks)) {
    if (sizes.tokens[row] == 0) { continue; }
    if (writer.structure_status()[row] == Status::pending) {
      if (arguments.options.structures) {
        writer.write_target(sizes.target[row], make_topology(true, sizes.target[row]));
        writer.write_ligand(sizes.ligand[row], make_topology(false, sizes.ligand[row]));
      }
      if (row % 50 == 11) {
        writer.write_failure(row, Stage::structure, ErrorCode::out_of_memory,
                             "needs 90 GB. Use a larger device");
        continue;
      }
      const MadeUpStructure made = make_structure(layout.contents, row, sizes.tokens[row],
                                                  sizes.atoms[row], sizes.chains[row]);
      writer.write_structure(row, made.result, made.share);
    }
    if (writer.affinity_status()[row] == Status::pending) {
      const MadeUpAffinity affinity = make_affinity(row);
      writer.write_affinity(row, affinity.result, affinity.share);
    }
    if (arguments.pace > 0) { ::usleep(static_cast<useconds_t>(arguments.pace)); }
  }
  writer.close();
}

}  // namespace
}  // namespace bb::test

int main(int argc, char** argv) {
  int provided = 0;
  bb::prepare_store_library();
  MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
  ::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails instead
  if (argc < 3) {
    std::fprintf(stderr,
                 "usage: store_run STORE ROWS [failpoint NAME COUNT RANK] [sync N] [pace US]\n");
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  bb::test::Arguments arguments{.path = argv[1]};
  arguments.options.rows = std::strtoull(argv[2], nullptr, 10);
  for (int i = 3; i < argc; ++i) {
    const std::string key = argv[i];
    if (key == "failpoint" && i + 3 < argc) {
      arguments.failpoint = argv[i + 1];
      arguments.count = std::atoi(argv[i + 2]);
      arguments.rank = std::atoi(argv[i + 3]);
      i += 3;
    } else if (key == "sync" && i + 1 < argc) {
      arguments.sync_records = std::strtoull(argv[++i], nullptr, 10);
    } else if (key == "pace" && i + 1 < argc) {
      arguments.pace = std::atoi(argv[++i]);
    }
  }
  try {
    bb::test::run(arguments);
  } catch (const bb::StoreError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, error.kind() == bb::StoreError::Kind::no_space ? 28 : 1);
  }
  MPI_Finalize();
}
