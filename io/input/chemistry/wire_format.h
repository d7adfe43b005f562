#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "io/input/chemistry/ligand.h"

namespace bb {

/// The version of everything below. Program and helper must have the same: they are built and
/// installed together.
inline constexpr uint16_t wire_version = 3;

/// What a message is about. A request is answered by a result with its number.
enum class MessageKind : uint16_t {
  hello = 1,      // helper → program, first of all: WorkerHello
  request = 2,    // program → helper: LigandRequest
  result = 3,     // helper → program: LigandResult
  misbehave = 4,  // program → helper, in tests only: Misbehaviour
};

/// How a helper that was started for tests may be told to fail.
enum class Misbehaviour : uint8_t {
  abort = 0,
  segfault = 1,
  overflow_stack = 2,
  spin = 3,
  exhaust_memory = 4,
  leave = 5,  // exit(3) without an answer
  throw_exception = 6,
  answer_nonsense = 7,  // a message that is none
  flood_stderr = 8,     // 64 MiB of text, then abort
  kill_warden = 9,      // the process that watches over the one that does chemistry
  deafen_warden = 10,   // that process stops instead of watching
};

/// Bytes that are not what the protocol says. Between a program and its own helper this is a
/// mistake or a damaged process.
class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct WorkerHello {
  std::string rdkit_version;
};

/// A result's molecule is written by molecule_bytes.h, which throws std::invalid_argument for one
/// that is inconsistent.
std::string encode(const WorkerHello& hello);
std::string encode(const LigandRequest& request);
std::string encode(const LigandResult& result);
std::string encode(Misbehaviour misbehaviour);

/// Throw WireError for bytes that are not such a message.
WorkerHello decode_hello(std::string_view bytes);
LigandRequest decode_request(std::string_view bytes);
LigandResult decode_result(std::string_view bytes);
Misbehaviour decode_misbehaviour(std::string_view bytes);

}  // namespace bb
