#!/usr/bin/env bash
# man_page.sh PROGRAM VERSION: prints the man page of boltz-batch or boltz-replay, which is what their --help says.

set -euo pipefail
program="$1" version="$2"
name="${program##*/}"

# Text as it stands: nothing in it is troff's.
verbatim() {
  printf '.EX\n'
  sed -E 's/\\/\\e/g; s/-/\\-/g; s/^([.'"'"'])/\\\&\1/; s/[[:space:]]+$//'
  printf '.EE\n'
}

printf '.TH %s 1 "" "%s"\n.SH NAME\n' "${name^^}" "$name $version"
case "$name" in
  boltz-batch)
    printf 'boltz\\-batch \\- structure and binding affinity for very many complexes (Boltz\\-2)\n.SH RUN, PLAN\n'
    "$program" help run | verbatim
    for command in check features status verify merge; do
      printf '.SH %s\n' "${command^^}"
      "$program" help "$command" | verbatim
    done
    see='boltz\-replay' variables=true
    ;;
  *)
    printf 'boltz\\-replay \\- Boltz\\-2 on ready\\-made features\n.SH OPTIONS\n'
    "$program" --help | verbatim
    see='boltz\-batch' variables=false
    ;;
esac
if $variables; then
  cat <<'PAGE'
.SH ENVIRONMENT
.TP
.B BOLTZ_BATCH_...
Each option of a run: BOLTZ_BATCH_SEED for \-\-seed.
.TP
.B BOLTZ_CACHE
Where weights and components are, in place of ~/.boltz.
.SH FILES
.TP
.I results.h5
The store, readable by HDF5 at any time. Beside it lie results.h5.lock while a run has it, results.h5.journal after a crash, and
results.h5.run.json, the run's record.
PAGE
fi
printf '.SH SEE ALSO\n.BR %s (1)\n' "$see"
