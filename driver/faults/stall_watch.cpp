#include "driver/faults/stall_watch.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "driver/faults/crash_handler.h"
#include "driver/options/exit_code.h"
#include "driver/ranks/clock.h"
#include "driver/report/console.h"

namespace bb {

namespace {

constexpr double least_seconds = 600, by_prediction = 20;

int64_t ns_of(double seconds) { return static_cast<int64_t>(seconds * 1e9); }

}  // namespace

StallWatch::StallWatch(const Parts& parts) : parts_(parts), told_(now()) {
  if (parts.seconds != 0) {
    thread_ = std::thread([this] { watch(); });
  }
}

StallWatch::~StallWatch() {
  over_ = true;
  if (thread_.joinable()) { thread_.join(); }
}

double StallWatch::limit() const {
  if (parts_.seconds > 0) { return parts_.seconds; }
  return std::max(least_seconds, by_prediction * parts_.longest_batch());
}

void StallWatch::watch() {
  while (!over_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const double seconds = limit();
    const bool stalls = !stalled_ && look_at_this_rank(seconds);
    stalled_ = stalled_ || stalls;
    if (stalls || now() - told_ > std::min(60.0, seconds / 4)) {
      told_ = now();
      parts_.server.client().alive(stalled_);
    }
    if (parts_.mpi.leads()) { look_at_ranks(seconds); }
  }
}

std::string StallWatch::describe(const std::vector<InFlightItem>& items) const {
  constexpr size_t shown = 8;
  std::string out;
  for (const InFlightItem& item : items) {
    out += (out.empty() ? "" : "; ") + std::string(doing(item.step)) + ": ";
    if (item.is_batch == 0) {
      out += "row " + std::to_string(item.index + 1);
      if (const auto place = parts_.table.place_of(RowId(item.index))) {
        out += " (" + parts_.table.row(*place).id + ")";
      }
      continue;
    }
    const auto members = parts_.plan.members_of(static_cast<uint32_t>(item.index));
    out += "batch " + std::to_string(item.index) + " (";
    for (size_t i = 0; i < std::min(shown, members.size()); ++i) {
      out += (i > 0 ? ", " : "") + parts_.table.row(PlaceId(members[i])).id;
    }
    out += members.size() > shown ? ", …)" : ")";
  }
  return out;
}

/// Whether it hangs now.
bool StallWatch::look_at_this_rank(double limit) {
  const double since = now() - limit;
  if (static_cast<double>(in_flight().last_event()) * 1e-9 > since) { return false; }
  const std::vector<InFlightItem> items = in_flight().older_than(ns_of(since));
  if (items.empty()) { return false; }
  leave_mark(Cause::stalled, static_cast<int>(limit), items.data(), items.size());
  print_error("boltz-batch: rank %d on %s has made no progress for %.0f s, %s\n", parts_.mpi.rank(),
              parts_.host.c_str(), limit, describe(items).c_str());
  return true;
}

void StallWatch::look_at_ranks(double limit) {
  const auto contacts = parts_.server.contacts();
  for (size_t rank = 0; rank < contacts.size(); ++rank) {
    const CursorServer::Contact& contact = contacts[rank];
    if (contact.retired) { continue; }
    std::string reason = "rank " + std::to_string(rank);
    if (contact.stalled) {
      end(reason + " has made no progress for " + std::to_string(static_cast<int>(limit)) + " s",
          limit);
    }
    // It should have said that it is there four times by then.
    if (now() - contact.last < limit + 5) { continue; }
    for (const InFlight& one : parts_.server.cursor().in_flight()) {
      if (one.rank != rank) { continue; }
      parts_.journal.mark_stalled(static_cast<int>(rank), one.work.batch, static_cast<int>(limit));
      reason += " (" +
                describe({{.index = one.work.batch, .step = Step::structure, .is_batch = 1}}) + ")";
      break;
    }
    end(reason + " has said nothing for " + std::to_string(static_cast<int>(limit) + 5) + " s",
        limit);
  }
}

/// What others have is finished and written, as far as that takes no longer than `grace` seconds.
void StallWatch::end(const std::string& reason, double grace) {
  print_error(
      "boltz-batch: %s: what other ranks have is finished and written, then this run "
      "stops; the same command continues it\n",
      reason.c_str());
  parts_.server.client().stop();
  const double until = now() + grace;
  const auto computing = [&] {
    const auto contacts = parts_.server.contacts();
    return std::any_of(contacts.begin(), contacts.end(), [&](const CursorServer::Contact& one) {
      return !one.retired && !one.stalled && now() - one.last < grace + 5;
    });
  };
  while (now() < until && computing()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  parts_.give_up(reason);
  parts_.mpi.abort(exit_restart);
}

}  // namespace bb
