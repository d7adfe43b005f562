# Run at each build by Revision.cmake: writes OUT, if it is to be another one.

set(revision "unknown revision")  # of an archive
if(GIT)
  execute_process(COMMAND "${GIT}" rev-parse --show-toplevel WORKING_DIRECTORY "${SOURCE}"
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(top STREQUAL SOURCE)  # and not of another project that the archive lies in
    execute_process(COMMAND "${GIT}" describe --always --dirty WORKING_DIRECTORY "${SOURCE}"
      OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(described)
      set(revision "${described}")
    endif()
  endif()
endif()
set(text "#include \"driver/report/program_version.h\"

namespace bb {

std::string program_version() { return \"boltz-batch ${VERSION} (${revision})\"; }

}  // namespace bb
")
file(CONFIGURE OUTPUT "${OUT}" CONTENT "${text}" @ONLY)  # which writes it only where it changes
