#!/usr/bin/env bash
# A screen as a Slurm job that comes back by itself until the store is complete.
#
#   slurm/run.sh [sbatch options] MANIFEST [boltz-batch options]
#       looks at the inputs, then submits itself with the settings of slurm/site.env. A bad manifest, missing weights or an
#       output folder that cannot be written are said here and now. Give sbatch options as --name=value.
#   sbatch [sbatch options] slurm/run.sh MANIFEST [boltz-batch options]
#       submits without looking, and without sbatch_options of site.env: sbatch runs nothing of this before the job starts.
#       Wrong inputs end the job in its first seconds.
#
# The job ends with boltz-batch's exit code: 0 all done, 3 all computed and some complexes failed, 2 wrong inputs or command
# line, 1 what else broke it off (its output says what). docs/clusters.md tells what happens when something breaks.

# As many tasks as GPUs on a node. sbatch_options of site.env and sbatch's own options override these.
#SBATCH --job-name=boltz-batch
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=1
#SBATCH --cpus-per-task=8
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@300

set -euo pipefail
# shellcheck disable=SC2034  # for messages of common.sh
script_name=run.sh

# own_path: this file. In a job this is a copy that Slurm made, of the name slurm_script, and the checkout is elsewhere.
own_path() {
  local path="${BASH_SOURCE[0]}"
  if $in_job; then
    path="$(scontrol -o show job "$SLURM_JOB_ID" | sed -n '1s/.* Command=\(.*\) WorkDir=.*/\1/p')"
    # Its arguments follow it, and blanks may be in both.
    while [[ "$path" == *' '* && ! -f "$path" ]]; do
      path="${path% *}"
    done
  fi
  realpath -- "$path"
}

in_job=false
if [[ -n "${SLURM_JOB_ID:-}" && "${0##*/}" == slurm_script ]]; then
  in_job=true
fi
if ! $in_job || [[ -z "${BB_HOME:-}" ]]; then
  BB_HOME="$(own_path)" || BB_HOME=''
  BB_HOME="${BB_HOME%/*/*}"
fi
if [[ ! -r "$BB_HOME/slurm/common.sh" ]]; then
  printf '%s\n' "slurm/run.sh: cannot find its own folder: name the checkout of boltz-batch in BB_HOME when you submit" >&2
  exit 2
fi
export BB_HOME
# shellcheck source=slurm/common.sh
source "$BB_HOME/slurm/common.sh"

if $in_job; then
  # shellcheck source=slurm/job.sh
  source "$BB_HOME/slurm/job.sh"
  run_job "$@"
fi

sbatch_given=()
while [[ "${1:-}" == -* ]]; do
  if [[ "$1" == -h || "$1" == --help ]]; then
    sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
    exit 0
  fi
  sbatch_given+=("$1")
  shift
done
(($# > 0)) || fail "no manifest: slurm/run.sh [sbatch options] MANIFEST [boltz-batch options]"
[[ -e "$1" ]] ||
  fail "no such manifest: $1 (what stands before the manifest is for sbatch, as --name=value; boltz-batch's options follow it)"
read_site
check_inputs "$@" || fail "nothing is submitted: see above. boltz-batch check lists every bad row"
job="$(submit ${sbatch_given[@]+"${sbatch_given[@]}"} "$BB_HOME/slurm/run.sh" "$@")" || exit 1
store="$(store_of "$@")"
echo "job $job, store $store"
printf '  how far it is:  %q status %q\n' "$boltz_batch" "$store"
echo "  its output:     slurm-$job.out"
