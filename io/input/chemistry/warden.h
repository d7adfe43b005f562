#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <sys/types.h>

#include "io/input/chemistry/ligand_builder.h"
#include "io/input/chemistry/message_channel.h"
#include "io/input/chemistry/molecule_process.h"

namespace bb {

struct WardenOptions {
  std::chrono::milliseconds time_limit{60000};
  int molecules_per_process = 5000;
  MoleculeProcessOptions child{};
};

/// Stands between the program and the process that does the chemistry: forks it, hands requests on,
/// keeps the time, and where it crashes, hangs or runs out of memory, answers in its place, says
/// how it ended, and forks another. Single-threaded, and never touches a molecule, so that it can
/// always fork and never fails itself. Ends when the program's pipe closes.
class Warden {
 public:
  /// `builder` is ready to work: children are forked with what it has loaded.
  Warden(MessageChannel program, LigandBuilder& builder, const WardenOptions& options);
  ~Warden();
  Warden(const Warden&) = delete;
  Warden& operator=(const Warden&) = delete;

  /// Greets, then answers until the program closes the pipe or is gone.
  void run();

 private:
  Message answer(const Message& request);
  LigandResult failure(const Message& request, LigandStatus status, const std::string& what,
                       const std::string& mend) const;
  void fork_child();
  void end_child(bool kill);
  std::string last_words() const;

  MessageChannel program_;
  LigandBuilder& builder_;
  WardenOptions options_;
  MessageChannel child_{-1};
  pid_t child_pid_ = -1;
  int child_stderr_ = -1;  // a file in memory: what an aborting library says last
  int child_molecules_ = 0;
  int child_status_ = 0;
};

}  // namespace bb
