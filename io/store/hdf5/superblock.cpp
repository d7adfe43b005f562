#include "io/store/hdf5/superblock.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string_view>

#include "io/store/hdf5/direct_file.h"

namespace bb {
namespace {

constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8);
constexpr size_t version_at = 8, flags_at = 11, checksum_at = 44;

uint32_t word(const char* bytes) {
  uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);  // little-endian, as the store is
  return value;
}

// Of 44 bytes, which is what HDF5's checksum of a superblock covers: Bob Jenkins' lookup3, which
// takes 12 bytes at a time.
uint32_t lookup3(const char* bytes) {
  uint32_t a = 0xdeadbeef + checksum_at, b = a, c = a;
  const auto mix = [&](uint32_t& x, uint32_t& y, uint32_t& z, int shift) {
    x = (x - z) ^ std::rotl(z, shift);
    z += y;
  };
  constexpr size_t last = 36;
  for (size_t at = 0; at < last; at += 12) {
    a += word(bytes + at);
    b += word(bytes + at + 4);
    c += word(bytes + at + 8);
    mix(a, b, c, 4);
    mix(b, c, a, 6);
    mix(c, a, b, 8);
    mix(a, b, c, 16);
    mix(b, c, a, 19);
    mix(c, a, b, 4);
  }
  a += word(bytes + last);
  b += word(bytes + last + 4);
  const auto close = [](uint32_t& x, uint32_t y, int shift) { x = (x ^ y) - std::rotl(y, shift); };
  close(c, b, 14);
  close(a, c, 11);
  close(b, a, 25);
  close(c, b, 16);
  close(a, c, 4);
  close(b, a, 14);
  close(c, b, 24);
  return c;
}

}  // namespace

bool clear_write_mark(std::span<char> begin) {
  if (begin.size() < superblock_bytes ||
      std::string_view(begin.data(), signature.size()) != signature ||
      (begin[version_at] != 2 && begin[version_at] != 3) || begin[flags_at] == 0 ||
      word(begin.data() + checksum_at) != lookup3(begin.data())) {
    return false;
  }
  begin[flags_at] = 0;
  const uint32_t checksum = lookup3(begin.data());
  std::memcpy(begin.data() + checksum_at, &checksum, sizeof checksum);
  return true;
}

void clear_write_mark(const std::filesystem::path& path) {
  std::array<char, superblock_bytes> begin{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(begin.data(), begin.size())) {
    return;  // shorter: whoever opens it says so
  }
  if (!clear_write_mark(begin)) { return; }
  const DirectFile out(path);
  out.write(0, begin.data(), begin.size());
  out.sync();
}

}  // namespace bb
