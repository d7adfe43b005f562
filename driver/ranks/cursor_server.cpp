#include "driver/ranks/cursor_server.h"

#include <chrono>
#include <stdexcept>
#include <type_traits>

#include "driver/ranks/clock.h"

namespace bb {

namespace {

constexpr int request_tag = 1, reply_tag = 2;
constexpr auto pause = std::chrono::microseconds(200);  // between looks for a request

}  // namespace

/// One message each way, plain bytes between equal programs.
struct CursorServer::Request {
  enum class Kind : uint32_t { claim, finish, give_back, retire, stop, alive };
  Kind kind = Kind::claim;
  ClaimFor purpose = ClaimFor::now;
  GivenBack reason = GivenBack::unfinished;
  bool has_item = false;
  bool stalled = false;
  BatchReport report;
};

std::vector<CursorServer::Contact> CursorServer::contacts() const {
  const std::lock_guard lock(contacts_mutex_);
  return contacts_;
}

Claim CursorServer::answer(const Request& request, uint32_t rank) {
  {
    const std::lock_guard lock(contacts_mutex_);
    Contact& contact = contacts_.at(rank);
    contact.last = now();
    if (request.kind == Request::Kind::alive) { contact.stalled = request.stalled; }
    if (request.kind == Request::Kind::retire) { contact.retired = true; }
  }
  switch (request.kind) {
    case Request::Kind::claim:
      return cursor_->claim(rank, request.purpose, now());
    case Request::Kind::finish: {
      cursor_->finish(rank, request.report.item);
      const std::lock_guard lock(observe_mutex_);
      if (observe_) { observe_({.report = request.report, .rank = rank}); }
      break;
    }
    case Request::Kind::give_back:
      cursor_->give_back(rank, request.report.item, request.reason);
      break;
    case Request::Kind::retire:
      cursor_->retire(rank, request.has_item ? std::optional(request.report.item) : std::nullopt,
                      request.reason);
      break;
    case Request::Kind::stop:
      cursor_->stop();
      stopped_ = true;
      break;
    case Request::Kind::alive:
      break;
  }
  return {};
}

/// What rank 0 itself uses.
class CursorServer::Local : public CursorClient {
 public:
  explicit Local(CursorServer& server) : server_(server) {}
  Claim claim(ClaimFor purpose) override {
    return server_.answer({.kind = Request::Kind::claim, .purpose = purpose, .report = {}}, 0);
  }
  void finish(const BatchReport& report) override {
    server_.answer({.kind = Request::Kind::finish, .report = report}, 0);
  }
  void give_back(uint32_t item, GivenBack reason) override {
    server_.answer(
        {.kind = Request::Kind::give_back, .reason = reason, .report = {.item = item, .work = {}}},
        0);
  }
  void retire(std::optional<uint32_t> item, GivenBack reason) override {
    server_.answer({.kind = Request::Kind::retire,
                    .reason = reason,
                    .has_item = item.has_value(),
                    .report = {.item = item.value_or(0), .work = {}}},
                   0);
  }
  void stop() override { server_.answer({.kind = Request::Kind::stop, .report = {}}, 0); }
  void alive(bool stalled) override {
    server_.answer({.kind = Request::Kind::alive, .stalled = stalled, .report = {}}, 0);
  }

 private:
  CursorServer& server_;
};

/// What the others use: a request, then its answer.
class CursorServer::Remote : public CursorClient {
 public:
  explicit Remote(MPI_Comm communicator) : communicator_(communicator) {}
  Claim claim(ClaimFor purpose) override {
    return ask({.kind = Request::Kind::claim, .purpose = purpose, .report = {}});
  }
  void finish(const BatchReport& report) override {
    ask({.kind = Request::Kind::finish, .report = report});
  }
  void give_back(uint32_t item, GivenBack reason) override {
    ask({.kind = Request::Kind::give_back, .reason = reason, .report = {.item = item, .work = {}}});
  }
  void retire(std::optional<uint32_t> item, GivenBack reason) override {
    ask({.kind = Request::Kind::retire,
         .reason = reason,
         .has_item = item.has_value(),
         .report = {.item = item.value_or(0), .work = {}}});
  }
  void stop() override { ask({.kind = Request::Kind::stop, .report = {}}); }
  void alive(bool stalled) override {
    ask({.kind = Request::Kind::alive, .stalled = stalled, .report = {}});
  }

 private:
  Claim ask(const Request& request) {
    const std::lock_guard lock(mutex_);
    Claim claim;
    MPI_Send(&request, sizeof request, MPI_BYTE, 0, request_tag, communicator_);
    MPI_Recv(&claim, sizeof claim, MPI_BYTE, 0, reply_tag, communicator_, MPI_STATUS_IGNORE);
    return claim;
  }

  MPI_Comm communicator_;
  std::mutex mutex_;
};

CursorServer::CursorServer(MPI_Comm communicator, std::vector<Work> work, Observer observe)
    : observe_(std::move(observe)) {
  static_assert(std::is_trivially_copyable_v<Request> && std::is_trivially_copyable_v<Claim>);
  MPI_Comm_dup(communicator, &communicator_);
  int rank = 0, ranks = 1;
  MPI_Comm_rank(communicator_, &rank);
  MPI_Comm_size(communicator_, &ranks);
  if (rank != 0) {
    client_ = std::make_unique<Remote>(communicator_);
    return;
  }
  contacts_.assign(static_cast<size_t>(ranks), {.last = now()});
  cursor_ = std::make_unique<Cursor>(std::move(work),
                                     CursorOptions{.ranks = static_cast<uint32_t>(ranks)});
  client_ = std::make_unique<Local>(*this);
  if (ranks > 1) {
    thread_ = std::thread([this] { serve(); });
  }
}

CursorServer::~CursorServer() {
  if (thread_.joinable()) { thread_.join(); }
  MPI_Comm_free(&communicator_);
}

void CursorServer::serve() {
  int ranks = 1;
  MPI_Comm_size(communicator_, &ranks);
  int retired = 0;  // of the other ranks
  while (retired < ranks - 1) {
    int there = 0;
    MPI_Message message = MPI_MESSAGE_NULL;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, request_tag, communicator_, &there, &message, &status);
    if (there == 0) {
      std::this_thread::sleep_for(pause);
      continue;
    }
    Request request;
    MPI_Mrecv(&request, sizeof request, MPI_BYTE, &message, MPI_STATUS_IGNORE);
    const Claim claim = answer(request, static_cast<uint32_t>(status.MPI_SOURCE));
    MPI_Send(&claim, sizeof claim, MPI_BYTE, status.MPI_SOURCE, reply_tag, communicator_);
    if (request.kind == Request::Kind::retire) { ++retired; }
  }
}

}  // namespace bb
