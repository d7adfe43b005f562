# GTest::gtest and GTest::gtest_main with LibTorch's string ABI. Include after LibTorch.cmake.
#
# The packaged library has the compiler's default (new) ABI. LibTorch 2.6 was still published with the old one; tests
# against it need googletest built from source: Debian's and Ubuntu's libgtest-dev bring that along.

include_guard(GLOBAL)

if(BB_TORCH_CXX11_ABI)
  find_package(GTest REQUIRED)
else()
  set(BB_GTEST_SOURCE /usr/src/googletest CACHE PATH "googletest's sources, for a LibTorch with the old string ABI")
  if(NOT EXISTS "${BB_GTEST_SOURCE}/CMakeLists.txt")
    message(FATAL_ERROR "This LibTorch has the old string ABI: tests need googletest's sources in BB_GTEST_SOURCE.")
  endif()
  set(INSTALL_GTEST OFF)
  set(BUILD_GMOCK OFF)
  add_subdirectory("${BB_GTEST_SOURCE}" "${PROJECT_BINARY_DIR}/googletest" EXCLUDE_FROM_ALL SYSTEM)
  target_compile_definitions(gtest PUBLIC _GLIBCXX_USE_CXX11_ABI=0)
  if(NOT TARGET GTest::gtest)
    add_library(GTest::gtest ALIAS gtest)
    add_library(GTest::gtest_main ALIAS gtest_main)
  endif()
endif()
