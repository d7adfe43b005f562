# bb_discover_tests(target label [PROPERTY VALUE]...): registers every gtest of a target with ctest.

include_guard(GLOBAL)
include(GoogleTest)

function(bb_discover_tests target label)
  # Listed when ctest starts: parametrised tests are named after the oracle's cases, which may not exist before.
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES LABELS ${label} ${ARGN})
endfunction()
