#!/usr/bin/env bash
# clang-tidy over the lines that changed: tools/tidy.sh [--seconds N] [BASE]
#
# Of headers that changed, the sources of the same name are looked at; findings in lines that did not change are not
# counted. BASE: a revision (default: HEAD~1); what is not committed counts. After N seconds (default: no limit) it stops, says so, and what was found counts.
# Ends with 1 where there is a finding; needs clang-tidy (Debian: clang-tidy) and what tools/setup.sh sets up.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=0 base=HEAD~1
while (($# > 0)); do
  case "$1" in
    --seconds) seconds="${2:?--seconds needs a number}" && shift 2 ;;
    -h | --help)
      sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) base="$1" && shift ;;
  esac
done
command -v clang-tidy >/dev/null || { echo "tools/tidy.sh: there is no clang-tidy" >&2 && exit 2; }
git rev-parse -q --verify "$base^{commit}" >/dev/null || { echo "tools/tidy.sh: no such revision: $base" >&2 && exit 2; }

# What configures and is compiled without CUDA and without precompiled headers.
python="${BB_PYTHON:-$PWD/.venv/bin/python}"
cmake --preset tidy -DBB_PYTHON="$python" -DBB_TORCH_DIR="${BB_TORCH_DIR:-}" >/dev/null

# "{"name":"io/x.h","lines":[[12,14],[40,40]]}," for each file, as clang-tidy's --line-filter has it.
filter="$(git diff -U0 --no-color --no-ext-diff --diff-filter=d "$base" -- '*.h' '*.cpp' ':!third_party' | awk '
  function told() { if (lines != "") printf "{\"name\":\"%s\",\"lines\":[%s]},", file, lines; lines = "" }
  /^\+\+\+ b\// { told(); file = substr($0, 7) }
  /^@@ / {
    split(substr($3, 2), at, ",")
    count = at[2] == "" ? 1 : at[2]
    if (count > 0) lines = lines (lines == "" ? "" : ",") "[" at[1] "," at[1] + count - 1 "]"
  }
  END { told() }')"
filter+="$(git ls-files -o --exclude-standard -- '*.h' '*.cpp' | sed 's/.*/{"name":"&"},/')"
if ((${#filter} > 100000)); then # more than an argument may have: whole files
  filter="$(grep -oE '"name":"[^"]+"' <<<"$filter" | sed 's/.*/{&},/')"
fi
mapfile -t files < <(
  grep -oE '"name":"[^"]+"' <<<"$filter" | cut -d'"' -f4 | sed 's/\.h$/.cpp/' | sort -u | while read -r file; do
    if grep -qF "$PWD/$file\"" build/tidy/compile_commands.json; then echo "$file"; fi
  done
)
echo "tools/tidy.sh: ${#files[@]} sources with lines changed since $base"
((${#files[@]} > 0)) || exit 0
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
printf '%s\0' "${files[@]}" | timeout "$seconds" xargs -0 -n 1 -P "${BB_JOBS:-$(nproc)}" \
  clang-tidy -p build/tidy --quiet --warnings-as-errors='*' --line-filter="[${filter%,}]" 2>/dev/null | tee "$log" || status="${PIPESTATUS[1]}"
if grep -q ' error: ' "$log"; then
  exit 1
fi
if ((status == 124)); then
  echo "tools/tidy.sh: stopped after $seconds s, before all were looked at"
  exit 0
fi
if ((status != 0)); then
  echo "tools/tidy.sh: clang-tidy ended with an error of its own (a source that it cannot compile?)" >&2
fi
exit "$status"
