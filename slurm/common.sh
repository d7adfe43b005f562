# What run.sh and array.sh share; both source this file. Expects bb_home: the folder that holds slurm/.
# shellcheck shell=bash disable=SC2034,SC2154

exit_done=0 exit_usage=2 exit_failures=3 exit_stopped=4

say() { printf '%s %s\n' "$(date '+%F %T')" "slurm/$script_name: $*"; }
fail() {
  printf '%s\n' "slurm/$script_name: $*" >&2
  exit "$exit_usage"
}

# Reads the site's settings and finds the program. Sets boltz_batch and what site.env sets.
read_site() {
  local site="${BB_SITE:-$bb_home/slurm/site.env}" candidate
  sbatch_options=() merge_options=() mpirun_options=() srun_options=()
  [[ -r "$site" ]] || fail "no site settings in $site: copy slurm/site.env there, or name another file in BB_SITE"
  # shellcheck source=slurm/site.env
  source "$site"
  case "$launcher" in
    mpirun | srun) ;;
    *) fail "$site: launcher is '$launcher': allowed are mpirun and srun" ;;
  esac
  load_modules || fail "$site: load_modules failed"
  if [[ -z "$boltz_batch" ]]; then
    for candidate in "${BB_BUILD_DIR:-$bb_home/build/release}" "$bb_home/build/cuda" "$bb_home/build/default"; do
      if [[ -x "$candidate/bin/boltz-batch" ]]; then
        boltz_batch="$candidate/bin/boltz-batch"
        break
      fi
    done
  fi
  boltz_batch="${boltz_batch:-$(type -P boltz-batch)}" || true
  [[ -x "$boltz_batch" ]] ||
    fail "no boltz-batch: build it (docs/clusters.md), or say in $site where it is: boltz_batch=/path/bin/boltz-batch"
}

# option_value NAME LETTER ARGUMENT...: what boltz-batch's arguments, else its environment variable, else its --config file
# say of an option; nothing where none does.
option_value() {
  local name="$1" letter="$2" value='' config='' found=false variable
  shift 2
  while (($# > 0)); do
    case "$1" in
      "--$name" | "-$letter") value="${2:-}" found=true ;;
      "--$name="*) value="${1#*=}" found=true ;;
      -"${letter:-#}"?*) value="${1#-?}" found=true ;;
      --config) config="${2:-}" ;;
      --config=*) config="${1#*=}" ;;
    esac
    shift
  done
  variable="BOLTZ_BATCH_$(tr 'a-z-' 'A-Z_' <<<"$name")"
  if ! $found; then
    value="${!variable:-}"
    config="${config:-${BOLTZ_BATCH_CONFIG:-}}"
    if [[ -z "$value" && -r "$config" ]]; then
      value="$(sed -n "s/^[[:space:]]*${name}[[:space:]]*=[[:space:]]*//p" "$config" | head -n 1)"
    fi
  fi
  printf '%s' "$value"
}

# shard_store STORE I N: results.h5 -> results.shard-I-of-N.h5, as boltz-batch --shard I/N names it.
shard_store() {
  local folder='' name="$1" suffix=''
  if [[ "$name" == */* ]]; then
    folder="${name%/*}/"
    name="${name##*/}"
  fi
  if [[ "$name" == ?*.* ]]; then
    suffix=".${name##*.}"
    name="${name%.*}"
  fi
  printf '%s' "$folder$name.shard-$2-of-$3$suffix"
}

# store_of ARGUMENT...: the store that boltz-batch writes with these arguments.
store_of() {
  local store shard
  store="$(option_value out o "$@")"
  store="${store:-results.h5}"
  shard="$(option_value shard '' "$@")"
  if [[ "$shard" == */* ]]; then
    store="$(shard_store "$store" "${shard%/*}" "${shard#*/}")"
  fi
  printf '%s' "$store"
}

# Sets launch: what starts the ranks of this job.
launch_command() {
  # Open MPI's way to share a file pointer between nodes, which nothing here does, leaves a file beside the store where a job
  # is killed.
  export OMPI_MCA_sharedfp="${OMPI_MCA_sharedfp:-^lockedfile}"
  if [[ "$launcher" == srun ]]; then
    # Since Slurm 22.05 srun does not take the CPUs from the job.
    launch=(srun --kill-on-bad-exit=1 ${SLURM_CPUS_PER_TASK:+"--cpus-per-task=$SLURM_CPUS_PER_TASK"}
      ${srun_options[@]+"${srun_options[@]}"})
  else
    # Else the daemons that mpirun starts through srun, and so all ranks, may be bound to one core.
    export SLURM_CPU_BIND=none
    launch=(mpirun ${mpirun_options[@]+"${mpirun_options[@]}"})
  fi
}

# Looks at the manifest's header, some of its rows, the weights and the output folder; seconds, however long the manifest.
check_inputs() {
  "$boltz_batch" check --quick "$@" </dev/null
}

# say_partitions WHAT: a refusal, and what might do instead.
say_partitions() {
  {
    printf '%s\n' "slurm/$script_name: $1. Partitions, and what each of their nodes has:"
    sinfo -h -o '  %R  %D nodes, each %c CPUs, %m MB, GPUs: %G' || true
    printf '%s\n' "Choose in sbatch_options of ${BB_SITE:-slurm/site.env}; --gpus-per-node=0 for a run on CPUs."
  } >&2
}

# submit ARGUMENT...: sbatch with the site's options first; prints the job's number.
submit() {
  local job details partition
  if ! job="$(sbatch --parsable ${sbatch_options[@]+"${sbatch_options[@]}"} "$@")"; then
    say_partitions "sbatch refused the job (its reason is above)"
    return 1
  fi
  job="${job%%;*}" # on a federation the cluster follows
  # Slurm may take what it can never start, and leave it in the queue.
  details="$(scontrol -o show job "$job" | head -n 1)" || details=''
  partition="$(sed -n 's/.* Partition=\([^ ]*\).*/\1/p' <<<"$details")"
  if [[ "$details" =~ Tres[A-Za-z]+=[^\ ]*gpu[^\ ]*[1-9] ]] && ! sinfo -h -p "$partition" -o %G | grep -q gpu; then
    scancel "$job"
    say_partitions "the job asks for GPUs, and no node of partition $partition has one: it was taken back"
    return 1
  fi
  printf '%s' "$job"
}
