#include "scheduler/cursor.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace bb {

Cursor::Cursor(std::vector<Work> work, const CursorOptions& options)
    : work_(std::move(work)),
      options_(options),
      state_(work_.size(), State::untouched),
      retired_(options.ranks, 0),
      live_ranks_(options.ranks) {
  if (options.ranks == 0 || options.max_attempts == 0) {
    throw std::invalid_argument("a cursor needs one rank and one attempt, or more");
  }
  for (const Work& entry : work_) { seconds_left_ += entry.seconds; }
}

std::optional<uint32_t> Cursor::take() {
  if (!returned_.empty()) {
    const uint32_t item = returned_.front();
    returned_.pop_front();
    return item;
  }
  while (next_ < work_.size() && state_[next_] != State::untouched) { ++next_; }
  if (next_ == work_.size()) { return std::nullopt; }
  return next_;
}

Claim Cursor::claim(uint32_t rank, ClaimFor purpose, double now) {
  const std::lock_guard lock(mutex_);
  if (rank >= retired_.size()) {
    throw std::logic_error("rank " + std::to_string(rank) + " is none of the cursor's " +
                           std::to_string(retired_.size()));
  }
  Claim claim;
  if (stopped_ || retired_[rank] != 0 || finished_ == work_.size()) { return claim; }
  claim.kind = Claim::Kind::wait;
  const uint64_t left = work_.size() - finished_ - flights_.size();
  const bool others_run_dry = live_ranks_ > 1 && left <= live_ranks_;
  if (purpose == ClaimFor::ahead && others_run_dry) { return claim; }
  const std::optional<uint32_t> item = take();
  if (!item) { return claim; }

  const auto broken = broken_.find(*item);
  const uint32_t attempts = broken == broken_.end() ? 0 : broken->second;
  claim.kind = attempts < options_.max_attempts ? Claim::Kind::compute : Claim::Kind::fail;
  claim.item = *item;
  claim.work = work_[*item];
  claim.attempt = attempts + 1;
  claim.one_at_a_time = attempts > 0 && claim.attempt == options_.max_attempts;
  state_[*item] = State::in_flight;
  flights_[*item] = {rank, now};
  return claim;
}

void Cursor::require_in_flight(uint32_t rank, uint32_t item) const {
  const auto flight = flights_.find(item);
  if (flight != flights_.end() && flight->second.rank == rank) { return; }
  throw std::logic_error("item " + std::to_string(item) + " is not in flight on rank " +
                         std::to_string(rank));
}

void Cursor::finish(uint32_t rank, uint32_t item) {
  const std::lock_guard lock(mutex_);
  require_in_flight(rank, item);
  flights_.erase(item);
  broken_.erase(item);
  state_[item] = State::finished;
  ++finished_;
  seconds_left_ -= work_[item].seconds;
}

void Cursor::release(uint32_t rank, uint32_t item, GivenBack reason) {
  require_in_flight(rank, item);
  flights_.erase(item);
  state_[item] = State::returned;
  returned_.push_front(item);
  if (reason == GivenBack::device_broke) { ++broken_[item]; }
}

void Cursor::give_back(uint32_t rank, uint32_t item, GivenBack reason) {
  const std::lock_guard lock(mutex_);
  release(rank, item, reason);
}

void Cursor::retire(uint32_t rank, std::optional<uint32_t> item, GivenBack reason) {
  const std::lock_guard lock(mutex_);
  if (retired_.at(rank) != 0) { return; }
  if (item) { require_in_flight(rank, *item); }
  std::vector<uint32_t> items;
  for (const auto& [other, flight] : flights_) {
    if (flight.rank == rank) { items.push_back(other); }
  }
  std::sort(items.begin(), items.end(), std::greater<>());  // the first is given back last
  for (const uint32_t other : items) {
    release(rank, other, other == item ? reason : GivenBack::unfinished);
  }
  retired_[rank] = 1;
  --live_ranks_;
}

void Cursor::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
}

std::vector<InFlight> Cursor::in_flight() const {
  const std::lock_guard lock(mutex_);
  std::vector<InFlight> all;
  all.reserve(flights_.size());
  for (const auto& [item, flight] : flights_) {
    all.push_back({flight.rank, item, work_[item], flight.since});
  }
  std::sort(all.begin(), all.end(),
            [](const InFlight& a, const InFlight& b) { return a.item < b.item; });
  return all;
}

CursorNumbers Cursor::numbers() const {
  const std::lock_guard lock(mutex_);
  CursorNumbers numbers;
  numbers.size = work_.size();
  numbers.finished = finished_;
  numbers.in_flight = flights_.size();
  numbers.left = numbers.size - numbers.finished - numbers.in_flight;
  numbers.live_ranks = live_ranks_;
  if (numbers.complete()) {
    return numbers;  // of the seconds only rounding may be left
  }
  numbers.seconds_left = std::max(0.0, seconds_left_);
  const auto look_at = [&](uint32_t item) {
    numbers.longest_left = std::max(numbers.longest_left, double{work_[item].seconds});
  };
  for (const auto& [item, flight] : flights_) { look_at(item); }
  for (const uint32_t item : returned_) { look_at(item); }
  uint32_t next = next_;
  while (next < work_.size() && state_[next] != State::untouched) { ++next; }
  if (next < work_.size()) { look_at(next); }
  return numbers;
}

}  // namespace bb
