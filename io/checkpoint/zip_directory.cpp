#include "io/checkpoint/zip_directory.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "io/files/checkpoint_error.h"
#include "io/files/little_endian.h"

// Record layouts and field offsets: PKWARE APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12
// (directory entry), 4.3.14 to 4.3.16 (ends of directory) and 4.5.3 (zip64 extra field).

namespace bb {
namespace {

constexpr uint32_t local_signature = 0x04034b50;
constexpr uint32_t entry_signature = 0x02014b50;
constexpr uint32_t end_signature = 0x06054b50;
constexpr uint32_t end64_signature = 0x06064b50;
constexpr uint32_t locator64_signature = 0x07064b50;
constexpr uint64_t local_size = 30;
constexpr uint64_t entry_size = 46;
constexpr uint64_t end_size = 22;
constexpr uint64_t end64_size = 56;
constexpr uint64_t locator64_size = 20;
constexpr uint32_t in_zip64 = 0xffffffff;  // "see the zip64 record"

struct Directory {
  uint64_t offset = 0;
  uint64_t size = 0;
  uint64_t count = 0;
};

class DirectoryReader {
 public:
  explicit DirectoryReader(const MappedFile& file) : file_(file), bytes_(file.bytes()) {}

  std::vector<ZipEntry> read() {
    const Directory directory = find_directory();
    std::vector<ZipEntry> entries;
    entries.reserve(directory.count);  // bounded: count × 46 bytes fit in the file
    uint64_t at = directory.offset;
    const uint64_t end = directory.offset + directory.size;
    for (uint64_t i = 0; i < directory.count; ++i) {
      at = read_entry(at, end, directory.offset, entries);
    }
    if (at != end) { fail(at, "the zip directory does not end where the archive says it does"); }
    return entries;
  }

 private:
  [[noreturn]] void fail(uint64_t offset, const std::string& what,
                         std::string_view mend = download_again) const {
    throw CheckpointError(file_.name() + ": byte " + std::to_string(offset), what, mend);
  }

  bool fits(uint64_t offset, uint64_t size) const {
    return offset <= bytes_.size() && size <= bytes_.size() - offset;
  }

  template <typename T>
  T load(uint64_t offset) const {
    return load_little_endian<T>(bytes_, offset);
  }

  std::string_view text(uint64_t offset, uint64_t size) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + offset, size};
  }

  // The end record is the last thing in the file, but for a comment of at most 65535 bytes.
  uint64_t find_end() const {
    if (bytes_.size() >= end_size) {
      const uint64_t last = bytes_.size() - end_size;
      const uint64_t first = last - std::min<uint64_t>(last, 65535);
      for (uint64_t at = last + 1; at-- > first;) {
        if (load<uint32_t>(at) == end_signature && load<uint16_t>(at + 20) == last - at) {
          return at;
        }
      }
    }
    fail(bytes_.size(), "the file is cut short: a zip archive's directory should be at its end");
  }

  Directory find_directory() const {
    const uint64_t end = find_end();
    Directory directory{load<uint32_t>(end + 16), load<uint32_t>(end + 12),
                        load<uint16_t>(end + 10)};
    if (load<uint16_t>(end + 4) != 0 || load<uint16_t>(end + 6) != 0) {
      fail(end, "the zip archive is one part of several", "Join the parts first");
    }
    uint64_t directory_end = end;
    const bool needs_zip64 =
        directory.offset == in_zip64 || directory.size == in_zip64 || directory.count == 0xffff;
    if (end >= locator64_size && load<uint32_t>(end - locator64_size) == locator64_signature) {
      const uint64_t end64 = load<uint64_t>(end - locator64_size + 8);
      if (!fits(end64, end64_size) || load<uint32_t>(end64) != end64_signature ||
          end64 > end - locator64_size) {
        fail(end - locator64_size, "the zip64 record points to a place where there is none");
      }
      directory = {load<uint64_t>(end64 + 48), load<uint64_t>(end64 + 40),
                   load<uint64_t>(end64 + 32)};
      directory_end = end64;
    } else if (needs_zip64) {
      fail(end, "the archive is larger than 4 GB but lacks its zip64 record");
    }
    if (!fits(directory.offset, directory.size) ||
        directory.offset + directory.size > directory_end) {
      fail(end, "the zip directory lies outside the file");
    }
    if (directory.count > directory.size / entry_size) {
      fail(end, "the zip directory is too small for its " + std::to_string(directory.count) +
                    " entries");
    }
    return directory;
  }

