#include "io/input/chemistry/chemistry_pool.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "io/input/chemistry/worker_process.h"

namespace bb {
namespace {

constexpr auto start_limit = std::chrono::seconds(60);  // a cold network file system
// The warden keeps the time limit; if it says nothing for this much longer, it is broken itself.
constexpr auto grace = std::chrono::seconds(5);

LigandResult lost(const std::string& about, const std::string& why) {
  return {.status = LigandStatus::lost,
          .error = "the chemistry helper failed on " + about + ": " + why + ". Run the row again",
          .log = {},
          .ligand = {}};
}

}  // namespace

// One worker, out of the pool for as long as this lives.
class ChemistryPool::Lease {
 public:
  explicit Lease(ChemistryPool& pool) : pool_(pool) {
    std::unique_lock lock(pool_.mutex_);
    pool_.freed_.wait(lock, [&] { return !pool_.free_.empty(); });
    process_ = std::move(pool_.free_.back());
    pool_.free_.pop_back();
    number_ = ++pool_.requests_;
  }

  ~Lease() {
    {
      const std::scoped_lock lock(pool_.mutex_);
      pool_.free_.push_back(std::move(process_));
    }
    pool_.freed_.notify_one();
  }

  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  LigandResult ask(MessageKind kind, const std::string& payload) {
    if (!process_) { process_ = restarted(); }
    const auto deadline = MessageChannel::Clock::now() + pool_.options_.time_limit + grace;
    process_->channel().send({kind, number_, payload}, deadline);
    const Message answer = process_->channel().receive(deadline);
    if (answer.kind != MessageKind::result || answer.number != number_) {
      throw std::runtime_error("it answered something else");
    }
    return decode_result(answer.payload);
  }

  std::string discard() {
    const std::string ending = process_ ? process_->kill() : std::string("it did not start");
    process_.reset();
    return ending;
  }

 private:
  std::unique_ptr<WorkerProcess> restarted() {
    {
      const std::scoped_lock lock(pool_.mutex_);
      ++pool_.restarts_;
    }
    auto process = pool_.start();
    if (process->hello().rdkit_version != pool_.rdkit_version_) {
      throw std::runtime_error("its RDKit changed from " + pool_.rdkit_version_ + " to " +
                               process->hello().rdkit_version + " during the run");
    }
    return process;
  }

  ChemistryPool& pool_;
  std::unique_ptr<WorkerProcess> process_;
  uint64_t number_ = 0;
};

ChemistryPool::ChemistryPool(ChemistryPoolOptions options) : options_(std::move(options)) {
  if (options_.workers < 1 || options_.time_limit <= std::chrono::milliseconds(0) ||
      options_.molecules_per_process < 1) {
    throw std::invalid_argument(
        "a chemistry pool needs at least one worker, a time limit and one molecule per process");
  }
  if (options_.program.empty()) { options_.program = chemistry_program(); }
  for (int i = 0; i < options_.workers; ++i) { free_.push_back(start()); }
  rdkit_version_ = free_.front()->hello().rdkit_version;
}

ChemistryPool::~ChemistryPool() {
  // All pipes first, so that all helpers leave at the same time.
  for (const auto& process : free_) {
    if (process) { process->channel().close(); }
  }
}

std::unique_ptr<WorkerProcess> ChemistryPool::start() const {
  std::vector<std::string> arguments = {
      "--milliseconds", std::to_string(options_.time_limit.count()),
      "--bytes",        std::to_string(options_.memory_bytes),
      "--molecules",    std::to_string(options_.molecules_per_process)};
  if (options_.for_tests) { arguments.emplace_back("--for-tests"); }
  return std::make_unique<WorkerProcess>(options_.program, arguments,
                                         MessageChannel::Clock::now() + start_limit);
}

LigandResult ChemistryPool::ask(MessageKind kind, const std::string& payload,
                                const std::string& about) {
  Lease worker(*this);
  // A worker that died (killed from outside, or between two requests) is replaced, once.
  for (bool again = false;; again = true) {
    try {
      return worker.ask(kind, payload);
    } catch (const ChannelClosed& error) {
      const std::string ending = worker.discard();
      if (again || kind != MessageKind::request) {
        return lost(about, error.what() + ("; " + ending));
      }
    } catch (const std::exception& error) {
      worker.discard();
      return lost(about, error.what());
    }
  }
}

LigandResult ChemistryPool::prepare(const LigandRequest& request) {
  return ask(MessageKind::request, encode(request), "the ligand " + quoted_ligand(request.text));
}

std::vector<LigandResult> ChemistryPool::prepare(std::span<const LigandRequest> requests) {
  std::vector<LigandResult> results(requests.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < requests.size(); i = next++) { results[i] = prepare(requests[i]); }
  };
  std::vector<std::jthread> threads;
  const size_t most = std::min(static_cast<size_t>(options_.workers), requests.size());
  for (size_t i = 1; i < most; ++i) { threads.emplace_back(work); }
  work();
  threads.clear();
  return results;
}

int ChemistryPool::restarts() const {
  const std::scoped_lock lock(mutex_);
  return restarts_;
}

LigandResult ChemistryPool::misbehave(Misbehaviour misbehaviour) {
  return ask(MessageKind::misbehave, encode(misbehaviour), "a test");
}

std::filesystem::path chemistry_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) {
    throw std::runtime_error("the folder of this program is not known: " + error.message());
  }
  return self.parent_path() / "boltz-batch-chemistry";
}

}  // namespace bb
