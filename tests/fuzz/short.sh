#!/usr/bin/env bash
# short.sh BUILD_FOLDER SECONDS: builds the fuzz targets and runs each for that long. Exit code 77 where there is no clang
# with libFuzzer.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
build="$1"
seconds="$2"
mkdir -p "$build"
if ! command -v clang++ >/dev/null ||
  ! echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
  clang++ -x c++ -fsanitize=fuzzer,address - -o "$build/probe" 2>/dev/null; then
  echo "skipped: no clang++ with libFuzzer (Debian: clang)"
  exit 77
fi
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ >"$build/configure.log" 2>&1 || {
  tail -n 20 "$build/configure.log"
  exit 1
}
cmake --build "$build" --parallel 2 >"$build/build.log" 2>&1 || {
  tail -n 40 "$build/build.log"
  exit 1
}
exec "$here/run.sh" "$build" "$seconds"
