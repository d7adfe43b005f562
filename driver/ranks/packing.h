#pragma once

#include <tuple>

#include "io/files/byte_stream.h"

namespace bb {

/// A text or list whose items lie one behind another and are plain.
template <class T>
concept PlainList = requires(T list) {
  list.resize(size_t{0});
  list.data();
  requires Plain<std::remove_reference_t<decltype(*list.data())>>;
};

/// Packs what ranks tell each other: plain values, texts, lists and maps of such, and structs that
/// name their members: `static constexpr auto members() { return std::tuple(&A::x, &A::y); }`.
template <class T>
void pack(ByteWriter& out, const T& value) {
  if constexpr (requires { T::members(); }) {
    std::apply([&](auto... member) { (pack(out, value.*member), ...); }, T::members());
  } else if constexpr (Plain<T>) {
    out.number(value);
  } else if constexpr (PlainList<T>) {
    out.number(uint64_t{value.size()});
    out.bytes(std::as_bytes(std::span(value)));
  } else {
    out.number(uint64_t{value.size()});
    for (const auto& item : value) {
      if constexpr (requires { item.first; }) {
        pack(out, item.first);
        pack(out, item.second);
      } else {
        pack(out, item);
      }
    }
  }
}

/// What pack() packed. Throws ByteStreamError.
template <class T>
T unpack(ByteReader& in) {
  T out{};
  if constexpr (requires { T::members(); }) {
    const auto take = [&](auto& member) {
      member = unpack<std::remove_reference_t<decltype(member)>>(in);
    };
    std::apply([&](auto... member) { (take(out.*member), ...); }, T::members());
  } else if constexpr (Plain<T>) {
    out = in.number<T>();
  } else if constexpr (PlainList<T>) {
    constexpr size_t each = sizeof(*out.data());
    out.resize(in.count(in.number<uint64_t>(), each));
    const auto bytes = in.bytes(out.size() * each);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(out.data()));
  } else {
    for (size_t left = in.count(in.number<uint64_t>(), 1); left > 0; --left) {
      if constexpr (requires { typename T::mapped_type; }) {
        auto key = unpack<typename T::key_type>(in);
        out.emplace(std::move(key), unpack<typename T::mapped_type>(in));
      } else {
        out.insert(out.end(), unpack<typename T::value_type>(in));
      }
    }
  }
  return out;
}

}  // namespace bb
