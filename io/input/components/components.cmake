# What bb_components needs: gemmi, and the standard residues inside the program.
#
# gemmi is header-only (Debian: gemmi-dev, and tao-pegtl-dev, which its CIF parser includes); only our sources include it.
find_path(BB_GEMMI_INCLUDE_DIR gemmi/cif.hpp)
find_path(BB_PEGTL_INCLUDE_DIR tao/pegtl.hpp)
mark_as_advanced(BB_GEMMI_INCLUDE_DIR BB_PEGTL_INCLUDE_DIR)
if(NOT BB_GEMMI_INCLUDE_DIR OR NOT BB_PEGTL_INCLUDE_DIR)
  message(FATAL_ERROR "gemmi's headers were not found: install gemmi-dev and tao-pegtl-dev, "
    "or give -DBB_GEMMI_INCLUDE_DIR=<folder with gemmi/cif.hpp> and -DBB_PEGTL_INCLUDE_DIR=<folder with tao/pegtl.hpp>.")
endif()
target_include_directories(bb_components SYSTEM PRIVATE "${BB_GEMMI_INCLUDE_DIR}" "${BB_PEGTL_INCLUDE_DIR}")

set(_bb_standard_components "${CMAKE_CURRENT_LIST_DIR}/data/standard_components.bin")
set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/component_standard.cpp" PROPERTIES
  COMPILE_DEFINITIONS "BB_STANDARD_COMPONENTS=\"${_bb_standard_components}\"" OBJECT_DEPENDS "${_bb_standard_components}")

# gemmi's integer parser overflows on numbers of ten digits and more: let it wrap, not be undefined.
set(_bb_gemmi_sources
  components/component_cif.cpp templates/template_mmcif.cpp templates/template_pdb.cpp templates/template_structure.cpp)
list(TRANSFORM _bb_gemmi_sources PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
set_property(SOURCE ${_bb_gemmi_sources}
  APPEND PROPERTY COMPILE_OPTIONS -fwrapv)
