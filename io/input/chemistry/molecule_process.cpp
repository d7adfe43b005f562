#include "io/input/chemistry/molecule_process.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <new>
#include <string>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/input/chemistry/misbehaviour.h"

namespace bb {
namespace {

constexpr rlim_t most_file_bytes = 1U
                                   << 20U;  // of what it writes to its stderr, the only file it has

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

rlim_t address_space() {
  std::ifstream in("/proc/self/statm");
  rlim_t pages = 0;
  in >> pages;
  return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

LigandResult out_of_memory() {
  LigandResult out;
  out.status = LigandStatus::out_of_memory;
  return out;  // the warden knows the limit and says the rest
}

std::string encoded(const LigandResult& result) {
  try {
    return encode(result);
  } catch (const std::invalid_argument& error) {
    return encode(LigandResult{.status = LigandStatus::lost,
                               .error = "the ligand " + quoted_ligand(result.ligand.smiles) +
                                        " gave an inconsistent molecule: " + error.what() +
                                        ". Please report it",
                               .log = result.log,
                               .ligand = {}});
  }
}

}  // namespace

void run_molecule_process(MessageChannel channel, LigandBuilder& builder,
                          const MoleculeProcessOptions& options) {
  ::prctl(PR_SET_DUMPABLE, 0);  // no core files, wherever the system would put them
  limit(RLIMIT_FSIZE, most_file_bytes);
  std::signal(SIGXFSZ, SIG_IGN);
  limit(RLIMIT_AS, address_space() + options.memory_bytes);
  try {
    for (;;) {
      const Message request = channel.receive();
      bool last = false;
      std::string answer;
      try {
        if (request.kind == MessageKind::misbehave && options.for_tests) {
          misbehave(decode_misbehaviour(request.payload), channel);
        }
        answer = encoded(builder.result(decode_request(request.payload)));
      } catch (const std::bad_alloc&) {
        answer = encode(out_of_memory());
        last = true;
      }
      channel.send({MessageKind::result, request.number, std::move(answer)});
      if (last) { ::_exit(0); }
    }
  } catch (const ChannelClosed&) { ::_exit(0); } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    ::_exit(1);
  }
}

}  // namespace bb
