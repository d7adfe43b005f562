#include "io/checkpoint/numpy_scalar.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "io/checkpoint/pickle_items.h"

namespace bb {
namespace {

constexpr size_t most_bytes = 8;

// Bytes are text in protocol 2, one character each: _codecs.encode(text, 'latin1').
std::optional<std::string> bytes_of_latin1(std::string_view utf8) {
  if (utf8.size() > 2 * most_bytes) { return std::nullopt; }
  std::string bytes;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      bytes += utf8[i];
      continue;
    }
    if ((lead != 0xc2 && lead != 0xc3) || i + 1 == utf8.size()) { return std::nullopt; }
    const auto next = static_cast<unsigned char>(utf8[++i]);
    bytes += static_cast<char>(((lead & 3) << 6) | (next & 0x3f));
  }
  return bytes;
}

std::optional<std::string> bytes_of(const PickleGraph& graph, NodeId id) {
  if (id == no_node) { return std::nullopt; }
  const Node& node = graph[id];
  if (node.kind == NodeKind::bytes && node.text.size() <= most_bytes) {
    return std::string(node.text);
  }
  if (node.kind != NodeKind::object || node.global->role != GlobalRole::first_argument) {
    return std::nullopt;
  }
  const NodeId text = argument(graph, node, 0);
  if (text == no_node || graph[text].kind != NodeKind::text) { return std::nullopt; }
  return bytes_of_latin1(graph[text].text);
}

std::string_view text_of(const PickleGraph& graph, NodeId id) {
  return id != no_node && graph[id].kind == NodeKind::text ? graph[id].text : std::string_view();
}

bool is_big_endian(const PickleGraph& graph, const Node& type) {
  if (type.state == no_node || graph[type.state].kind != NodeKind::tuple) { return false; }
  const auto& state = graph[type.state].items;  // (version, byte order, …)
  return state.size() > 1 && text_of(graph, state[1]) == ">";
}

double half(uint16_t bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent == 31) { return fraction != 0 ? NAN : sign * INFINITY; }
  if (exponent == 0) { return sign * std::ldexp(fraction, -24); }
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

std::optional<Value> number(char kind, size_t size, uint64_t bits) {
  const auto unused = static_cast<unsigned>(64 - 8 * size);
  switch (kind) {
    case 'f':
      if (size == 8) { return Value(std::bit_cast<double>(bits)); }
      if (size == 4) { return Value(double{std::bit_cast<float>(static_cast<uint32_t>(bits))}); }
      if (size == 2) { return Value(half(static_cast<uint16_t>(bits))); }
      return std::nullopt;
    case 'i':
      return Value(static_cast<int64_t>(bits << unused) >> unused);
    case 'u':
      if (bits > INT64_MAX) { return std::nullopt; }
      return Value(static_cast<int64_t>(bits));
    case 'b':
      return size == 1 ? std::optional(Value(bits != 0)) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Value> numpy_scalar(const PickleGraph& graph, const Node& call) {
  const NodeId type_id = argument(graph, call, 0);
  std::optional<std::string> bytes = bytes_of(graph, argument(graph, call, 1));
  if (type_id == no_node || !bytes) { return std::nullopt; }
  const Node& type = graph[type_id];
  if (type.kind != NodeKind::object || type.global->role != GlobalRole::numpy_type ||
      is_big_endian(graph, type)) {
    return std::nullopt;
  }
  const std::string_view name = text_of(graph, argument(graph, type, 0));  // "f8"
  const size_t size = bytes->size();
  if (size == 0 || size > most_bytes || name.size() != 2 ||
      name[1] != static_cast<char>('0' + size)) {
    return std::nullopt;
  }
  uint64_t bits = 0;
  for (size_t i = size; i-- > 0;) { bits = bits << 8 | static_cast<unsigned char>((*bytes)[i]); }
  return number(name[0], size, bits);
}

}  // namespace bb
