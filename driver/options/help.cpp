#include "driver/options/help.h"

#include "driver/options/options.h"
#include "io/input/lists/manifest.h"

namespace bb {

std::string run_help() {
  return "boltz-batch [run] MANIFEST [options]     runs Boltz-2 over every complex of MANIFEST\n"
         "boltz-batch plan MANIFEST [options]      the same up to the plan, and prints that\n"
         "boltz-batch check MANIFEST [options]     what is wrong with the inputs, and how large "
         "they are\n"
         "boltz-batch features INPUT --out FILE    what the model would be given of one complex\n"
         "boltz-batch status STORE                 how far a run is, and what failed\n"
         "boltz-batch verify STORE [--repair]      checks every stored number against its "
         "checksum\n"
         "boltz-batch merge OUT STORE...           one file that reads as one store, over those of "
         "shards\n"
         "                                         or of several screens\n"
         "\n"
         "MANIFEST is a CSV with the columns id and input (a Boltz YAML or FASTA), or id, target "
         "(a\n"
         "YAML without the ligand) and smiles or ccd; or a folder of YAML files; or, with "
         "--target, a\n"
         "library of ligands (" +
         std::string(library_endings) +
         ").\n"
         "With several GPUs: mpirun -n 8 boltz-batch MANIFEST.\n"
         "Exit code: 0 all done, 3 some complexes failed, 4 stopped before the end, 1 and 2 "
         "errors,\n"
         "5 stopped by itself because a rank hung: the same command continues.\n"
         "Options can be set in a --config file and as BOLTZ_BATCH_... variables too. The "
         "reference's\n"
         "spelling (--recycling_steps) is understood.\n\n" +
         options_help();
}

}  // namespace bb
