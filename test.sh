#!/usr/bin/env bash
# Sets up, builds and runs the tests: ./test.sh [--label quick|slurm|long] [--preset P] [ctest arguments]
# Default: every quick test, with preset 'default' ('ci' where CI=true). tools/setup.sh lists the overrides.

set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/tools/setup.sh"

label=quick
preset=default
if [[ "${CI:-}" == true ]]; then
  preset=ci
fi
while (($# > 0)); do
  case "$1" in
    --label | --preset)
      (($# >= 2)) || bb_fail "$1 needs a value"
      if [[ "$1" == --label ]]; then label="$2"; else preset="$2"; fi
      shift 2
      ;;
    --help | -h)
      sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) break ;;
  esac
done
case "$label" in
  quick | slurm | long) ;;
  *) bb_fail "no such label: $label (quick, slurm or long)" ;;
esac

jobs="$(bb_jobs)"  # before this script's own work takes memory
bb_setup
bb_build "$preset"
# What the reference computes, for the tests to compare with: made once, before ctest asks the tests for their names.
"$BB_PYTHON" "$bb_root/tests/oracle/make.py" --jobs "$jobs" "$bb_root/build/oracle" </dev/null ||
  bb_fail "the reference's results could not be made"

# One thread a test, and as many tests at once as there are jobs.
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
case "$preset" in
  asan) export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=0:strict_string_checks=1}" ;;
  tsan) export TSAN_OPTIONS="${TSAN_OPTIONS:-ignore_noninstrumented_modules=1}" ;;
esac
exec ctest --test-dir "$bb_build_dir" --label-regex "^$label\$" --output-on-failure --no-label-summary \
  --no-tests=error --parallel "$jobs" "$@" </dev/null
