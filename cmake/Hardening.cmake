# What makes a mistake with memory harder to use: all programs, all of our code. Include before any target is made, after
# Sanitizers.cmake, whose checks find more and do not go together with these.

include_guard(GLOBAL)

add_link_options("LINKER:-z,relro,-z,now" "$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>")
if(NOT BB_SANITIZE)
  add_compile_options("$<$<COMPILE_LANGUAGE:C,CXX>:-fstack-protector-strong>")
  # Ubuntu's compilers define it already, of another value; it needs optimisation.
  add_compile_options(
    "$<$<AND:$<COMPILE_LANGUAGE:C,CXX>,$<CONFIG:Release,RelWithDebInfo,MinSizeRel>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()
