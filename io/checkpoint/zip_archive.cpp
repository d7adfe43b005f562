#include "io/checkpoint/zip_archive.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <system_error>
#include <thread>
#include <utility>

#include "io/checkpoint/zip_directory.h"
#include "io/files/checkpoint_error.h"
#include "io/files/crc32.h"

namespace bb {
namespace {

std::string hex(uint32_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) { out += digits[(value >> shift) & 15U]; }
  return out;
}

}  // namespace

ZipArchive::ZipArchive(std::shared_ptr<const MappedFile> file)
    : file_(std::move(file)), entries_(read_zip_directory(*file_)) {
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (!by_name_.emplace(entries_[i].name, i).second) {
      throw CheckpointError(label(entries_[i]), "the archive holds two entries of this name",
                            download_again);
    }
    has_checksums_ = has_checksums_ || entries_[i].crc != 0;
  }

  // Overlapping entries have no use but to make a small file look large.
  std::vector<size_t> order(entries_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return entries_[i].header_offset; });
  for (size_t i = 1; i < order.size(); ++i) {
    const ZipEntry& before = entries_[order[i - 1]];
    const ZipEntry& entry = entries_[order[i]];
    const auto* end = before.contents.data() + before.contents.size();
    if (file_->bytes().data() + entry.header_offset < end) {
      throw CheckpointError(label(entry) + ", byte " + std::to_string(entry.header_offset),
                            "it overlaps entry " + in_quotes(before.name), download_again);
    }
  }
}

const ZipEntry* ZipArchive::find(std::string_view name) const noexcept {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &entries_[found->second];
}

std::string ZipArchive::label(const ZipEntry& entry) const {
  return file_->name() + ": entry " + in_quotes(entry.name);
}

void ZipArchive::verify(const ZipEntry& entry) const {
  if (!has_checksums_) { return; }
  // Piece by piece, so that the pages are mapped in a few large steps and are read while still warm
  // in the cache.
  constexpr size_t piece = size_t{4} << 20;
  uint32_t crc = 0;
  for (size_t at = 0; at < entry.contents.size(); at += piece) {
    const auto part = entry.contents.subspan(at, std::min(piece, entry.contents.size() - at));
    file_->populate(part);
    crc = crc32(part, crc);
  }
  if (crc != entry.crc) {
    throw CheckpointError(label(entry) + ", byte " + std::to_string(entry.header_offset),
                          "its CRC-32 is " + hex(crc) + " but the archive says " + hex(entry.crc),
                          download_again);
  }
}

void ZipArchive::verify(std::span<const ZipEntry* const> entries, unsigned threads) const {
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (size_t i = next++; i < entries.size(); i = next++) { verify(*entries[i]); }
    } catch (...) {
      next = entries.size();
      const std::scoped_lock lock(mutex);
      if (!failure) { failure = std::current_exception(); }
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      for (unsigned i = 1; i < threads && i < entries.size(); ++i) { helpers.emplace_back(work); }
    } catch (const std::system_error&) {
      // No more threads to be had (a process limit): those that exist do the work.
    }
    work();
  }
  if (failure) { std::rethrow_exception(failure); }
}

}  // namespace bb
