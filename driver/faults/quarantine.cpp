#include "driver/faults/quarantine.h"

#include <algorithm>
#include <csignal>
#include <cstring>

#include <nlohmann/json.hpp>

namespace bb {

namespace {

using Json = nlohmann::json;

std::string name_of_signal(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGABRT:
      return "SIGABRT";
    case SIGBUS:
      return "SIGBUS";
    case SIGFPE:
      return "SIGFPE";
    case SIGILL:
      return "SIGILL";
    default:
      return "signal " + std::to_string(signal);
  }
}

Verdict verdict(const JournalMark& mark, Step step) {
  const std::string what(doing(step));
  const char* const again = step == Step::survey
                                ? ". It is left out; a new store (--out) tries it again"
                                : ". It is left out; --retry-failed tries it again";
  switch (mark.cause) {
    case Cause::out_of_memory:
      return {.step = step,
              .code = ErrorCode::out_of_memory,
              .message = "the system killed the process for want of memory while it was " + what +
                         ", the last time with nothing beside it" + again};
    case Cause::stalled:
      return {.step = step,
              .code = ErrorCode::device,
              .message = "no progress for " + std::to_string(mark.detail) + " s while " + what +
                         ", twice, the second time with nothing beside it" + again};
    case Cause::device:
      return {.step = step,
              .code = ErrorCode::device,
              .message = "the device broke while " + what +
                         ", three times, the last two with nothing beside it" + again};
    case Cause::crash:
    case Cause::none:
      break;
  }
  return {.step = step,
          .code = ErrorCode::crash,
          .message = "the process crashed (" + name_of_signal(mark.detail) + ") while " + what +
                     ", twice, the second time with nothing beside it" + again};
}

}  // namespace

Suspect& Quarantine::suspect(const InFlightItem& item) {
  const bool is_batch = item.is_batch != 0;
  const auto found = std::find_if(suspects_.begin(), suspects_.end(), [&](const Suspect& one) {
    return one.index == item.index && one.is_batch == is_batch;
  });
  if (found != suspects_.end()) {
    found->step = item.step;
    return *found;
  }
  Suspect made;
  made.index = item.index;
  made.is_batch = is_batch;
  made.step = item.step;
  return suspects_.emplace_back(made);
}

void Quarantine::add(const JournalMark& mark) {
  for (uint32_t i = 0; i < std::min<uint32_t>(mark.count, InFlightTable::size); ++i) {
    const InFlightItem& item = mark.items[i];
    if (item.is_batch == 0 && condemned_.contains(item.index)) { continue; }
    Suspect& one = suspect(item);
    bool proven = mark.alone != 0 && !one.is_batch;
    if (proven && mark.cause == Cause::device) {
      // Devices may be bad by themselves, all that an attempt has: once alone is no proof.
      if (broke_now_.insert(item.index).second) { ++one.broke_alone; }
      proven = one.broke_alone > 1;
    }
    if (proven) {
      condemned_.emplace(item.index, verdict(mark, item.step));
      std::erase_if(suspects_, [&](const Suspect& other) {
        return !other.is_batch && other.index == item.index;
      });
      continue;
    }
    ++(mark.cause == Cause::out_of_memory ? one.killed : one.otherwise);
  }
}

void Quarantine::retry(uint64_t row) {
  if (condemned_.contains(row)) { return; }
  suspect({.index = row, .step = Step::features, .is_batch = 0}).otherwise = 1;
}

bool Quarantine::suspects_row(uint64_t row) const {
  return std::any_of(suspects_.begin(), suspects_.end(), [&](const Suspect& one) {
    return !one.is_batch && one.index == row && one.goes_alone();
  });
}

bool Quarantine::suspects_batch(uint64_t batch) const {
  return std::any_of(suspects_.begin(), suspects_.end(), [&](const Suspect& one) {
    return one.is_batch && one.index == batch && one.goes_alone();
  });
}

std::map<PlaceId, Verdict> Quarantine::verdicts_in(const RowTable& table) const {
  std::map<PlaceId, Verdict> out;
  for (const auto& [row, verdict] : condemned_) {
    if (const auto place = table.place_of(RowId(row))) { out.emplace(*place, verdict); }
  }
  return out;
}

std::string Quarantine::text() const {
  Json suspects = Json::array(), condemned = Json::array();
  for (const Suspect& one : suspects_) {
    suspects.push_back({{one.is_batch ? "batch" : "row", one.index},
                        {"step", static_cast<uint32_t>(one.step)},
                        {"killed", one.killed},
                        {"otherwise", one.otherwise},
                        {"broke_alone", one.broke_alone}});
  }
  for (const auto& [row, why] : condemned_) {
    condemned.push_back({{"row", row},
                         {"step", static_cast<uint32_t>(why.step)},
                         {"code", static_cast<uint32_t>(why.code)},
                         {"message", why.message}});
  }
  return Json{{"suspects", suspects}, {"condemned", condemned}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

Quarantine Quarantine::from_text(const std::string& text) {
  Quarantine out;
  const Json json = Json::parse(text);
  for (const Json& one : json.at("suspects")) {
    Suspect made;
    made.is_batch = one.contains("batch");
    made.index = one.at(made.is_batch ? "batch" : "row");
    made.step = static_cast<Step>(one.at("step").get<uint32_t>());
    made.killed = one.at("killed");
    made.otherwise = one.at("otherwise");
    made.broke_alone = one.at("broke_alone");
    out.suspects_.push_back(made);
  }
  for (const Json& one : json.at("condemned")) {
    out.condemned_.emplace(one.at("row").get<uint64_t>(),
                           Verdict{.step = static_cast<Step>(one.at("step").get<uint32_t>()),
                                   .code = static_cast<ErrorCode>(one.at("code").get<uint32_t>()),
                                   .message = one.at("message")});
  }
  return out;
}

}  // namespace bb
