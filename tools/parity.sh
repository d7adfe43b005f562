#!/usr/bin/env bash
# Proves on your own weights that boltz-batch computes what boltz 2.2.1 does: three small complexes through both, features,
# results and scores side by side, and a verdict. Sets up and builds by itself, as demo.sh does.
#
#   tools/parity.sh --cache ~/.boltz      # the folder that `boltz predict` keeps its weights and mols in
#   tools/parity.sh --help                # steps, samples, device, work folder
#
# Each complex is computed four times, in float64: expect the better part of an hour on a few CPU cores, and 16 GB of memory.
# Exit code 0: equal; 1: different; 2: could not be compared. tools/setup.sh lists the overrides.

set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tools/setup.sh
source "$here/setup.sh"

for argument in "$@"; do
  if [[ "$argument" == --help || "$argument" == -h ]]; then
    sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    echo
    exec "${BB_PYTHON:-python3}" "$here/parity/parity.py" --help
  fi
done

if command -v "${BB_PYTHON:-python3}" >/dev/null; then
  "${BB_PYTHON:-python3}" "$here/parity/parity.py" --only-check "$@"
fi
bb_setup
bb_build default boltz-batch boltz-replay
exec "$BB_PYTHON" "$here/parity/parity.py" --programs "$bb_build_dir/bin" "$@"
