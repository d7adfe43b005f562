#!/usr/bin/env bash
# A screen in N shards, each a Slurm job of its own as run.sh starts it, and what they computed merged into one store.
#
#   slurm/array.sh [sbatch options] MANIFEST N [boltz-batch options]
#       looks at the inputs and submits three jobs: one that plans and makes the shards' stores, an array of N that computes
#       them, and one that merges them into --out (results.h5) once all have ended, however they ended. sbatch options (as
#       --name=value) are for the array. Where stores of shards are there already, they are continued with their plan.
#   slurm/array.sh --shards=2,5-7 MANIFEST N [boltz-batch options]
#       submits these shards and the merge again: after some have failed. With the same options otherwise.
#
# Of a shard that has not ended, or is missing, the merged store shows the rows as pending.

set -euo pipefail
# shellcheck disable=SC2034  # for messages of common.sh
script_name=array.sh
BB_HOME="$(realpath -- "${BASH_SOURCE[0]}")"
BB_HOME="${BB_HOME%/*/*}"
export BB_HOME
# shellcheck source=slurm/common.sh
source "$BB_HOME/slurm/common.sh"

# In the first job: plans, with the ranks of that job.
plan_in_job() {
  local manifest="$1" shards="$2"
  shift 2
  launch_command
  exec "${launch[@]}" "$boltz_batch" plan "$manifest" --create-shards "$shards" "$@" </dev/null
}

# In the last job: merges what is there, and says how far all is.
merge_in_job() {
  local shards="$1" store shard i missing=0 stores=() status=0
  shift
  store="$(store_of "$@")"
  for ((i = 1; i <= shards; ++i)); do
    shard="$(shard_store "$store" "$i" "$shards")"
    if [[ -e "$shard" ]]; then
      stores+=("$shard")
    else
      say "there is no $shard"
      missing=$((missing + 1))
    fi
  done
  ((${#stores[@]} > 0)) || fail "no shard has a store: look into the output of the planning job"
  "$boltz_batch" merge "$store" "${stores[@]}" --force </dev/null || fail "merging failed, see above; slurm/array.sh --shards=... does it again"
  "$boltz_batch" status "$store" </dev/null
  for shard in "${stores[@]}"; do
    if ! "$boltz_batch" status "$shard" </dev/null | awk '/^(structure|affinity) / && !/ 0 pending/ { bad = 1 } END { exit bad }'; then
      say "$shard is not complete: its output says why; submit it again with slurm/array.sh --shards=..."
      status="$exit_stopped"
    fi
  done
  ((missing == 0)) || status="$exit_stopped"
  exit "$status"
}

case "${1:-}" in
  --in-job-plan | --in-job-merge)
    read_site
    step="${1#--in-job-}_in_job"
    shift
    "$step" "$@"
    ;;
  -h | --help)
    sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

only='' sbatch_given=()
while [[ "${1:-}" == -* ]]; do
  case "$1" in
    --shards=*) only="${1#*=}" ;;
    *) sbatch_given+=("$1") ;;
  esac
  shift
done
(($# >= 2)) || fail "slurm/array.sh [--shards=LIST] [sbatch options] MANIFEST N [boltz-batch options]"
manifest="$1" shards="$2"
shift 2
[[ -e "$manifest" ]] ||
  fail "no such manifest: $manifest (what stands before it is for sbatch, as --name=value; boltz-batch's options follow N)"
[[ "$shards" =~ ^[1-9][0-9]*$ && "$shards" != 1 ]] || fail "'$shards': the number of shards, after the manifest, is 2 or more"
[[ -z "$only" || "$only" =~ ^[0-9]+([,-][0-9]+)*$ ]] || fail "--shards=$only: give numbers of shards, as 2,5-7"
for number in ${only//[,-]/ }; do
  ((10#$number >= 1 && 10#$number <= shards)) || fail "--shards=$only: there are shards 1 to $shards"
done
[[ -z "$(option_value shard '' "$@")" ]] || fail "--shard is what this script gives to each job; --shards=2,5 chooses some"
read_site
check_inputs "$manifest" "$@" || fail "nothing is submitted: see above. boltz-batch check lists every bad row"

store="$(store_of "$@")"
existing=0
for ((i = 1; i <= shards; ++i)); do
  if [[ -e "$(shard_store "$store" "$i" "$shards")" ]]; then
    existing=$((existing + 1))
  fi
done

# script_job STEP ARGUMENT...: this script as what a job runs.
script_job() {
  local words
  printf -v words '%q ' bash "$BB_HOME/slurm/array.sh" "$@"
  printf '%s' "--wrap=exec $words"
}

after=()
if ((existing == 0)); then
  [[ -z "$only" ]] || fail "--shards=$only: no shard of $store has a store yet: submit all, without --shards"
  plan_job="$(submit --job-name=boltz-batch-plan --nodes=1 --requeue "$(script_job --in-job-plan "$manifest" "$shards" "$@")")" || exit 1
  after=("--dependency=afterok:$plan_job" --kill-on-invalid-dep=yes)
  echo "job $plan_job plans and makes the stores of $shards shards"
else
  echo "continuing: $existing of $shards shards have a store"
fi
array_job="$(submit ${sbatch_given[@]+"${sbatch_given[@]}"} ${after[@]+"${after[@]}"} --array="${only:-1-$shards}" \
  "$BB_HOME/slurm/run.sh" "--in-job-shards=$shards" "$manifest" "$@")" || exit 1
echo "job $array_job computes shards ${only:-1-$shards}: $(shard_store "$store" '*' "$shards")"
merge_job="$(submit ${merge_options[@]+"${merge_options[@]}"} --job-name=boltz-batch-merge --requeue \
  --dependency="afterany:$array_job" "$(script_job --in-job-merge "$shards" "$@")")" || exit 1
echo "job $merge_job merges them into $store, and reports"
