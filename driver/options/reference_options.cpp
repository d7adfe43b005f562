#include "driver/options/reference_options.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bb {

namespace {

constexpr std::string_view no_msa_server =
    "no MSA is asked of a server here: give each protein its own with 'msa: file.a3m' in the YAML, "
    "or compute without one (msa: empty, or --missing-msa empty)";

// What is not listed here exists under the reference's name, with its meaning.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> answers{{
    {"write-full-pae", "it is called --write-pae here"},
    {"write-full-pde", "it is called --write-pde here"},
    {"out-dir", "all results go into one file, which --out names: --out DIR/results.h5"},
    {"output-format",
     "results go into one HDF5 store (docs/store.md), coordinates too; mmCIF and PDB are not "
     "written yet"},
    {"devices", "each GPU has a process of its own: mpirun -n 8 boltz-batch MANIFEST"},
    {"accelerator", "it is called --device here: --device cuda or --device cpu"},
    {"num-workers", "it is called --threads here: threads of each rank that make features"},
    {"preprocessing-threads",
     "it is called --threads here: threads of each rank that make features"},
    {"override", "a store is continued, never overwritten: remove it, or name another with --out"},
    {"use-msa-server", no_msa_server},
    {"msa-server-url", no_msa_server},
    {"msa-pairing-strategy", no_msa_server},
    {"msa-server-username", no_msa_server},
    {"msa-server-password", no_msa_server},
    {"api-key-header", no_msa_server},
    {"api-key-value", no_msa_server},
    {"use-potentials",
     "physical and Feynman-Kac steering are not here yet; contacts, pockets and templates with "
     "'force: true' are. Leave it out"},
    {"model", "Boltz-2 is the only model here: leave it out (Boltz-1 is not supported)"},
    {"method",
     "the method that structures are conditioned on cannot be set here: it is the reference's own "
     "choice for a prediction without --method. Leave it out"},
    {"no-kernels", "the kernels that it turns off are not used here: leave it out"},
}};

}  // namespace

std::string_view instead_of_reference_option(std::string_view name) {
  const auto found = std::find_if(answers.begin(), answers.end(),
                                  [&](const auto& answer) { return answer.first == name; });
  return found == answers.end() ? std::string_view{} : found->second;
}

}  // namespace bb