  // Sizes and offset that do not fit 32 bits stand in an extra field, in this order and only those
  // that are needed.
  void read_zip64(uint64_t at, uint64_t end, uint64_t entry, uint64_t& size, uint64_t& packed_size,
                  uint64_t& header_offset) const {
    while (end - at >= 4) {
      const auto id = load<uint16_t>(at);
      const uint64_t field_end = at + 4 + load<uint16_t>(at + 2);
      if (field_end > end) { break; }
      if (id == 1) {
        at += 4;
        for (uint64_t* value : {&size, &packed_size, &header_offset}) {
          if (*value != in_zip64) { continue; }
          if (field_end - at < 8) { fail(entry, "a zip64 field is too short"); }
          *value = load<uint64_t>(at);
          at += 8;
        }
        return;
      }
      at = field_end;
    }
    if (size == in_zip64 || packed_size == in_zip64 || header_offset == in_zip64) {
      fail(entry, "a zip entry lacks its zip64 field");
    }
  }

  uint64_t read_entry(uint64_t at, uint64_t end, uint64_t limit,
                      std::vector<ZipEntry>& entries) const {
    if (end - at < entry_size || load<uint32_t>(at) != entry_signature) {
      fail(at, "no zip directory entry is here");
    }
    const auto flags = load<uint16_t>(at + 8);
    const auto method = load<uint16_t>(at + 10);
    uint64_t packed_size = load<uint32_t>(at + 20);
    uint64_t size = load<uint32_t>(at + 24);
    uint64_t header_offset = load<uint32_t>(at + 42);
    const uint64_t name_size = load<uint16_t>(at + 28);
    const uint64_t extra_size = load<uint16_t>(at + 30);
    const uint64_t next = at + entry_size + name_size + extra_size + load<uint16_t>(at + 32);
    if (next > end) { fail(at, "a zip directory entry reaches past the directory"); }
    const std::string_view name = text(at + entry_size, name_size);
    read_zip64(at + entry_size + name_size, at + entry_size + name_size + extra_size, at, size,
               packed_size, header_offset);

    const std::string entry = "zip entry " + in_quotes(name);
    if ((flags & 0x2041U) != 0) {
      fail(at, entry + " is encrypted", "Use the file as its author published it");
    }
    if (method != 0 || packed_size != size) {
      fail(at, entry + " is compressed; torch.save stores its entries as they are",
           "Repack it: unzip it, then zip -0 -r, or load and save it with torch. (TorchScript "
           "programs are no checkpoints)");
    }
    if (!fits(header_offset, local_size) || load<uint32_t>(header_offset) != local_signature) {
      fail(header_offset, entry + " should start here but does not");
    }
    const uint64_t local_name_size = load<uint16_t>(header_offset + 26);
    const uint64_t data =
        header_offset + local_size + local_name_size + load<uint16_t>(header_offset + 28);
    if (!fits(header_offset + local_size, local_name_size) ||
        text(header_offset + local_size, local_name_size) != name) {
      fail(header_offset, entry + " has another name in its own header than in the directory");
    }
    if (data > limit || size > limit - data) {
      fail(header_offset,
           entry + " of " + std::to_string(size) + " bytes reaches past the archive's contents");
    }
    entries.push_back(
        {std::string(name), load<uint32_t>(at + 16), header_offset, bytes_.subspan(data, size)});
    return next;
  }

  const MappedFile& file_;
  std::span<const std::byte> bytes_;
};

}  // namespace

std::vector<ZipEntry> read_zip_directory(const MappedFile& file) {
  return DirectoryReader(file).read();
}

}  // namespace bb
