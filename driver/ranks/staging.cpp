#include "driver/ranks/staging.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <stdexcept>

#include <unistd.h>

#include "driver/ranks/together.h"
#include "io/files/file_error.h"
#include "io/files/new_file.h"
#include "io/files/regular_file.h"
#include "io/files/sha256.h"

namespace bb {

namespace {

namespace fs = std::filesystem;

constexpr size_t piece = size_t{64} << 20U;  // bytes of one broadcast

[[noreturn]] void refuse(const fs::path& copy, const std::string& why) {
  throw std::runtime_error("--stage: " + copy.string() + ": " + why +
                           ". Give a folder on each host's own disk with room for the weights, or "
                           "leave --stage out");
}

void copy_to(const fs::path& file, const fs::path& copy) {
  const FileDescriptor in = open_regular_file(file);
  try {
    const FileDescriptor out = make_new_file(copy);
    std::string bytes(size_t{8} << 20U, '\0');
    while (const size_t count = read_some(in, file, bytes.data(), bytes.size())) {
      write_all(out, copy, bytes.data(), count);
    }
  } catch (const FileError& error) { refuse(copy, error.problem()); }
}

}  // namespace

Staging::Staging(const MpiSession& mpi, StagingWay way, fs::path folder)
    : mpi_(mpi), way_(way), folder_(std::move(folder)) {
  const bool one_of_host = mpi.local_rank() == 0;
  MPI_Comm_split(MPI_COMM_WORLD, one_of_host ? 0 : MPI_UNDEFINED, mpi.rank(), &hosts_);
}

Staging::~Staging() {
  std::error_code ignored;  // what is left is in the job's temporary folder
  if (hosts_ != MPI_COMM_NULL) {
    for (const fs::path& copy : copies_) { fs::remove(copy, ignored); }
    MPI_Comm_free(&hosts_);
  }
}

/// A rank that cannot write receives all the same: the others wait for it.
void Staging::receive(const fs::path& file, const fs::path& copy) const {
  std::ifstream in;
  uint64_t size = 0;
  if (mpi_.leads()) {
    in.open(file, std::ios::binary);
    std::error_code error;
    size = fs::file_size(file, error);
    if (!in || error) {
      size = 0;  // whose SHA-256 no file has
    }
  }
  MPI_Bcast(&size, 1, MPI_UINT64_T, 0, hosts_);
  std::optional<std::string> problem;
  const auto attempt = [&](auto&& action) {
    if (problem) { return; }
    try {
      action();
    } catch (const FileError& error) { problem = error.problem(); }
  };
  FileDescriptor out;
  attempt([&] { out = make_new_file(copy); });
  std::string bytes;
  for (uint64_t done = 0; done < size; done += piece) {
    bytes.resize(std::min<uint64_t>(piece, size - done));
    if (mpi_.leads()) { in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
    MPI_Bcast(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, 0, hosts_);
    attempt([&] { write_all(out, copy, bytes.data(), bytes.size()); });
  }
  if (problem) { refuse(copy, *problem); }
}

StagedFile Staging::stage(const fs::path& file) {
  StagedFile out{.path = file, .sha256 = on_leader(mpi_, [&] { return sha256_of_file(file); })};
  if (way_ == StagingWay::none) { return out; }
  // Named by a rank of the run, so that no two hosts of one disk, and no two runs, write one file.
  const std::string host = std::to_string(mpi_.host_leader());
  const std::string run = std::to_string(mpi_.broadcast(getpid()));
  out.path = folder_ / ("boltz-batch-" + run + "-" + host + "-" + out.sha256.substr(0, 16) +
                        file.extension().string());
  together(mpi_, [&] {
    if (hosts_ == MPI_COMM_NULL) { return; }
    copies_.push_back(out.path);
    if (way_ == StagingWay::broadcast) {
      receive(file, out.path);
    } else {
      copy_to(file, out.path);
    }
    if (sha256_of_file(out.path) != out.sha256) {
      refuse(out.path, "is not what " + file.string() + " is, after it was copied");
    }
  });
  return out;
}

void Staging::forget_names() {
  MPI_Barrier(MPI_COMM_WORLD);
  std::error_code ignored;
  for (const fs::path& copy : copies_) { fs::remove(copy, ignored); }
  copies_.clear();
}

}  // namespace bb
