# Finds LibTorch and makes imported targets of its headers and libraries. The CMake package that ships with
# LibTorch is not used: the one in the PyPI wheel is a fatal error where there is no CUDA toolkit.
#
# In:    BB_TORCH_DIR          .../site-packages/torch, or an unpacked libtorch
#        BB_PYTHON             used to find torch where BB_TORCH_DIR is not given
# Out:   bb::torch             what every target that uses tensors links to (Cuda.cmake adds CUDA to it)
#        bb::torch_cuda, bb::c10_cuda   only where this LibTorch has them
#        BB_TORCH_VERSION      e.g. 2.11.0
#        BB_TORCH_CUDA_MAJOR   e.g. 13; empty for a CPU-only LibTorch
#        BB_TORCH_LIBRARY_DIRS its own and those of the CUDA packages beside it
#        bb_use_tensor_pch(target)      shares one precompiled worker/model/core/tensor.h

include_guard(GLOBAL)

set(BB_TORCH_MIN_VERSION 2.6)

set(_bb_default_python "${PROJECT_SOURCE_DIR}/.venv/bin/python")
if(NOT EXISTS "${_bb_default_python}")
  set(_bb_default_python python3)
endif()
set(BB_PYTHON "${_bb_default_python}" CACHE STRING "Python interpreter that knows where torch is")
set(BB_TORCH_DIR "" CACHE PATH "LibTorch: .../site-packages/torch or an unpacked libtorch; empty asks BB_PYTHON")

# ---- where ----------------------------------------------------------------------------------------------------

