#!/usr/bin/env bash
# Sets up, builds, and runs a small screen on two ranks: ligands of T4 lysozyme L99A, a protein on DNA, two chains.
#
#   ./demo.sh          with the published weights where they are in the cache ($BOLTZ_CACHE, else ~/.boltz) and there is
#                      a GPU; else with a small random-weight model, whose numbers mean nothing
#   ./demo.sh --real   with the published weights on a CPU too (hours)
#
# The store is build/demo/results.h5. tools/setup.sh lists the overrides.

set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools/setup.sh"

real=false
case "${1:-}" in
  "") ;;
  --real) real=true ;;
  *) bb_fail "demo.sh takes no argument but --real" ;;
esac

bb_setup
bb_build default boltz-batch
program="$bb_build_dir/bin/boltz-batch"
demo="$bb_root/build/demo"
mkdir -p "$demo"

cache="${BOLTZ_CACHE:-$HOME/.boltz}"
published=false
if [[ -e "$cache/boltz2_conf.ckpt" && -e "$cache/boltz2_aff.ckpt" ]]; then
  published=true
fi
has_gpu=false
if command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q GPU; then
  has_gpu=true
fi
if $real && ! $published; then
  bb_fail "--real: no weights in $cache (boltz2_conf.ckpt and boltz2_aff.ckpt; \`boltz predict\` downloads them)"
fi
if $published && { $has_gpu || $real; }; then
  weights=(--cache "$cache")
  bb_say "using the published weights in $cache"
else
  if [[ ! -e "$demo/weights/aff.ckpt" ]]; then
    bb_say "making a small checkpoint with random weights"
    rm -rf "$demo/weights.making" && mkdir -p "$demo/weights.making"
    bb_logged "making the demo's checkpoint" env PYTHONPATH="$bb_root/tests/oracle" "$BB_PYTHON" -c \
      "import pathlib, checkpoints; checkpoints.make('small', pathlib.Path('$demo/weights.making'))"
    rm -rf "$demo/weights" && mv "$demo/weights.making" "$demo/weights"
  fi
  weights=(--checkpoint "$demo/weights/conf.ckpt" --affinity-checkpoint "$demo/weights/aff.ckpt")
  bb_say "THE WEIGHTS ARE RANDOM: the numbers below are meaningless, they show that everything runs"
fi

# mpirun refuses root unless told; a container's root is no danger here.
launch=(mpirun -n 2 --oversubscribe --bind-to none)
if [[ "$(id -u)" == 0 ]]; then
  launch+=(--allow-run-as-root)
fi
rm -f "$demo/results.h5" "$demo/results.h5.run.json"
status=0
(cd "$demo" && "${launch[@]}" "$program" "$bb_root/configs/demo/manifest.csv" --out results.h5 \
  "${weights[@]}" </dev/null) || status=$?
((status == 0)) || bb_fail "boltz-batch ended with exit code $status"

echo
"$BB_PYTHON" "$bb_root/tools/show_results.py" "$demo/results.h5"
if [[ "${weights[0]}" == --checkpoint ]]; then
  echo
  echo "The weights were random: these numbers mean nothing."
fi
