#include "simulation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <queue>
#include <random>
#include <stdexcept>
#include <vector>

namespace bb::testing {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double ask_again_seconds = 5;

struct Event {
  enum class Kind : uint8_t { ask, answer, start, end, death };
  double time;
  uint64_t order;  // of equal times
  Kind kind;
  uint32_t rank;
  bool operator>(const Event& other) const {
    return time != other.time ? time > other.time : order > other.order;
  }
};

struct Rank {
  double speed = 1;
  double death = never;
  std::optional<Claim> computing;  // from the start of its features, if nobody made them before
  std::optional<Claim> prepared;
  double prepared_at = 0;
  std::optional<Claim> answer;  // on its way
  bool asking = false, done = false;
};

class Simulation {
 public:
  Simulation(const Plan& plan, const SimulationOptions& options)
      : plan_(plan),
        options_(options),
        cursor_(make_work(plan, nullptr), {.ranks = options.ranks, .max_attempts = 100}),
        ranks_(options.ranks) {
    const std::vector<Work> work = make_work(plan, nullptr);
    std::mt19937_64 random(options.seed);
    std::lognormal_distribution<double> noise(0, options.noise_sigma);
    std::lognormal_distribution<double> speed(0, options.speed_sigma);
    std::uniform_real_distribution<double> share(0, 1);
    computed_.resize(work.size());
    for (const Work& item : work) {
      seconds_.push_back(item.seconds * noise(random));
      total_seconds_ += seconds_.back();
    }
    for (Rank& rank : ranks_) {
      rank.speed = speed(random) * (share(random) < options.slow_share ? options.slow_speed : 1);
    }
    const double estimate = ideal();
    for (Rank& rank : ranks_) {
      if (share(random) < options.broken_share) { rank.death = estimate * share(random); }
    }
  }

  SimulationResult run() {
    for (uint32_t rank = 0; rank < ranks_.size(); ++rank) {
      ask(rank, 0);
      if (ranks_[rank].death < never) { push(ranks_[rank].death, Event::Kind::death, rank); }
    }
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      handle(event);
    }
    SimulationResult result;
    result.items = seconds_.size();
    result.computed = static_cast<uint64_t>(std::count(computed_.begin(), computed_.end(), 1));
    if (result.computed != result.items || !cursor_.numbers().complete()) {
      throw std::logic_error("the simulated run ended with items left");
    }
    result.makespan_seconds = makespan_;
    result.ideal_seconds = ideal();
    result.cursor_busy = server_busy_ / makespan_;
    result.messages_per_second = static_cast<double>(messages_) / makespan_;
    result.waiting_seconds = longest_wait_;
    result.mean_batch_seconds =
        total_seconds_ / static_cast<double>(std::max<size_t>(1, seconds_.size()));
    result.broken_ranks = broken_;
    return result;
  }

 private:
  void push(double time, Event::Kind kind, uint32_t rank) {
    events_.push({time, order_++, kind, rank});
  }

  // The time by which ranks that always compute have done it all.
  double ideal() const {
    const auto done_by = [&](double time) {
      double sum = 0;
      for (const Rank& rank : ranks_) { sum += rank.speed * std::min(time, rank.death); }
      return sum;
    };
    double fastest = 0;
    for (const Rank& rank : ranks_) { fastest = std::max(fastest, rank.speed); }
    double high = 1;
    while (done_by(high) < total_seconds_) { high *= 2; }
    double low = 0;
    for (int i = 0; i < 60; ++i) {
      const double middle = (low + high) / 2;
      (done_by(middle) < total_seconds_ ? low : high) = middle;
    }
    const double longest =
        seconds_.empty() ? 0 : *std::max_element(seconds_.begin(), seconds_.end());
    return std::max(high, longest / fastest);
  }

  // One message: what was finished since the last one rides along.
  void ask(uint32_t rank, double now) {
    ranks_[rank].asking = true;
    push(now, Event::Kind::ask, rank);
  }

  // The server takes messages one after another.
  double serve(double now) {
    longest_wait_ = std::max(longest_wait_, server_free_ - now);
    server_free_ = std::max(now, server_free_) + options_.cursor_seconds;
    server_busy_ += options_.cursor_seconds;
    ++messages_;
    return server_free_ + options_.latency_seconds;
  }

  void handle(const Event& event) {
    Rank& rank = ranks_[event.rank];
    if (event.time >= rank.death && event.kind != Event::Kind::death) { return; }
    switch (event.kind) {
      case Event::Kind::ask: {
        const ClaimFor purpose = rank.computing ? ClaimFor::ahead : ClaimFor::now;
        const double answered = serve(event.time);
        rank.answer = cursor_.claim(event.rank, purpose, event.time);
        push(answered, Event::Kind::answer, event.rank);
        break;
      }
      case Event::Kind::answer:
        take_answer(event.rank, event.time);
        break;
      case Event::Kind::start:
        if (!rank.computing && !rank.asking && !rank.prepared && !rank.done) {
          ask(event.rank, event.time);
        }
        break;
      case Event::Kind::end:
        finish(event.rank, event.time);
        break;
      case Event::Kind::death:
        die(event.rank);
        break;
    }
  }

  void take_answer(uint32_t index, double now) {
    Rank& rank = ranks_[index];
    rank.asking = false;
    const Claim claim = *rank.answer;
    rank.answer.reset();
    if (claim.kind == Claim::Kind::done) {
      rank.done = true;
    } else if (claim.kind == Claim::Kind::compute) {
      rank.prepared = claim;
      rank.prepared_at = now + options_.features_seconds * plan_.batches[claim.work.batch].count;
      if (!rank.computing) { begin(index, now); }
    } else if (!rank.computing) {
      push(now + ask_again_seconds, Event::Kind::start, index);
    }
  }

  void begin(uint32_t index, double now) {
    Rank& rank = ranks_[index];
    rank.computing = rank.prepared;
    rank.prepared.reset();
    const double start = std::max(now, rank.prepared_at);
    push(start + seconds_[rank.computing->item] / rank.speed, Event::Kind::end, index);
    if (options_.claim_ahead) { ask(index, now); }
  }

  void finish(uint32_t index, double now) {
    Rank& rank = ranks_[index];
    const uint32_t item = rank.computing->item;
    if (computed_[item] != 0) { throw std::logic_error("an item was computed twice"); }
    computed_[item] = 1;
    cursor_.finish(index, item);
    makespan_ = std::max(makespan_, now);
    rank.computing.reset();
    if (rank.prepared) {
      begin(index, now);
    } else if (!rank.asking && !rank.done) {
      ask(index, now);
    }
  }

  void die(uint32_t index) {
    Rank& rank = ranks_[index];
    ++broken_;
    std::optional<uint32_t> item;
    if (rank.computing) { item = rank.computing->item; }
    cursor_.retire(index, item, GivenBack::device_broke);
  }

  const Plan& plan_;
  SimulationOptions options_;
  Cursor cursor_;
  std::vector<Rank> ranks_;
  std::vector<double> seconds_;  // by item, at speed 1
  std::vector<uint8_t> computed_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  uint64_t order_ = 0, messages_ = 0, broken_ = 0;
  double total_seconds_ = 0, makespan_ = 0, server_free_ = 0, server_busy_ = 0, longest_wait_ = 0;
};

}  // namespace

SimulationResult simulate(const Plan& plan, const SimulationOptions& options) {
  return Simulation(plan, options).run();
}

}  // namespace bb::testing
