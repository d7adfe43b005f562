#include "driver/run/store_place.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

#include "driver/options/usage_error.h"

namespace bb {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

std::string what_it_is(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory:
      return "a folder";
    case fs::file_type::fifo:
      return "a pipe (FIFO)";
    case fs::file_type::socket:
      return "a socket";
    default:
      return "a device";
  }
}

class Place {
 public:
  Place(std::string option, fs::path path) : option_(std::move(option)), path_(std::move(path)) {
    std::error_code error;
    const fs::file_status status = fs::status(path_, error);
    if (status.type() == fs::file_type::none) { refuse("cannot be looked up: " + error.message()); }
    type_ = status.type();
    if (!path_.has_filename()) { refuse("is a folder, a file is needed"); }
  }

  bool exists() const { return type_ != fs::file_type::not_found; }
  bool is_file() const { return type_ == fs::file_type::regular; }
  fs::file_type type() const { return type_; }

  [[noreturn]] void refuse(const std::string& problem) const {
    throw UsageError(option_ + ' ' + path_.string() + ": " + problem);
  }

  void check_folder() const {
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
    std::error_code error;
    if (!fs::is_directory(folder, error)) { refuse("there is no folder " + folder.string()); }
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
      refuse("the folder " + folder.string() + " may not be written");
    }
  }

 private:
  std::string option_;
  fs::path path_;
  fs::file_type type_ = fs::file_type::none;
};

}  // namespace

void check_store_place(const std::filesystem::path& out) {
  const Place place("--out", out);
  if (!place.exists()) {
    place.check_folder();
    return;
  }
  if (!place.is_file()) {
    place.refuse("is " + what_it_is(place.type()) +
                 ": the results go into a file, for example results.h5");
  }
  std::array<char, hdf5_signature.size()> start{};
  std::ifstream file(out, std::ios::binary);
  if (!file) { place.refuse("may not be read"); }
  file.read(start.data(), start.size());
  const std::string_view found(start.data(), static_cast<size_t>(file.gcount()));
  if (found != hdf5_signature) {
    place.refuse("is there already, and is no store: name another file, or remove it");
  }
  if (access(out.c_str(), W_OK) != 0) { place.refuse("may not be written"); }
}

void check_file_place(const char* option, const std::filesystem::path& path) {
  const Place place(option, path);
  if (place.type() == fs::file_type::directory) { place.refuse("is a folder, a file is needed"); }
  if (!place.exists()) { place.check_folder(); }
}

}  // namespace bb
