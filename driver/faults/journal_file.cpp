#include "driver/faults/journal_file.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <random>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

#include "io/files/file_error.h"
#include "io/files/new_file.h"
#include "io/files/regular_file.h"

namespace bb {

namespace {

uint64_t fnv(const void* bytes, size_t size) noexcept {
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ static_cast<const unsigned char*>(bytes)[i]) * 0x100000001b3;
  }
  return hash;
}

struct Header {
  static constexpr char magic_value[8] = {'b', 'b', 'j', 'r', 'n', 'l', '1', '\n'};
  char magic[8] = {};
  uint64_t attempt = 0, ranks = 0, ledger_bytes = 0, ledger_checksum = 0, checksum = 0;

  uint64_t sum() const { return fnv(this, offsetof(Header, checksum)); }
  uint64_t first_mark() const {
    return (1 + (ledger_bytes + journal_page - 1) / journal_page) * journal_page;
  }
};

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::runtime_error(path.string() + ": " + what + ": " + std::strerror(errno));
}

/// Throws FileError.
std::optional<Header> read_header(const FileDescriptor& file, const std::filesystem::path& path) {
  Header header;
  if (read_some_at(file, path, &header, sizeof header, 0) < sizeof header) { return std::nullopt; }
  const bool ours = std::memcmp(header.magic, Header::magic_value, sizeof header.magic) == 0;
  if (!ours || header.checksum != header.sum()) { return std::nullopt; }
  return header;
}

}  // namespace

uint64_t JournalMark::sum() const noexcept { return fnv(this, offsetof(JournalMark, checksum)); }

void JournalMark::seal() noexcept {
  magic = magic_value;
  checksum = sum();
}

bool JournalMark::valid(uint64_t of_attempt) const noexcept {
  return magic == magic_value && attempt == of_attempt && count <= InFlightTable::size &&
         checksum == sum();
}

std::optional<JournalFile::Contents> JournalFile::read(const std::filesystem::path& path) try {
  const FileDescriptor file = open_regular_file(path);
  const auto header = read_header(file, path);
  if (!header) { return std::nullopt; }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0 ||
      header->ledger_bytes > static_cast<uint64_t>(about.st_size)) {
    return std::nullopt;
  }
  Contents out;
  out.ledger.resize(header->ledger_bytes);
  if (read_some_at(file, path, out.ledger.data(), out.ledger.size(), journal_page) <
          out.ledger.size() ||
      fnv(out.ledger.data(), out.ledger.size()) != header->ledger_checksum) {
    return std::nullopt;
  }
  for (uint64_t rank = 0; rank < header->ranks; ++rank) {
    JournalMark mark;
    const uint64_t offset = header->first_mark() + rank * journal_page;
    if (read_some_at(file, path, &mark, sizeof mark, offset) < sizeof mark) { break; }
    if (mark.valid(header->attempt)) { out.marks.push_back(mark); }
  }
  return out;
} catch (const FileError&) { return std::nullopt; }

void JournalFile::create(const std::filesystem::path& path, const std::string& ledger, int ranks) {
  std::random_device random;
  Header header;
  std::memcpy(header.magic, Header::magic_value, sizeof header.magic);
  header.attempt = uint64_t{random()} << 32U | random();
  header.ranks = static_cast<uint64_t>(ranks);
  header.ledger_bytes = ledger.size();
  header.ledger_checksum = fnv(ledger.data(), ledger.size());
  header.checksum = header.sum();
  const std::filesystem::path made = path.string() + ".creating";
  const FileDescriptor file = make_new_file(made);
  write_all_at(file, made, &header, sizeof header, 0);
  write_all_at(file, made, ledger.data(), ledger.size(), journal_page);
  const uint64_t size = header.first_mark() + header.ranks * journal_page;
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0) { fail(made, "cannot be written"); }
  if (::fdatasync(file.get()) != 0) { fail(made, "cannot be written"); }
  if (::rename(made.c_str(), path.c_str()) != 0) { fail(path, "cannot be made"); }
}

JournalFile::JournalFile(const std::filesystem::path& path, int rank) {
  FileDescriptor file = open_regular_file(path, FileUse::read_write);
  const auto header = read_header(file, path);
  if (!header) { throw std::runtime_error(path.string() + ": is no journal"); }
  attempt_ = header->attempt;
  first_ = header->first_mark();
  offset_ = first_ + static_cast<uint64_t>(rank) * journal_page;
  descriptor_ = file.release();
}

JournalFile::~JournalFile() { ::close(descriptor_); }

void JournalFile::write(int rank, JournalMark mark) const {
  mark.attempt = attempt_;
  mark.seal();
  const uint64_t offset = first_ + static_cast<uint64_t>(rank) * journal_page;
  [[maybe_unused]] const ssize_t written =
      ::pwrite(descriptor_, &mark, sizeof mark, static_cast<off_t>(offset));
}

}  // namespace bb
