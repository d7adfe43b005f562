# Finds MPI and an HDF5 that was built with it.
#
# In:    HDF5_ROOT, MPI_HOME    where they are, if not in system folders
# Out:   bb::mpi, bb::hdf5      headers and libraries; the MPI ones without the C++ bindings that MPI dropped

include_guard(GLOBAL)

enable_language(C)  # both modules look for the C libraries with the C compiler
set(HDF5_PREFER_PARALLEL ON)
find_package(MPI REQUIRED COMPONENTS C)
find_package(HDF5 1.10.7 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR
    "HDF5 ${HDF5_VERSION} in '${HDF5_INCLUDE_DIRS}' was built without MPI, which the store needs.\n"
    "Install a parallel one (Debian: libhdf5-openmpi-dev), or give -DHDF5_ROOT=<its folder>.")
endif()

add_library(bb::mpi INTERFACE IMPORTED GLOBAL)
target_link_libraries(bb::mpi INTERFACE MPI::MPI_C)
target_compile_definitions(bb::mpi INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)

add_library(bb::hdf5 INTERFACE IMPORTED GLOBAL)
target_include_directories(bb::hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS} ${HDF5_INCLUDE_DIRS})
target_compile_definitions(bb::hdf5 INTERFACE ${HDF5_C_DEFINITIONS})
target_link_libraries(bb::hdf5 INTERFACE ${HDF5_C_LIBRARIES} bb::mpi)
message(STATUS "HDF5 ${HDF5_VERSION} with MPI ${MPI_C_VERSION}: ${HDF5_C_INCLUDE_DIRS}")
