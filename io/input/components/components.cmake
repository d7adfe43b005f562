# What bb_components needs: gemmi, and the standard residues inside the program.
target_link_libraries(bb_components PRIVATE bb::gemmi)

set(_bb_standard_components "${CMAKE_CURRENT_LIST_DIR}/data/standard_components.bin")
set_source_files_properties("${CMAKE_CURRENT_LIST_DIR}/component_standard.cpp" PROPERTIES
  COMPILE_DEFINITIONS "BB_STANDARD_COMPONENTS=\"${_bb_standard_components}\"" OBJECT_DEPENDS "${_bb_standard_components}")
