#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace bb {

/// Bytes that are not what the protocol says. Between a program and its own helper this is a
/// mistake or a damaged process.
class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

static_assert(std::endian::native == std::endian::little,
              "both ends of the pipe are on one machine, and that is x86 or arm");

template <class T>
concept PlainNumber = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Appends numbers and texts to a buffer.
class ByteWriter {
 public:
  template <PlainNumber T>
  void number(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

  void text(std::string_view value) {
    number(static_cast<uint32_t>(value.size()));
    bytes_.append(value);
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what ByteWriter wrote. Every read is checked against the end; sizes too, before anything
/// is allocated.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <PlainNumber T>
  T number() {
    T value{};
    std::memcpy(&value, next(sizeof value).data(), sizeof value);
    return value;
  }

  bool flag() { return number<uint8_t>() != 0; }

  std::string text() { return std::string(next(number<uint32_t>())); }

  void expect_end() const {
    if (!bytes_.empty()) { throw WireError("the chemistry helper's message is too long"); }
  }

 private:
  std::string_view next(size_t size) {
    if (size > bytes_.size()) { throw WireError("the chemistry helper's message is cut off"); }
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return part;
  }

  std::string_view bytes_;
};

}  // namespace bb
