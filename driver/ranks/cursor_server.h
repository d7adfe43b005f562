#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <mpi.h>

#include "scheduler/cursor.h"
#include "scheduler/progress.h"

namespace bb {

/// What a rank says of a batch that it has written.
struct BatchReport {
  uint32_t item = 0;
  WorkReport work;
};

/// A rank's way to the shared cursor. Several threads may use one.
class CursorClient {
 public:
  virtual ~CursorClient() = default;
  virtual Claim claim(ClaimFor purpose) = 0;
  virtual void finish(const BatchReport& report) = 0;
  virtual void give_back(uint32_t item, GivenBack reason) = 0;
  /// This rank takes part no more; `item`: the one on its device, if any.
  virtual void retire(std::optional<uint32_t> item, GivenBack reason) = 0;
  /// Tells all ranks to claim nothing more.
  virtual void stop() = 0;
  /// This rank is there; `stalled`: and makes no progress.
  virtual void alive(bool stalled) = 0;
};

/// The cursor and the progress of a run, on rank 0, and a thread that answers the other ranks.
///
/// Two-sided messages: one-sided windows between hosts block while their target computes.
class CursorServer {
 public:
  struct Reported {
    BatchReport report;
    uint32_t rank = 0;
  };
  /// Told of every finished batch, under a lock.
  using Observer = std::function<void(const Reported&)>;

  /// `communicator` is duplicated. On ranks other than 0 nothing is made but the client.
  CursorServer(MPI_Comm communicator, std::vector<Work> work, Observer observe);
  /// On rank 0 waits until every rank has retired.
  ~CursorServer();
  CursorServer(const CursorServer&) = delete;
  CursorServer& operator=(const CursorServer&) = delete;

  CursorClient& client() { return *client_; }
  /// Rank 0 only.
  Cursor& cursor() { return *cursor_; }
  /// Rank 0 only: whether any rank told all to stop.
  bool stopped() const { return stopped_; }

  /// Rank 0 only, what is known of a rank.
  struct Contact {
    double last = 0;  // when it said anything, now()
    bool stalled = false, retired = false;
  };
  std::vector<Contact> contacts() const;

 private:
  class Local;
  class Remote;
  struct Request;

  void serve();
  Claim answer(const Request& request, uint32_t rank);

  MPI_Comm communicator_ = MPI_COMM_NULL;
  Observer observe_;
  std::mutex observe_mutex_;
  mutable std::mutex contacts_mutex_;
  std::vector<Contact> contacts_;  // by rank
  std::unique_ptr<Cursor> cursor_;
  std::unique_ptr<CursorClient> client_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace bb
