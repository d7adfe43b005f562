#!/usr/bin/env bash
# Screens library.smi against target.yaml: screen.sh [options of boltz-batch]

set -euo pipefail
here="$(dirname "$(realpath "${BASH_SOURCE[0]}")")"
read -ra program <<<"${PROGRAM:-boltz-batch}"
screen=(--target "$here/target.yaml" "$here/library.smi" --affinity --out screen.h5 "$@")

# In seconds: can all rows be read, are there weights, can the store be written?
boltz-batch check --quick "${screen[@]}"

# 0: all done; 3: all is computed, and some ligands failed, which the store says why. Else the same command continues.
status=0
"${program[@]}" "${screen[@]}" || status=$?
((status == 0 || status == 3)) || exit "$status"

# Scores as a table, and the best: affinity_pred_value is log10 of an IC50 in μM, so the least is the strongest.
python3 "$here/../read_store/read_store.py" screen.h5 --table screen.csv
echo "strongest first:"
python3 - screen.csv <<'PYTHON'
import csv
import sys

with open(sys.argv[1], newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["affinity_pred_value"]]
for row in sorted(rows, key=lambda row: float(row["affinity_pred_value"]))[:20]:
    print(f"{row['id']:30} {float(row['affinity_pred_value']):8.3f} {float(row['affinity_probability_binary']):6.3f}")
PYTHON
exit "$status"
