#include <gtest/gtest.h>
#include <mpi.h>
#include <signal.h>

#include "io/store/store_writer.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (!GTEST_FLAG_GET(list_tests)) {
    int provided = 0;
    bb::prepare_store_library();
    MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    ::signal(SIGXFSZ, SIG_IGN);
  }
  const int result = RUN_ALL_TESTS();
  int initialised = 0;
  MPI_Initialized(&initialised);
  if (initialised != 0) { MPI_Finalize(); }
  return result;
}
