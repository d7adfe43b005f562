#include "driver/faults/journal.h"

#include "driver/faults/crash_handler.h"
#include "driver/ranks/together.h"
#include "io/store/store_reader.h"

namespace bb {

namespace {

/// Codes of what is not computed again beside others.
bool is_dangerous(ErrorCode code) {
  return code == ErrorCode::crash || code == ErrorCode::device || code == ErrorCode::out_of_memory;
}

/// What rank 0 knows of the attempts before.
struct Recalled {
  bool is_kept = false;  // in a journal
  std::string ledger{};
  static constexpr auto members() { return std::tuple(&Recalled::is_kept, &Recalled::ledger); }
};

}  // namespace

std::filesystem::path journal_path(const Options& options) {
  return options.out.string() + ".journal";
}

Quarantine Journal::recall(const Options& options, const Say& say) const {
  Quarantine out;
  if (std::filesystem::exists(path_)) {
    if (const auto contents = JournalFile::read(path_)) {
      try {
        out = Quarantine::from_text(contents->ledger);
      } catch (const std::exception&) {
        say("warning: " + path_.string() + " makes no sense and is not used");
      }
      for (const JournalMark& mark : contents->marks) { out.add(mark); }
    } else {
      say("warning: " + path_.string() + " is damaged and is not used");
    }
  }
  if (options.create_shards > 0 || !std::filesystem::exists(options.out)) { return out; }
  const StoreReader store(options.out);
  const std::vector<Status> structure = store.structure_status(),
                            affinity = store.affinity_status();
  const RowSizes& sizes = store.sizes();
  for (uint64_t place = 0; place < structure.size(); ++place) {
    const uint64_t row = sizes.manifest_row.empty() ? place : sizes.manifest_row[place];
    const auto known = out.condemned().find(row);
    if (known != out.condemned().end()) {
      if (known->second.step != Step::survey || sizes.tokens[place] == 0) { continue; }
      throw UsageError("row " + std::to_string(row + 1) + " (" + store.text(place).id +
                       ") crashes when it is read, and did not when " + options.out.string() +
                       " was made: has a file or library changed? Restore it, or start anew with "
                       "another --out");
    }
    const bool failed = structure[place] == Status::failed || affinity[place] == Status::failed;
    if (!failed) { continue; }
    const RowError error = store.error(place);
    if (!is_dangerous(error.code)) { continue; }
    if (options.retry_failed && sizes.tokens[place] > 0) {
      out.retry(row);
      continue;
    }
    const Step step = sizes.tokens[place] == 0             ? Step::survey
                      : structure[place] == Status::failed ? Step::structure
                                                           : Step::affinity;
    out.keep(row, {.step = step, .code = error.code, .message = error.message});
  }
  return out;
}

Journal::Journal(const MpiSession& mpi, const Options& options, const Say& say)
    : mpi_(mpi), path_(journal_path(options)) {
  const Recalled recalled = on_leader(mpi_, [&] {
    Recalled out{.ledger = recall(options, say).text()};
    try {
      JournalFile::create(path_, out.ledger, mpi_.ranks());
      out.is_kept = true;
    } catch (const std::exception& error) {
      std::error_code ignored;
      std::filesystem::remove(path_.string() + ".creating", ignored);
      say("warning: no journal, a row that crashes will not be known: " +
          std::string(error.what()));
    }
    return out;
  });
  quarantine_ = Quarantine::from_text(recalled.ledger);
  if (recalled.is_kept) {
    together(mpi_, [&] { file_ = std::make_unique<JournalFile>(path_, mpi_.rank()); });
    install_crash_handler();
    set_mark_place({.descriptor = file_->descriptor(),
                    .offset = file_->offset(),
                    .attempt = file_->attempt()});
  }
  const size_t suspects = quarantine_.suspects().size();
  if (suspects > 0) {
    say("the last attempt went wrong; " + std::to_string(suspects) + " suspect" +
        (suspects == 1 ? " is" : "s are") + " computed with nothing beside it");
  }
}

Journal::~Journal() {
  set_mark_place({});
  if (file_ && mpi_.leads()) { remove_if_empty(); }
}

void Journal::mark_stalled(int rank, uint64_t batch, int seconds) const {
  if (!file_) { return; }
  JournalMark mark;
  mark.cause = Cause::stalled;
  mark.detail = seconds;
  mark.count = 1;
  mark.items[0] = {.index = batch, .step = Step::structure, .is_batch = 1};
  file_->write(rank, mark);
}

void Journal::finish(bool well) {
  set_mark_place({});
  if (!file_ || !mpi_.leads()) { return; }
  if (well) {
    std::error_code error;
    std::filesystem::remove(path_, error);
  } else {
    remove_if_empty();
  }
  file_.reset();
}

void Journal::remove_if_empty() const noexcept {
  try {
    const auto contents = JournalFile::read(path_);
    if (!contents || !contents->marks.empty()) { return; }
    if (Quarantine::from_text(contents->ledger).empty()) { std::filesystem::remove(path_); }
  } catch (const std::exception&) {
    // It stays, which harms nobody.
  }
}

}  // namespace bb
