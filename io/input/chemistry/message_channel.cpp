#include "io/input/chemistry/message_channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/files/byte_stream.h"

namespace bb {
namespace {

constexpr uint32_t magic = 0x48434242U;  // "BBCH"
constexpr size_t header_bytes = 20;
constexpr uint32_t most_bytes = 64U << 20U;

[[noreturn]] void fail_errno(const char* what) {
  if (errno == EPIPE || errno == ECONNRESET) {
    throw ChannelClosed("the chemistry helper's pipe is closed");
  }
  throw std::system_error(errno, std::system_category(), what);
}

// Waits until `fd` is ready for `events`.
void wait(int fd, short events, MessageChannel::Clock::time_point deadline, int also_watch) {
  std::array<pollfd, 2> polled = {{{fd, events, 0}, {also_watch, POLLRDHUP, 0}}};
  for (;;) {
    int timeout_ms = -1;
    if (deadline != MessageChannel::never) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - MessageChannel::Clock::now())
              .count();
      timeout_ms = static_cast<int>(std::clamp<int64_t>(left, 0, 3'600'000));
    }
    const int ready = ::poll(polled.data(), polled.size(), timeout_ms);
    if (ready < 0 && errno != EINTR) { fail_errno("poll"); }
    if (ready > 0 && polled[1].revents != 0) {
      throw WatchedClosed("the program that asked is gone");
    }
    if (ready > 0) { return; }
    if (deadline != MessageChannel::never && MessageChannel::Clock::now() >= deadline) {
      throw ChannelTimeout("the chemistry helper did not answer in time");
    }
  }
}

}  // namespace

MessageChannel::~MessageChannel() { close(); }

MessageChannel& MessageChannel::operator=(MessageChannel&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

std::pair<MessageChannel, MessageChannel> MessageChannel::pair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0) {
    fail_errno("socketpair");
  }
  return {MessageChannel(fds[0]), MessageChannel(fds[1])};
}

void MessageChannel::close() noexcept {
  if (fd_ >= 0) { ::close(std::exchange(fd_, -1)); }
}

void MessageChannel::send(const Message& message, Clock::time_point deadline) {
  if (message.payload.size() > most_bytes) {
    throw WireError("a message to or from the chemistry helper is too long");
  }
  ByteWriter out;
  out.number(magic);
  out.number(wire_version);
  out.number(message.kind);
  out.number(message.number);
  out.sized_text<uint32_t>(message.payload);
  const std::string_view bytes = out.written_text();
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t n =
        ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) {
      sent += static_cast<size_t>(n);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait(fd_, POLLOUT, deadline, -1);
    } else if (errno != EINTR) {
      fail_errno("send");
    }
  }
}

Message MessageChannel::receive(Clock::time_point deadline, int also_watch) {
  std::array<char, header_bytes> header{};
  receive_bytes(header.data(), header.size(), deadline, also_watch);
  ByteReader in(std::string_view(header.data(), header.size()));
  if (in.number<uint32_t>() != magic) {
    throw WireError("the chemistry helper sent something that is no message");
  }
  const auto version = in.number<uint16_t>();
  if (version != wire_version) {
    throw WireError("the chemistry helper speaks version " + std::to_string(version) +
                    " of the protocol, this program " + std::to_string(wire_version) +
                    ": install both from one build");
  }
  Message message;
  message.kind = in.number<MessageKind>();
  message.number = in.number<uint64_t>();
  const auto size = in.number<uint32_t>();
  if (size > most_bytes) {
    throw WireError("the chemistry helper sent a message that is too long");
  }
  message.payload.resize(size);
  receive_bytes(message.payload.data(), size, deadline, also_watch);
  return message;
}

void MessageChannel::receive_bytes(char* bytes, size_t size, Clock::time_point deadline,
                                   int also_watch) {
  for (size_t got = 0; got < size;) {
    wait(fd_, POLLIN, deadline, also_watch);
    const ssize_t n = ::recv(fd_, bytes + got, size - got, MSG_DONTWAIT);
    if (n == 0) { throw ChannelClosed("the chemistry helper's pipe is closed"); }
    if (n > 0) {
      got += static_cast<size_t>(n);
    } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
      fail_errno("recv");
    }
  }
}

}  // namespace bb
