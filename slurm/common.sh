# What run.sh and array.sh share; both source this file. Expects bb_home: the folder that holds slurm/.
# shellcheck shell=bash

exit_done=0 exit_usage=2 exit_failures=3 exit_stopped=4

say() { printf '%s %s\n' "$(date '+%F %T')" "slurm/${0##*/}: $*"; }
fail() {
  printf '%s\n' "slurm/$script_name: $*" >&2
  exit "$exit_usage"
}

# Reads the site's settings and finds the program. Sets boltz_batch and what site.env sets.
read_site() {
  local site="${BB_SITE:-$bb_home/slurm/site.env}" candidate
  sbatch_options=() mpirun_options=() srun_options=()
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
      -["$letter"]?*) value="${1#-?}" found=true ;;
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
      value="$(sed -n "s/^[[:space:]]*$name[[:space:]]*=[[:space:]]*//p" "$config" | head -n 1)"
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

# Looks at the manifest's header, some of its rows, the weights and the output folder; seconds, however long the manifest.
check_inputs() {
  "$boltz_batch" check --quick "$@" </dev/null
}

# submit ARGUMENT...: sbatch with the site's options first; prints the job's number. Where Slurm refuses, what might do instead.
submit() {
  local job
  if ! job="$(sbatch --parsable ${sbatch_options[@]+"${sbatch_options[@]}"} "$@")"; then
    {
      printf '%s\n' "slurm/$script_name: sbatch refused the job (its reason is above). Partitions, and what each of their nodes has:"
      sinfo -h -o '  %R  %D nodes, each %c CPUs, %m MB, GPUs: %G' || true
      printf '%s\n' "Choose in sbatch_options of ${BB_SITE:-slurm/site.env}; --gpus-per-node=0 for a run on CPUs."
    } >&2
    return 1
  fi
  printf '%s' "${job%%;*}" # on a federation the cluster follows
}
