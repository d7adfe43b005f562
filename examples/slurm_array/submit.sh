#!/usr/bin/env bash
# Submits a screen of library.smi against target.yaml as an array of jobs: submit.sh [jobs]

set -euo pipefail
examples="$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")"
export BB_SITE="${BB_SITE:-$examples/slurm_array/site.env}"

exec "$examples/../slurm/array.sh" "$examples/screen_library/library.smi" "${1:-16}" \
  --target "$examples/screen_library/target.yaml" --affinity --out screen.h5
