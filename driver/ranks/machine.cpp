#include "driver/ranks/machine.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include <sched.h>
#include <unistd.h>

#include "driver/ranks/devices.h"

namespace bb {

namespace {

std::string host_name() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

std::string affinity_mask() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) { return {}; }
  std::string mask;
  for (int i = 0; i < CPU_SETSIZE; ++i) { mask += CPU_ISSET(i, &set) ? '1' : '0'; }
  return mask;
}

/// CPUs that the control group grants (version 2: "quota period", or "max"); 0: no limit.
int cgroup_cpus() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) { return 0; }
  return std::max(1, static_cast<int>(std::floor(std::stod(quota) / period)));
}

uint64_t host_memory() {
  uint64_t bytes = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                   static_cast<uint64_t>(sysconf(_SC_PAGE_SIZE));
  std::ifstream file("/sys/fs/cgroup/memory.max");
  uint64_t limit = 0;
  if (file >> limit && limit > 0) { bytes = std::min(bytes, limit); }
  return bytes;
}

}  // namespace

Machine look_at_machine(const MpiSession& mpi) {
  Machine out;
  out.host = host_name();
  const std::string mine = affinity_mask();
  const std::string with_host = out.host + ' ' + mine;
  int sharing = 0;
  for (const std::string& other : mpi.gather_all(with_host)) {
    sharing += other == with_host ? 1 : 0;
  }
  int cpus = static_cast<int>(std::count(mine.begin(), mine.end(), '1'));
  if (const int limit = cgroup_cpus(); limit > 0) { cpus = std::min(cpus, limit); }
  out.cpus = std::max(1, cpus / std::max(1, sharing));
  out.memory = host_memory();
  out.devices = cuda_devices();
  // Slurm may show each rank its own device only.
  if (out.devices > 0) { out.device = mpi.local_rank() % out.devices; }
  const std::string device = out.host + ' ' + cuda_identity(out.device);
  out.ranks_on_device = 0;
  for (const std::string& other : mpi.gather_all(device)) {
    out.ranks_on_device += other == device;
  }
  return out;
}

}  // namespace bb
