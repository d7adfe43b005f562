#!/usr/bin/env bash
# gpu.sh [OUT_DIR] [options of gpu.py]: builds boltz-replay here and measures it on this machine's GPU, in one command of
# under ten minutes: parity, stage times beside the reference's modules, and the Markdown table of them.
#
#   --cpu-dry-run    the whole flow on a CPU with tiny sizes, in about two minutes
#   --profile        instead of the table: the kernels that cost most, launches per diffusion step, the device's idle share
#   --budget S       seconds for everything, the build included (default 560)
#
# Needs CMake, ninja, a C++20 compiler and a Python with torch and numpy; for CUDA the toolkit that torch was built for. No
# network, nothing is installed. BB_PYTHON: that Python (default python3). BB_REFERENCE: a folder made by
# `reference.py --collect`; without it, and without an installed boltz, only boltz-batch is measured.
# BB_REPLAY: a boltz-replay that is built already. README.md says what the columns mean.

set -euo pipefail
started="$(date +%s)"
bench="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$bench/../.." && pwd)"
python="${BB_PYTHON:-python3}"
work="${BB_WORK:-$root/build/bench-gpu}"

out="$work/results"
if (($# > 0)) && [[ "$1" != -* ]]; then
  out="$1"
  shift
fi
dry_run=0
for argument in "$@"; do
  case "$argument" in
    --help | -h)
      sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    --cpu-dry-run) dry_run=1 ;;
  esac
done
mkdir -p "$out" "$work"

fail() {
  printf '%s\n' "gpu.sh: $*" >&2
  exit 1
}
"$python" -c 'import torch, numpy' || fail "$python has no torch or no numpy"
if ((!dry_run)); then
  "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' ||
    fail "there is no usable NVIDIA GPU here (torch.cuda.is_available() is false); --cpu-dry-run tries the flow without one"
fi

# Weights are generated while the compiler works.
weights_log="$work/weights.log"
depth=()
((!dry_run)) || depth=(--shallow)
"$python" "$bench/bench_weights.py" "${depth[@]}" "$work" >"$weights_log" 2>&1 &
weights=$!
trap 'kill "$weights" 2>/dev/null || true' EXIT

replay="${BB_REPLAY:-}"
if [[ -z "$replay" ]]; then
  cuda=ON
  ((!dry_run)) || cuda=AUTO
  {
    cmake -S "$root" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBB_CUDA="$cuda" -DBUILD_TESTING=OFF -DBB_REPLAY_ONLY=ON \
      -DBB_PYTHON="$python" -DCMAKE_CUDA_ARCHITECTURES="80;90" </dev/null &&
      cmake --build "$work/build" --target boltz-replay ${BB_JOBS:+--parallel "$BB_JOBS"} </dev/null
  } >"$out/build.log" 2>&1 || {
    tail -n 30 "$out/build.log" >&2
    fail "the build failed; all of it is in $out/build.log"
  }
  replay="$work/build/bin/boltz-replay"
fi
echo "gpu.sh: boltz-replay is there after $(($(date +%s) - started)) s"
wait "$weights" || {
  tail -n 5 "$weights_log" >&2
  fail "the weights could not be made"
}
trap - EXIT
echo "gpu.sh: weights and features are there after $(($(date +%s) - started)) s"
exec "$python" -u "$bench/gpu.py" --replay "$replay" --work "$work" --out "$out" --started "$started" "$@"
