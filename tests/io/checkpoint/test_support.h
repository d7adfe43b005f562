#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/checkpoint/tensor_view.h"

namespace bb::test {

std::vector<std::byte> bytes_of(std::string_view text);

/// Bytes given as text that may contain zeros: "\0x"_raw has two.
inline std::string operator""_raw(const char* text, size_t size) { return {text, size}; }

/// A number as its little-endian bytes.
template <typename T>
std::string packed(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Fails unless `action` throws CheckpointError with a message that contains all of `parts`.
void expect_error(const std::function<void()>& action,
                  std::initializer_list<std::string_view> parts);

/// A file that make_fixtures.py writes; empty if it is not there, so that the caller can skip.
std::filesystem::path fixture(const std::string& name);
std::vector<std::byte> read_whole(const std::filesystem::path& path);

/// The elements in row-major order as doubles.
std::vector<double> numbers_of(const TensorView& tensor);

/// A zip with whatever its fields are set to, also to nonsense.
struct ZipPart {
  std::string name;
  std::string contents;
  uint16_t flags = 0;
  uint16_t method = 0;
  int64_t crc = -1;             // -1: the right one
  int64_t size = -1;            // -1: that of the contents
  int64_t offset = -1;          // -1: where it is
  std::string local_name = {};  // empty: name
  bool zip64 = false;           // sizes and offset in the extra field
};
std::string make_zip(const std::vector<ZipPart>& parts, bool zip64_end = false,
                     std::string_view comment = {});

}  // namespace bb::test
