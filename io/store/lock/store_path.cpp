#include "io/store/lock/store_path.h"

#include "io/store/hdf5/store_error.h"

namespace bb {
namespace {

namespace fs = std::filesystem;

// As many as Linux follows.
constexpr int most_links = 40;

const char* name_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::character:
    case fs::file_type::block:
      return "a device";
    case fs::file_type::fifo:
      return "a pipe";
    case fs::file_type::socket:
      return "a socket";
    default:
      return "no file";
  }
}

}  // namespace

fs::path real_store_path(const fs::path& store) {
  fs::path path = store;
  std::error_code error;
  for (int links = 0;; ++links) {
    const fs::file_status status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::not_found) { return path; }
    if (status.type() == fs::file_type::none) {
      throw StoreError(store.string() + ": cannot be looked at: " + error.message());
    }
    if (status.type() == fs::file_type::symlink) {
      const fs::path to = fs::read_symlink(path, error);
      if (error || links == most_links) {
        throw StoreError(store.string() + ": is a symbolic link that leads " +
                         (error ? "nowhere: " + error.message() : std::string("in a circle")) +
                         ". Name the store itself");
      }
      path = to.is_absolute() ? to : path.parent_path() / to;
      continue;
    }
    if (status.type() != fs::file_type::regular) {
      throw StoreError(store.string() + ": is " + name_of(status.type()) +
                       ", and a store is a file. Choose another name");
    }
    const auto names = fs::hard_link_count(path, error);
    if (!error && names > 1) {
      throw StoreError(store.string() + ": the file has " + std::to_string(names) +
                       " names (hard links), and a job that uses another one of them would not be "
                       "noticed. Make a copy of it, and use that");
    }
    return path;
  }
}

}  // namespace bb
