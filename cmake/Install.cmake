# cmake --install BUILD --prefix P: programs, man pages, completions of shells, scripts and documents. Include last.
#
# In:    BB_BUNDLE_TORCH    copies LibTorch, and what it needs of CUDA, into the prefix (gigabytes)
#
# A prefix can be moved: programs find each other, and a bundled LibTorch, from where they are. One that is not bundled is looked
# for where it was when the program was built, and so are MPI, HDF5 and the RDKit where those lie in no folder of the system.

include_guard(GLOBAL)
include(GNUInstallDirs)

option(BB_BUNDLE_TORCH "Install a copy of LibTorch" OFF)

set(_bb_share "${CMAKE_INSTALL_DATADIR}/boltz-batch")
set(_bb_torch_copy "${CMAKE_INSTALL_LIBDIR}/boltz-batch")
set(_bb_run_path "$ORIGIN/../${_bb_torch_copy}")
if(NOT BB_BUNDLE_TORCH)
  set(_bb_run_path ${CMAKE_BUILD_RPATH})
endif()

set(_bb_programs boltz-replay)
if(NOT BB_REPLAY_ONLY)
  list(APPEND _bb_programs boltz-batch boltz-batch-chemistry)
endif()
foreach(_program IN LISTS _bb_programs)
  if(NOT TARGET ${_program})
    message(STATUS "Nothing to install without ${_program}")
    return()
  endif()
endforeach()
set_target_properties(${_bb_programs} PROPERTIES INSTALL_RPATH "${_bb_run_path}" INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS ${_bb_programs} RUNTIME)

# What the programs say of themselves, as they say it.
foreach(_program boltz-batch boltz-replay)
  if(TARGET ${_program})
    install(CODE "
      set(page \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/${_program}.1\")
      message(STATUS \"Installing: \${page}\")
      get_filename_component(folder \"\${page}\" DIRECTORY)
      file(MAKE_DIRECTORY \"\${folder}\")
      execute_process(COMMAND \"${PROJECT_SOURCE_DIR}/packaging/man_page.sh\" \"$<TARGET_FILE:${_program}>\" ${PROJECT_VERSION}
        OUTPUT_FILE \"\${page}\" COMMAND_ERROR_IS_FATAL ANY)")
  endif()
endforeach()

if(BB_BUNDLE_TORCH)
  foreach(_folder IN LISTS BB_TORCH_LIBRARY_DIRS)
    install(DIRECTORY "${_folder}/" DESTINATION "${_bb_torch_copy}"
      FILES_MATCHING PATTERN "*.so*" PATTERN "*python*" EXCLUDE PATTERN "libshm*" EXCLUDE)
  endforeach()
endif()
install(FILES README.md CHANGELOG.md LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY third_party DESTINATION "${CMAKE_INSTALL_DOCDIR}"  # licences of what is compiled in
  FILES_MATCHING PATTERN "LICENSE*" PATTERN "COPYING*" PATTERN "README.md")
if(NOT BB_REPLAY_ONLY)
  install(FILES packaging/completions/boltz-batch.bash
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME boltz-batch)
  install(FILES packaging/completions/boltz-batch.zsh
    DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" RENAME _boltz-batch)
  install(DIRECTORY slurm examples DESTINATION "${_bb_share}" USE_SOURCE_PERMISSIONS)
  install(DIRECTORY tools/components DESTINATION "${_bb_share}/tools" FILES_MATCHING PATTERN "*.py")
endif()
