# bb_warnings: the warnings that our own code is compiled with. Link it PRIVATE.

include_guard(GLOBAL)

option(BB_WERROR "Warnings are errors" OFF)

add_library(bb_warnings INTERFACE)
target_compile_options(bb_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wconversion>
  # nvcc hands these to the host compiler; -Wconversion also fires in code that nvcc itself generates.
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra>)
if(BB_WERROR)
  target_compile_options(bb_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>
    $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Werror>)
endif()
