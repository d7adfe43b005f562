#!/usr/bin/env bash
# Sets up, builds boltz-replay and runs it on a protein with a ligand: structure, then affinity.
# tools/setup.sh lists the overrides.

set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools/setup.sh"

(($# == 0)) || bb_fail "demo.sh takes no arguments"
preset=default
bb_setup
bb_build "$preset" boltz-replay
replay="$(find "$bb_build_dir" -type f -name boltz-replay -perm -u+x -print -quit)"
[[ -n "$replay" ]] || bb_fail "no boltz-replay in $bb_build_dir"

oracle="$bb_root/build/oracle"
demo="$bb_root/build/demo"
mkdir -p "$demo"
bb_say "making a small checkpoint with random weights, and the features of a protein with a ligand"
bb_logged "making the demo's inputs" "$BB_PYTHON" "$bb_root/tests/oracle/make.py" --only affsmall_small "$oracle"

# The reference ran the same two cases with the same random draws, so that the two can be set side by side.
for stage in structure affinity; do
  line="$(grep "^affsmall_small_$stage|" "$oracle/cases.txt")"
  IFS='|' read -r _ _ _ checkpoint features _ reference _ recycling steps samples mw <<<"$line"
  ln -sf "$oracle/$reference" "$demo/$stage.reference.safetensors"
  arguments=(--checkpoint "$oracle/$checkpoint" --features "$oracle/$features" --noise "$oracle/$reference"
    --out "$demo/$stage.safetensors" --stage "$stage" --recycling-steps "$recycling" --sampling-steps "$steps"
    --samples "$samples")
  if [[ "$mw" == 1 ]]; then
    arguments+=(--mw-correction)
  fi
  bb_say "boltz-replay, $stage stage"
  "$replay" "${arguments[@]}" </dev/null
done

echo
"$BB_PYTHON" "$bb_root/tools/score_table.py" "$demo"
echo
echo "The weights are random, so the numbers mean nothing; they show that both programs compute the same."
