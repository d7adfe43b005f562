#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bb {

static_assert(std::endian::native == std::endian::little,
              "numbers are little-endian in every format, and are copied as they are");

/// Bytes that are not what their reader expects.
class ByteStreamError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A number, an enumerator, or a struct of these without gaps: its bytes are its value.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> &&
                !std::is_same_v<T, std::string_view>;

/// Numbers and texts one behind another, without padding.
class ByteWriter {
 public:
  template <Plain T>
  void number(const T& value) {
    bytes(std::as_bytes(std::span(&value, 1)));
  }
  /// Seven bits a byte, for numbers of which most are small.
  void short_number(uint64_t value) {
    for (; value >= 0x80; value >>= 7U) { number(static_cast<uint8_t>(value | 0x80U)); }
    number(static_cast<uint8_t>(value));
  }
  void bytes(std::span<const std::byte> some) { out_.insert(out_.end(), some.begin(), some.end()); }
  void text(std::string_view some) { bytes(std::as_bytes(std::span(some))); }
  /// Its size as a `Size`, which must hold it, then its bytes.
  template <class Size>
  void sized_text(std::string_view some) {
    number(static_cast<Size>(some.size()));
    text(some);
  }

  size_t size() const noexcept { return out_.size(); }
  std::span<const std::byte> written() const noexcept { return out_; }
  std::string_view written_text() const noexcept {
    return {reinterpret_cast<const char*>(out_.data()), out_.size()};
  }
  std::vector<std::byte> take() { return std::move(out_); }

 private:
  std::vector<std::byte> out_;
};

/// Reads what ByteWriter wrote. Every read is checked against the end, sizes before anything is
/// allocated; throws ByteStreamError, which calls the bytes `name`.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes, std::string name = "it")
      : rest_(bytes), name_(std::move(name)) {}
  explicit ByteReader(std::string_view bytes, std::string name = "it")
      : ByteReader(std::as_bytes(std::span(bytes)), std::move(name)) {}

  template <Plain T>
  T number() {
    T value{};
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }
  uint64_t short_number() {
    uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto one = number<uint8_t>();
      out |= uint64_t{one & 0x7FU} << shift;
      if (one < 0x80) { return out; }
    }
    throw ByteStreamError(name_ + " has a number that does not end");
  }
  std::span<const std::byte> bytes(size_t size) {
    if (size > rest_.size()) { throw ByteStreamError(name_ + " is cut short"); }
    const auto some = rest_.first(size);
    rest_ = rest_.subspan(size);
    return some;
  }
  std::string text(size_t size) {
    const auto some = bytes(size);
    return {reinterpret_cast<const char*>(some.data()), some.size()};
  }
  template <class Size>
  std::string sized_text() {
    return text(number<Size>());
  }
  /// `size`, if so many items of at least `each` bytes can follow: no more is ever allocated than
  /// the bytes can fill.
  size_t count(uint64_t size, size_t each) const {
    if (size > rest_.size() / each) {
      throw ByteStreamError(name_ + " is cut short: it claims more than its bytes can hold");
    }
    return size;
  }
  void expect_end() const {
    if (!rest_.empty()) { throw ByteStreamError(name_ + " goes on behind its end"); }
  }

 private:
  std::span<const std::byte> rest_;
  std::string name_;
};

}  // namespace bb
