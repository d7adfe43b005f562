# Finds the RDKit's C++ libraries (Debian: librdkit-dev), which bring no CMake package.
#
# In:    RDKIT_ROOT     where it is installed, if not in a system folder
# Out:   bb::rdkit      headers and the libraries that io/input/chemistry uses; absent where the RDKit is not found
#        BB_RDKIT_VERSION, e.g. 2022.09.3

include_guard(GLOBAL)

find_path(BB_RDKIT_INCLUDE_DIR GraphMol/RDKitBase.h HINTS ${RDKIT_ROOT} $ENV{RDKIT_ROOT} $ENV{CONDA_PREFIX}
  PATH_SUFFIXES include/rdkit rdkit)
set(_bb_rdkit_libraries "")
foreach(_name MolStandardize Descriptors DistGeomHelpers DistGeometry ForceFieldHelpers ForceField FileParsers SmilesParse
    SubstructMatch GraphMol RDGeometryLib RDGeneral)
  find_library(BB_RDKIT_${_name} RDKit${_name} HINTS ${RDKIT_ROOT} $ENV{RDKIT_ROOT} $ENV{CONDA_PREFIX} PATH_SUFFIXES lib)
  mark_as_advanced(BB_RDKIT_${_name})
  list(APPEND _bb_rdkit_libraries "${BB_RDKIT_${_name}}")
endforeach()
mark_as_advanced(BB_RDKIT_INCLUDE_DIR)

if(BB_RDKIT_INCLUDE_DIR AND NOT "${_bb_rdkit_libraries}" MATCHES "NOTFOUND")
  # Debian's RDGeneral/versions.h has no version in it; the library's full name has.
  file(REAL_PATH "${BB_RDKIT_GraphMol}" _bb_real)
  string(REGEX MATCH "[0-9][0-9][0-9][0-9]\\.[0-9]+\\.[0-9]+" BB_RDKIT_VERSION "${_bb_real}")
  add_library(bb::rdkit INTERFACE IMPORTED GLOBAL)
  target_include_directories(bb::rdkit SYSTEM INTERFACE "${BB_RDKIT_INCLUDE_DIR}")
  target_link_libraries(bb::rdkit INTERFACE ${_bb_rdkit_libraries})
  message(STATUS "RDKit ${BB_RDKIT_VERSION}: ${BB_RDKIT_GraphMol}")
else()
  message(STATUS "RDKit: not found (Debian: librdkit-dev libboost-dev)")
endif()
