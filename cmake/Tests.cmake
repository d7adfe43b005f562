# bb_discover_tests(target label [PROPERTY VALUE]...): registers every gtest of a target with ctest.

include_guard(GLOBAL)
include(GoogleTest)

function(bb_discover_tests target label)
  # Listed when ctest starts: parametrised tests are named after the oracle's cases, which may not exist before.
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES LABELS ${label} ${ARGN})
endfunction()

# bb_shard_tests(target label count): runs the gtests of a target in `count` processes. For tests whose process takes longer
# to start than most of them take to run, as all do that load LibTorch.
function(bb_shard_tests target label count)
  foreach(_index RANGE 1 ${count})
    math(EXPR _shard "${_index} - 1")
    add_test(NAME ${target}_${_index}_of_${count} COMMAND ${target} --gtest_brief=1)
    set_tests_properties(${target}_${_index}_of_${count} PROPERTIES
      LABELS ${label} TIMEOUT 900 ENVIRONMENT "GTEST_TOTAL_SHARDS=${count};GTEST_SHARD_INDEX=${_shard}")
  endforeach()
endfunction()