set(_bb_torch_dir "${BB_TORCH_DIR}")
if(NOT _bb_torch_dir)
  # find_spec does not import torch: quick, and works where its CUDA libraries cannot be loaded.
  execute_process(
    COMMAND "${BB_PYTHON}" -c
            "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
    OUTPUT_VARIABLE _bb_torch_dir
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
  if(NOT _bb_torch_dir)
    message(FATAL_ERROR
      "LibTorch not found: '${BB_PYTHON}' has no torch.\n"
      "Run tools/setup.sh, or give -DBB_TORCH_DIR=<site-packages/torch or an unpacked libtorch>, "
      "or -DBB_PYTHON=<an interpreter that has torch>.")
  endif()
endif()
get_filename_component(_bb_torch_dir "${_bb_torch_dir}" REALPATH)

find_path(_bb_torch_include ATen/ATen.h PATHS "${_bb_torch_dir}/include" NO_DEFAULT_PATH NO_CACHE)
foreach(_lib c10 torch_cpu c10_cuda torch_cuda)
  find_library(_bb_lib_${_lib} ${_lib} PATHS "${_bb_torch_dir}"
    PATH_SUFFIXES lib lib64 lib/${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH NO_CACHE)
endforeach()
if(NOT _bb_torch_include OR NOT _bb_lib_c10 OR NOT _bb_lib_torch_cpu)
  message(FATAL_ERROR
    "No LibTorch in '${_bb_torch_dir}': include/ATen/ATen.h, lib/libc10.so and lib/libtorch_cpu.so are needed.\n"
    "BB_TORCH_DIR is the folder that holds include/ and lib/.")
endif()
get_filename_component(_bb_torch_lib_dir "${_bb_lib_torch_cpu}" DIRECTORY)

# ---- which ----------------------------------------------------------------------------------------------------

set(BB_TORCH_VERSION "")
foreach(_header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)  # since 2.9; before
  if(BB_TORCH_VERSION STREQUAL "" AND EXISTS "${_bb_torch_include}/${_header}")
    file(STRINGS "${_bb_torch_include}/${_header}" _bb_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
    string(REGEX MATCHALL "[0-9]+" _bb_numbers "${_bb_lines}")
    string(REPLACE ";" "." BB_TORCH_VERSION "${_bb_numbers}")
  endif()
endforeach()
if(BB_TORCH_VERSION STREQUAL "")
  message(FATAL_ERROR "The version of the LibTorch in '${_bb_torch_dir}' cannot be read: it has no torch/version.h.")
endif()
if(BB_TORCH_VERSION VERSION_LESS BB_TORCH_MIN_VERSION)
  message(FATAL_ERROR
    "LibTorch ${BB_TORCH_VERSION} in '${_bb_torch_dir}' is too old: boltz-batch needs ${BB_TORCH_MIN_VERSION} or newer.\n"
    "Give -DBB_TORCH_DIR=<a newer one>.")
endif()

# The string ABI is read off a constructor that takes a std::string: 2.6 was still published with both.
file(STRINGS "${_bb_lib_c10}" _bb_abi_new LIMIT_COUNT 1 REGEX "_ZN3c105ErrorC[12]ENS_14SourceLocationENSt7__cxx11")
file(STRINGS "${_bb_lib_c10}" _bb_abi_old LIMIT_COUNT 1 REGEX "_ZN3c105ErrorC[12]ENS_14SourceLocationESs")
if(_bb_abi_old AND NOT _bb_abi_new)
  set(BB_TORCH_CXX11_ABI 0)
else()
  set(BB_TORCH_CXX11_ABI 1)
endif()

set(BB_TORCH_CUDA_MAJOR "")
if(_bb_lib_torch_cuda AND _bb_lib_c10_cuda)
  # The runtime it needs: libcudart.so.13, or libcudart-<hash>.so.12 where LibTorch brings its own copy.
  file(STRINGS "${_bb_lib_c10_cuda}" _bb_cudart LIMIT_COUNT 1 REGEX "libcudart[^ ]*\\.so\\.[0-9]+")
  if(_bb_cudart MATCHES "libcudart[^ ]*\\.so\\.([0-9]+)")
    set(BB_TORCH_CUDA_MAJOR "${CMAKE_MATCH_1}")
  endif()
endif()

# ---- targets --------------------------------------------------------------------------------------------------

function(_bb_import_library name location)
  add_library(bb::${name} SHARED IMPORTED GLOBAL)
  set_target_properties(bb::${name} PROPERTIES IMPORTED_LOCATION "${location}")
endfunction()

_bb_import_library(c10 "${_bb_lib_c10}")
_bb_import_library(torch_cpu "${_bb_lib_torch_cpu}")
add_library(bb::torch INTERFACE IMPORTED GLOBAL)
# An imported target's headers are SYSTEM: our warnings do not apply to them.
target_include_directories(bb::torch INTERFACE
  "${_bb_torch_include}" "${_bb_torch_include}/torch/csrc/api/include")
target_compile_definitions(bb::torch INTERFACE _GLIBCXX_USE_CXX11_ABI=${BB_TORCH_CXX11_ABI})
target_compile_features(bb::torch INTERFACE cxx_std_20)
target_link_libraries(bb::torch INTERFACE bb::torch_cpu bb::c10)
if(BB_TORCH_CUDA_MAJOR)
  _bb_import_library(c10_cuda "${_bb_lib_c10_cuda}")
  _bb_import_library(torch_cuda "${_bb_lib_torch_cuda}")
endif()

# ---- run in place ---------------------------------------------------------------------------------------------

# The wheel's libraries find the CUDA libraries of their sibling packages by their own run path. Executables name the
# same folders and, where there is one, the toolkit's: torch installed without its dependencies needs that. DT_RPATH
# (not DT_RUNPATH), because only that is inherited by the libraries that LibTorch loads in turn.
file(GLOB _bb_nvidia_dirs LIST_DIRECTORIES true "${_bb_torch_dir}/../nvidia/*/lib")
set(_bb_rpath "${_bb_torch_lib_dir}")
foreach(_dir IN LISTS _bb_nvidia_dirs)
  get_filename_component(_dir "${_dir}" REALPATH)
  list(APPEND _bb_rpath "${_dir}")
endforeach()
set(BB_TORCH_LIBRARY_DIRS ${_bb_rpath})
if(BB_TORCH_CUDA_MAJOR)
  foreach(_dir "$ENV{CUDA_HOME}/lib64" "/usr/local/cuda-${BB_TORCH_CUDA_MAJOR}/lib64" "/usr/local/cuda/lib64")
    if(EXISTS "${_dir}/libcudart.so.${BB_TORCH_CUDA_MAJOR}")
      list(APPEND _bb_rpath "${_dir}")
      break()
    endif()
  endforeach()
endif()
list(APPEND CMAKE_BUILD_RPATH ${_bb_rpath})
list(REMOVE_DUPLICATES CMAKE_BUILD_RPATH)
target_link_options(bb::torch INTERFACE "LINKER:--disable-new-dtags")

if(BB_TORCH_CUDA_MAJOR)
  message(STATUS "LibTorch ${BB_TORCH_VERSION}, CUDA ${BB_TORCH_CUDA_MAJOR}: ${_bb_torch_dir}")
else()
  message(STATUS "LibTorch ${BB_TORCH_VERSION}, CPU only: ${_bb_torch_dir}")
endif()

# ---- one precompiled header for all ---------------------------------------------------------------------------

# ATen's headers cost about 7 s a source file. A target that reuses the precompiled header must be compiled with the same
# options as bb_tensor_pch; sanitizers and optimisation are set globally, so it is.
option(BB_PCH "Share a precompiled worker/model/core/tensor.h" ON)

function(bb_use_tensor_pch target)
  if(NOT BB_PCH)
    return()
  endif()
  if(NOT TARGET bb_tensor_pch)
    set(_source "${PROJECT_BINARY_DIR}/tensor_pch.cpp")
    if(NOT EXISTS "${_source}")
      file(WRITE "${_source}" "// Empty: carries the precompiled header.\n")
    endif()
    add_library(bb_tensor_pch OBJECT "${_source}")
    target_include_directories(bb_tensor_pch PRIVATE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(bb_tensor_pch PRIVATE bb::torch)
    target_precompile_headers(bb_tensor_pch PRIVATE
      "$<$<COMPILE_LANGUAGE:CXX>:${PROJECT_SOURCE_DIR}/worker/model/core/tensor.h>")
  endif()
  get_target_property(_type ${target} TYPE)
  if(_type STREQUAL "EXECUTABLE" AND CMAKE_POSITION_INDEPENDENT_CODE)
    # CMake compiles executables with -fPIE and libraries with -fPIC; a header precompiled for one is invalid for the other.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fPIC>)
  endif()
  target_precompile_headers(${target} REUSE_FROM bb_tensor_pch)
endfunction()
