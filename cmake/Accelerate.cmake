# Uses ccache and mold where they are installed. A caller's own launcher or linker wins.

include_guard(GLOBAL)

option(BB_CCACHE "Compile through ccache where it is installed" ON)
option(BB_MOLD "Link with mold where it is installed" ON)

if(BB_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(BB_CCACHE_PROGRAM ccache)
  mark_as_advanced(BB_CCACHE_PROGRAM)
  if(BB_CCACHE_PROGRAM)
    # Precompiled headers are cached only with these.
    set(_bb_launcher "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${BB_CCACHE_PROGRAM}")
    set(CMAKE_CXX_COMPILER_LAUNCHER ${_bb_launcher})
    set(CMAKE_CUDA_COMPILER_LAUNCHER ${_bb_launcher})
    message(STATUS "ccache: ${BB_CCACHE_PROGRAM}")
  endif()
endif()

if(BB_MOLD AND NOT CMAKE_EXE_LINKER_FLAGS MATCHES "-fuse-ld=")
  find_program(BB_MOLD_PROGRAM mold)
  mark_as_advanced(BB_MOLD_PROGRAM)
  if(BB_MOLD_PROGRAM)
    add_link_options("$<$<LINK_LANGUAGE:CXX>:-fuse-ld=mold>")
    message(STATUS "mold: ${BB_MOLD_PROGRAM}")
  endif()
endif()
