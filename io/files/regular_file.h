#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "io/files/file_descriptor.h"

namespace bb {

enum class FileUse { read, read_write, write, append };

/// Opens what is to be read as a file. Pipes, devices, sockets and folders are refused at once, and
/// so are the files that a kernel makes up (/proc, /sys): these have no size, and some never end or
/// wait for something to happen. A symbolic link to a file is that file. append makes a file that
/// is not there, the others do not.
///
/// Throws FileError. Nothing is waited for, and what was looked at is what is opened.
FileDescriptor open_regular_file(const std::filesystem::path& path, FileUse use = FileUse::read);

/// Throws FileError where open_regular_file() would, for a file that others open by its name.
void check_regular_file(const std::filesystem::path& path);

/// Reads `size` bytes, fewer at the end of the file. Throws FileError.
size_t read_some(const FileDescriptor& file, const std::filesystem::path& path, void* out,
                 size_t size);

/// The same at `offset`, whatever the file's own place.
size_t read_some_at(const FileDescriptor& file, const std::filesystem::path& path, void* out,
                    size_t size, uint64_t offset);

/// All of a file of text or settings. Throws FileError, for one of more than `max_bytes` too.
std::string read_small_file(const std::filesystem::path& path, size_t max_bytes);

/// Writes all of it, at the file's own place. Throws FileError.
void write_all(const FileDescriptor& file, const std::filesystem::path& path, const void* bytes,
               size_t size);

/// The same at `offset`.
void write_all_at(const FileDescriptor& file, const std::filesystem::path& path, const void* bytes,
                  size_t size, uint64_t offset);

}  // namespace bb
