# bb_revision: what `git describe` says at each build, for --version and what runs leave behind. Of a source that is written
# anew only where that changes, so that a build without changes links nothing.

include_guard(GLOBAL)

find_package(Git QUIET)
set(_bb_revision_source "${PROJECT_BINARY_DIR}/revision.cpp")
add_custom_target(bb_write_revision
  COMMAND "${CMAKE_COMMAND}" -DGIT=${GIT_EXECUTABLE} "-DSOURCE=${PROJECT_SOURCE_DIR}" -DVERSION=${PROJECT_VERSION}
    "-DOUT=${_bb_revision_source}" -P "${CMAKE_CURRENT_LIST_DIR}/WriteRevision.cmake"
  BYPRODUCTS "${_bb_revision_source}"
  COMMENT ""
  VERBATIM)
add_library(bb_revision STATIC "${_bb_revision_source}")
add_dependencies(bb_revision bb_write_revision)
