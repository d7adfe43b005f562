#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "io/input/chemistry/wire_format.h"

namespace bb {

struct Message {
  MessageKind kind = MessageKind::request;
  uint64_t number = 0;  // of the request; its result carries the same
  std::string payload;
};

/// The other end is gone.
class ChannelClosed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The other end of the descriptor that was to be watched meanwhile is gone.
class WatchedClosed : public ChannelClosed {
 public:
  using ChannelClosed::ChannelClosed;
};

/// The other end took too long.
class ChannelTimeout : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One end of a two-way pipe (a Unix socket pair: one descriptor, and writing to a dead peer raises
/// no signal) that carries messages: a header of 20 bytes (magic, version, kind, number, size),
/// then the payload, at most 64 MiB.
class MessageChannel {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::time_point never = Clock::time_point::max();

  /// Takes over the descriptor.
  explicit MessageChannel(int fd) : fd_(fd) {}
  ~MessageChannel();
  MessageChannel(MessageChannel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  MessageChannel& operator=(MessageChannel&& other) noexcept;

  /// Two connected ends, neither of which a started program inherits. Throws std::system_error.
  static std::pair<MessageChannel, MessageChannel> pair();

  /// Both throw ChannelClosed, ChannelTimeout, WireError for what is no message, std::system_error.
  /// After any of these the channel is of no further use. `also_watch`: a descriptor whose other
  /// end's death throws WatchedClosed.
  void send(const Message& message, Clock::time_point deadline = never);
  Message receive(Clock::time_point deadline = never, int also_watch = -1);

  int fd() const noexcept { return fd_; }
  void close() noexcept;

 private:
  void receive_bytes(char* bytes, size_t size, Clock::time_point deadline, int also_watch);

  int fd_ = -1;
};

}  // namespace bb
