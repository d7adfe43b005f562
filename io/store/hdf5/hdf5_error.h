#pragma once

#include <cstdint>
#include <string>

#include <hdf5.h>

#include "io/store/hdf5/store_error.h"

namespace bb::hdf5 {

/// Throws StoreError: "where: what: <HDF5's own words>".
[[noreturn]] void fail(const std::string& where, const std::string& what,
                       StoreError::Kind kind = StoreError::Kind::other);

/// The identifier or status, if it is no failure.
inline hid_t check(hid_t id, const std::string& where, const char* what) {
  if (id < 0) { fail(where, what); }
  return id;
}
inline void check_status(herr_t status, const std::string& where, const char* what) {
  if (status < 0) { fail(where, what); }
}

/// Before the first call of HDF5: errors are ours to report, and its own clean-up at exit, which
/// would wait for other ranks, is off.
void prepare_library();

/// A write of `bytes` at the end of `offset` failed: throws StoreError with what the file system
/// says of it (no_space where there is none, or the limit on file sizes is reached).
[[noreturn]] void fail_write(const std::string& path, const std::string& where, uint64_t offset,
                             uint64_t bytes);

}  // namespace bb::hdf5
