#include "driver/faults/in_flight.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <new>
#include <system_error>

#include <sys/mman.h>

namespace bb {

namespace {

thread_local InFlightTable::Entry* of_thread = nullptr;

int64_t steady_ns() noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

InFlightTable* shared_table() {
  void* const memory = ::mmap(nullptr, sizeof(InFlightTable), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) { throw std::system_error(errno, std::system_category(), "mmap"); }
  return new (memory) InFlightTable;
}

/// Where handlers of a thread's signals run: the stack of one that overflowed is full.
class OtherStack {
 public:
  OtherStack() {
    stack_t before{}, stack{};
    // A sanitizer has its own.
    if (::sigaltstack(nullptr, &before) != 0 || (before.ss_flags & SS_DISABLE) == 0) { return; }
    memory_ = std::make_unique<char[]>(size);
    stack.ss_sp = memory_.get();
    stack.ss_size = size;
    ::sigaltstack(&stack, nullptr);
  }
  ~OtherStack() {
    if (!memory_) { return; }
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    ::sigaltstack(&none, nullptr);
  }
  OtherStack(const OtherStack&) = delete;
  OtherStack& operator=(const OtherStack&) = delete;

 private:
  static constexpr size_t size = 64 << 10U;
  std::unique_ptr<char[]> memory_;
};

}  // namespace

InFlightTable::Entry* InFlightTable::begin(const InFlightItem& item) noexcept {
  for (Entry& entry : entries_) {
    uint32_t free = 0;
    if (!entry.step.compare_exchange_strong(free, taken)) { continue; }
    const int64_t now = steady_ns();
    entry.index = item.index;
    entry.is_batch = item.is_batch;
    entry.since = now;
    entry.step = static_cast<uint32_t>(item.step);
    last_event_ = now;
    return &entry;
  }
  return nullptr;
}

void InFlightTable::end(Entry* entry) noexcept {
  last_event_ = steady_ns();
  entry->step = 0;
}

InFlightItem InFlightTable::read(const Entry& entry) noexcept {
  return {.index = entry.index,
          .step = static_cast<Step>(entry.step.load()),
          .is_batch = entry.is_batch};
}

size_t InFlightTable::copy(InFlightItem* out) const noexcept {
  size_t count = 0;
  for (const Entry& entry : entries_) {
    const uint32_t step = entry.step;
    if (step == 0 || step == taken) { continue; }
    out[count++] = read(entry);
  }
  return count;
}

std::vector<InFlightItem> InFlightTable::older_than(int64_t ns) const {
  std::vector<InFlightItem> out;
  for (const Entry& entry : entries_) {
    const uint32_t step = entry.step;
    if (step == 0 || step == taken || entry.since > ns) { continue; }
    out.push_back(read(entry));
  }
  return out;
}

InFlightTable& in_flight() {
  static InFlightTable* const table = shared_table();
  return *table;
}

InFlightStep::InFlightStep(const InFlightItem& item)
    : entry_(in_flight().begin(item)), outer_(of_thread) {
  static thread_local const OtherStack stack;
  of_thread = entry_;
}

InFlightStep::~InFlightStep() {
  of_thread = outer_;
  if (entry_ != nullptr) { in_flight().end(entry_); }
}

const InFlightTable::Entry* InFlightStep::of_this_thread() noexcept { return of_thread; }

}  // namespace bb
