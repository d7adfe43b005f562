# BB_SANITIZE="address;undefined" or "thread": applied to everything, so that one process never mixes both kinds of code.
# Include before any target is made.

include_guard(GLOBAL)

set(BB_SANITIZE "" CACHE STRING "Sanitizers, e.g. address;undefined or thread")

if(BB_SANITIZE)
  if("thread" IN_LIST BB_SANITIZE AND "address" IN_LIST BB_SANITIZE)
    message(FATAL_ERROR "BB_SANITIZE: 'thread' and 'address' exclude each other.")
  endif()
  string(REPLACE ";" "," _bb_sanitizers "${BB_SANITIZE}")
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${_bb_sanitizers};-fno-omit-frame-pointer;-fno-sanitize-recover=all>")
  add_link_options("-fsanitize=${_bb_sanitizers}")
  message(STATUS "Sanitizers: ${BB_SANITIZE}")
endif()
