# Decides between the CUDA and the CPU variant. Include after LibTorch.cmake.
#
# In:    BB_CUDA                    AUTO (on where nvcc and a CUDA LibTorch of the same major version are there), ON, OFF
#        CMAKE_CUDA_ARCHITECTURES   default 80;90
# Out:   BB_WITH_CUDA               ON or OFF; when ON the CUDA language is enabled and bb::torch carries CUDA
#        bb_find_nccl()             makes bb::nccl, or fails saying what is missing; only called by who needs NCCL

include_guard(GLOBAL)

set(BB_CUDA AUTO CACHE STRING "CUDA variant: AUTO, ON or OFF")
set_property(CACHE BB_CUDA PROPERTY STRINGS AUTO ON OFF)

# Sets `problem` to why the CUDA variant cannot be built, or to nothing. Sets `compiler` to nvcc.
function(_bb_cuda_problem problem compiler)
  set(${problem} "" PARENT_SCOPE)
  if(NOT BB_TORCH_CUDA_MAJOR)
    set(${problem} "this LibTorch is CPU-only" PARENT_SCOPE)
    return()
  endif()
  if(CMAKE_CUDA_COMPILER)
    set(_nvcc "${CMAKE_CUDA_COMPILER}")
  else()
    find_program(_nvcc nvcc HINTS ENV CUDACXX ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda
      PATH_SUFFIXES bin NO_CACHE)
  endif()
  if(NOT _nvcc)
    set(${problem} "there is no nvcc" PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND "${_nvcc}" --version OUTPUT_VARIABLE _version ERROR_QUIET)
  if(NOT _version MATCHES "release ([0-9]+)\\.([0-9]+)")
    set(${problem} "'${_nvcc} --version' does not say its version" PARENT_SCOPE)
    return()
  endif()
  if(NOT CMAKE_MATCH_1 STREQUAL BB_TORCH_CUDA_MAJOR)
    set(${problem} "LibTorch was built for CUDA ${BB_TORCH_CUDA_MAJOR}, but ${_nvcc} is of CUDA \
${CMAKE_MATCH_1}.${CMAKE_MATCH_2}: point BB_TORCH_DIR or CUDACXX to a matching one" PARENT_SCOPE)
    return()
  endif()
  set(${compiler} "${_nvcc}" PARENT_SCOPE)
endfunction()

set(BB_WITH_CUDA OFF)
if(BB_CUDA STREQUAL "AUTO" OR BB_CUDA)
  _bb_cuda_problem(_bb_problem _bb_nvcc)
  if(NOT _bb_problem)
    set(BB_WITH_CUDA ON)
  elseif(BB_CUDA STREQUAL "AUTO")
    message(STATUS "CPU variant: ${_bb_problem}")
  else()
    message(FATAL_ERROR "BB_CUDA is ON, but ${_bb_problem}.")
  endif()
else()
  message(STATUS "CPU variant: BB_CUDA is ${BB_CUDA}")
endif()

if(BB_WITH_CUDA)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES AND NOT DEFINED ENV{CUDAARCHS})
    set(CMAKE_CUDA_ARCHITECTURES "80;90" CACHE STRING "GPU architectures to build for")
  endif()
  if(NOT CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_COMPILER "${_bb_nvcc}")
  endif()
  if(NOT DEFINED CMAKE_CUDA_HOST_COMPILER AND NOT DEFINED ENV{CUDAHOSTCXX})
    set(CMAKE_CUDA_HOST_COMPILER "${CMAKE_CXX_COMPILER}")
  endif()
  # One CUDA runtime per process: LibTorch's, which is the shared one.
  set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
  enable_language(CUDA)
  # nvcc knows C++20 since 12.0, CMake 3.25 does not know that it does.
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
  endif()
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
  find_package(CUDAToolkit REQUIRED)

  target_include_directories(bb::torch INTERFACE ${CUDAToolkit_INCLUDE_DIRS})
  # Nothing refers to symbols of libtorch_cuda.so, it registers its operators when loaded: the linker must not drop it.
  get_target_property(_bb_torch_cuda bb::torch_cuda IMPORTED_LOCATION)
  target_link_libraries(bb::torch INTERFACE
    "-Wl,--push-state,--no-as-needed,${_bb_torch_cuda},--pop-state" bb::c10_cuda CUDA::cudart)
  message(STATUS "CUDA variant: ${CMAKE_CUDA_COMPILER_VERSION}, architectures ${CMAKE_CUDA_ARCHITECTURES}")
endif()

function(bb_find_nccl)
  if(TARGET bb::nccl)
    return()
  endif()
  get_target_property(_torch_cpu bb::torch_cpu IMPORTED_LOCATION)
  get_filename_component(_packages "${_torch_cpu}/../../../nvidia/nccl" ABSOLUTE)  # beside a PyPI torch
  set(_hints ${NCCL_ROOT} $ENV{NCCL_ROOT} $ENV{NCCL_HOME} "${_packages}" ${CUDAToolkit_TARGET_DIR})
  find_path(BB_NCCL_INCLUDE_DIR nccl.h HINTS ${_hints} PATH_SUFFIXES include)
  find_library(BB_NCCL_LIBRARY NAMES nccl libnccl.so.2 NAMES_PER_DIR HINTS ${_hints} PATH_SUFFIXES lib lib64)
  mark_as_advanced(BB_NCCL_INCLUDE_DIR BB_NCCL_LIBRARY)
  if(NOT BB_NCCL_INCLUDE_DIR OR NOT BB_NCCL_LIBRARY)
    message(FATAL_ERROR "NCCL not found (nccl.h and libnccl.so.2): give -DNCCL_ROOT=<folder with include/ and lib/>.")
  endif()
  add_library(bb::nccl SHARED IMPORTED GLOBAL)
  set_target_properties(bb::nccl PROPERTIES
    IMPORTED_LOCATION "${BB_NCCL_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${BB_NCCL_INCLUDE_DIR}")
  message(STATUS "NCCL: ${BB_NCCL_LIBRARY}")
endfunction()
