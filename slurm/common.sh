# What run.sh and array.sh share; both source this file. Expects BB_HOME: the folder that holds slurm/.
# shellcheck shell=bash disable=SC2034,SC2154

exit_done=0 exit_usage=2 exit_failures=3 exit_stopped=4

say() { printf '%s %s\n' "$(date '+%F %T')" "slurm/$script_name: $*"; }
fail() {
  printf '%s\n' "slurm/$script_name: $*" >&2
  exit "$exit_usage"
}

# read_settings FILE: what it says of a site. It is a user's, and so are the modules that it loads: neither has to bear
# `set -u`.
read_settings() {
  set +u
  # shellcheck source=slurm/site.env
  source "$1" || fail "$1 ends with an error (status $?): its last command has to succeed"
  set -u
}

# Reads the site's settings, those of BB_SITE over those of slurm/site.env, and finds the program. Sets boltz_batch and what
# site.env sets.
read_site() {
  local site="$BB_HOME/slurm/site.env"
  [[ -r "$site" ]] || fail "no site settings in $site: it is part of the checkout"
  read_settings "$site"
  if [[ -n "${BB_SITE:-}" ]]; then
    site="$(realpath -m -- "$BB_SITE")"
    [[ -r "$site" ]] || fail "BB_SITE=$BB_SITE cannot be read: name a file of settings, as slurm/site.env has them"
    export BB_SITE="$site" # the job may start elsewhere
    read_settings "$site"
  fi
  case "$launcher" in
    mpirun | srun) ;;
    *) fail "$site: launcher is '$launcher': allowed are mpirun and srun" ;;
  esac
  set +u
  load_modules || fail "$site: load_modules failed"
  set -u
  find_program "$site"
}

# find_program SITE: sets boltz_batch.
find_program() {
  local folder
  if [[ -z "$boltz_batch" ]]; then
    # Installed, the scripts are in PREFIX/share/boltz-batch.
    for folder in ${BB_BUILD_DIR:+"$BB_BUILD_DIR"} "$BB_HOME"/build/{release,cuda,default,cpu} "${BB_HOME%/share/boltz-batch}"; do
      if [[ -x "$folder/bin/boltz-batch" ]]; then
        boltz_batch="$(realpath -- "$folder")/bin/boltz-batch"
        break
      fi
    done
  fi
  boltz_batch="$(type -P -- "${boltz_batch:-boltz-batch}")" || fail "there is no boltz-batch in $BB_HOME/build, nor in \$PATH. Build it:
    cd $(printf '%q' "$BB_HOME") && cmake --preset release && cmake --build --preset release --target boltz-batch
(docs/clusters.md says more), or say in $1 where it is: boltz_batch=/path/bin/boltz-batch"
}

# option_value NAME LETTER ARGUMENT...: what boltz-batch's arguments, else its environment variable, else its --config file
# say of an option; nothing where none does.
option_value() {
  local name="$1" letter="$2" value='' config='' found=false variable given
  shift 2
  while (($# > 0)); do
    given="${1%%=*}"
    case "$1" in
      --*=*) given="${given//_/-}=" ;;
      --*) given="${given//_/-}" ;;
    esac
    case "$given" in
      "--$name" | "-$letter") value="${2:-}" found=true ;;
      "--$name=") value="${1#*=}" found=true ;;
      --config) config="${2:-}" ;;
      --config=) config="${1#*=}" ;;
      -"${letter:-#}"?*) value="${1#-?}" found=true ;;
    esac
    shift
  done
  variable="BOLTZ_BATCH_$(tr 'a-z-' 'A-Z_' <<<"$name")"
  if ! $found; then
    value="${!variable:-}"
    config="${config:-${BOLTZ_BATCH_CONFIG:-}}"
    if [[ -z "$value" && -r "$config" ]]; then
      value="$(sed -n "s/#.*//; s/[[:space:]]*$//; s/^[[:space:]]*${name//-/[-_]}[[:space:]]*=[[:space:]]*//p" "$config" | sed -n 1p)"
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
  local job details partition gpus
  type -P sbatch >/dev/null || fail "there is no sbatch here: submit on a machine where Slurm's commands are, or run boltz-batch itself"
  if ! job="$(sbatch --parsable ${sbatch_options[@]+"${sbatch_options[@]}"} "$@")"; then
    say_partitions "sbatch refused the job (its reason is above)"
    return 1
  fi
  job="${job%%;*}" # on a federation the cluster follows
  # Slurm may take what it can never start, and leave it in the queue.
  details="$(scontrol -o show job "$job" | sed -n 1p)" || details=''
  partition="$(sed -n 's/.* Partition=\([^ ]*\).*/\1/p' <<<"$details")"
  if [[ "$details" =~ Tres[A-Za-z]+=[^\ ]*gpu[^\ ]*[1-9] ]] && gpus="$(sinfo -h -p "$partition" -o %G)" && [[ "$gpus" != *gpu* ]]; then
    scancel "$job"
    say_partitions "the job asks for GPUs, and no node of partition $partition has one: it was taken back"
    return 1
  fi
  printf '%s' "$job"
}
