#include "worker/replay/host_memory.h"

#include <fstream>
#include <sstream>
#include <string>

namespace bb::replay {

HostMemory host_memory() {
  HostMemory memory;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    int64_t kilobytes = 0;
    if (!(words >> name >> kilobytes)) { continue; }
    if (name == "VmRSS:") { memory.resident = kilobytes * 1024; }
    if (name == "VmHWM:") { memory.peak = kilobytes * 1024; }
  }
  return memory;
}

}  // namespace bb::replay
