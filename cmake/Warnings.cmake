# bb_warnings: the warnings that our own code is compiled with. Link it PRIVATE.

include_guard(GLOBAL)

option(BB_WERROR "Warnings are errors" OFF)

add_library(bb_warnings INTERFACE)
target_compile_options(bb_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wconversion>
  # nvcc hands these to the host compiler; -Wconversion also fires in code that nvcc itself generates.
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra>)
# GCC 12 takes "literal" + std::to_string(…) for an overlapping or endless copy (GCC bug 105329), and the inside of an empty
# std::optional for something that is read (GCC bug 80635).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(bb_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-maybe-uninitialized>)
endif()
if(BB_WERROR)
  target_compile_options(bb_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>
    $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Werror>)
endif()
