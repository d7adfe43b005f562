#!/usr/bin/env bash
# run.sh BUILD_FOLDER SECONDS [TARGET..]: each fuzz target for that long, one after the other. Prints executions and edges;
# stops at the first finding, which lies in BUILD_FOLDER/findings then.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$1"
seconds="$2"
shift 2
targets=("$@")
((${#targets[@]})) || targets=(yaml manifest a3m checkpoint safetensors)
mkdir -p "$build/findings"
for target in "${targets[@]}"; do
  corpus="$build/corpus/$target"
  mkdir -p "$corpus"
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1
    -artifact_prefix="$build/findings/$target-")
  if [[ -e "$here/dictionaries/$target.txt" ]]; then
    options+=(-dict="$here/dictionaries/$target.txt")
  fi
  "$build/${target}_fuzz" "${options[@]}" "$corpus" "$here/seeds/$target" >"$build/$target.log" 2>&1 || {
    tail -n 40 "$build/$target.log"
    exit 1
  }
  edges="$(grep -o 'cov: [0-9]*' "$build/$target.log" | tail -n 1)"
  runs="$(grep -o 'number_of_executed_units: *[0-9]*' "$build/$target.log" | grep -o '[0-9]*$')"
  echo "$target: $runs executions in $seconds s, $edges edges"
done
