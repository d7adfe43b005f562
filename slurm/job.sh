# What run.sh does inside the job: attempts until the store is complete. A signal ahead of the time limit, or preemption, ends
# an attempt cleanly and requeues the job; after a crash the next attempt follows in place; after a node failure Slurm
# requeues. Sourced by run.sh.
# shellcheck shell=bash disable=SC2154

# A raw number would mean all tasks of an array.
slurm_id="${SLURM_JOB_ID:-}"
if [[ -n "${SLURM_ARRAY_TASK_ID:-}" ]]; then
  slurm_id="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi

launcher_pid='' timer_pid='' stopping='' interrupted=false

# job_field NAME: of `scontrol show job`.
job_field() {
  scontrol -o show job "$slurm_id" 2>/dev/null | tr ' ' '\n' | awk -v name="$1=" 'index($0, name) == 1 && !n++ { print substr($0, length(name) + 1) }'
}

# Whether Slurm still means this process: after its node was given up for dead, a successor runs elsewhere.
still_ours() {
  local tries restarts
  for tries in 1 2 3 4 5 6; do
    restarts="$(job_field Restarts)"
    [[ -z "$restarts" ]] || break
    sleep "$tries" # the controller is away
  done
  [[ "$restarts" == "${SLURM_RESTART_COUNT:-0}" && "$(job_field JobState)" == RUNNING ]]
}

# Results that the store holds, failures too.
finished_rows() {
  if [[ ! -e "$store" ]]; then
    echo 0
    return
  fi
  { "$boltz_batch" status "$store" 2>/dev/null </dev/null || true; } |
    awk '$1 == "structure" || $1 == "affinity" { for (i = 3; i <= NF; ++i) if ($i ~ /^(done|failed)$/) sum += $(i - 1) }
         END { print sum + 0 }'
}

note_attempt() { printf '%s %s\n' "$finished" "$fruitless" >"$notes" || true; }

# Counts attempts that finished no complex, over requeues of this job too. Ends the job after too many.
count_attempt() {
  local before='' so_far=0
  finished="$(finished_rows)"
  if [[ -r "$notes" ]]; then
    read -r before so_far <"$notes" || true
  fi
  fruitless=0
  if [[ -n "$before" ]] && ((finished <= before)); then
    fruitless=$((so_far + 1))
  fi
  if ((fruitless >= fruitless_attempts)); then
    rm -f "$notes"
    say "$fruitless attempts in a row have finished no complex: giving up. Their output is above; the same command continues"
    exit 1
  fi
  note_attempt
}

# After a node was given up, its processes may live on and hold the store's lock. They are of an attempt that Slurm has
# ended, and stop as soon as the lock is not theirs.
fence_orphans() {
  local lock="$store.lock"
  if ((${SLURM_RESTART_COUNT:-0} > 0)) && grep -qx "job Slurm $SLURM_JOB_ID" "$lock" 2>/dev/null; then
    say "taking the store from this job's last attempt"
    rm -f "$lock"
    sleep 2 # what one of them is writing
  fi
}

start_launcher() {
  launch_command
  # In a process group of its own: signals for the batch script come by way of on_signal.
  set -m
  "${launch[@]}" "$boltz_batch" run "${arguments[@]}" </dev/null &
  launcher_pid=$!
  set +m
}

# The exit code of the launcher, in `code`; signals interrupt `wait`.
wait_for_launcher() {
  while :; do
    interrupted=false code=0
    wait "$launcher_pid" || code=$?
    $interrupted || break
  done
  launcher_pid=''
  if [[ -n "$timer_pid" ]]; then
    kill "$timer_pid" 2>/dev/null || true
    timer_pid=''
  fi
}

# Ends what has not ended by itself shortly before the time limit, so that there is time left to requeue.
abandon_later() {
  local end seconds
  end="$(squeue -h -j "$slurm_id" -o %e)" || return 0
  [[ -n "$end" ]] && end="$(date -d "$end" +%s 2>/dev/null)" || return 0 # no limit
  seconds=$((end - $(date +%s) - abandon_seconds))
  sleep $((seconds > 0 ? seconds : 0))
  say "the time is over: abandoning the batches in flight"
  kill -TERM -- "-$1" 2>/dev/null || return 0
  sleep 10
  kill -KILL -- "-$1" 2>/dev/null || true
}

# An attempt that was preempted is not to blame.
excuse_attempt() {
  ((--fruitless)) || true
  note_attempt
}

on_signal() {
  interrupted=true
  [[ -z "$stopping" ]] || return 0
  stopping="$1"
  say "SIG$1: finishing the batches in flight, then stopping"
  if [[ "$1" == TERM ]]; then # preempted
    excuse_attempt
  fi
  [[ -n "$launcher_pid" ]] || return 0
  kill -USR1 "$launcher_pid" 2>/dev/null || true
  if [[ "$1" == USR1 ]]; then
    abandon_later "$launcher_pid" &
    timer_pid=$!
  fi
}

not_ours() {
  say "Slurm has ended this attempt"
  if [[ "$(job_field JobState)" == CANCELLED ]]; then
    rm -f "$notes"
  fi
  exit "$exit_stopped"
}

requeue() {
  if ! still_ours; then
    not_ours
  fi
  say "$1: requeueing job $slurm_id"
  if ! scontrol requeue "$slurm_id"; then
    say "Slurm does not let the job be requeued: submit it again, the same command continues"
  fi
  exit "$exit_stopped"
}

# Whether a task can be started on each node of the job.
nodes_answer() {
  local nodes="${SLURM_JOB_NUM_NODES:-1}"
  timeout 60 srun --overlap --nodes="$nodes" --ntasks="$nodes" --ntasks-per-node=1 --mpi=none true </dev/null >/dev/null 2>&1
}

# Slurm may take minutes to notice that a node is gone; then it requeues the job itself, which could not start again before: it waits
# for that node to end it. False where Slurm does nothing. (If the job were requeued here, Slurm 22.05 would now and then start it
# with nodes whose GPUs it has lost count of, where every task fails.)
wait_for_nodes() {
  local timeout end
  nodes_answer && return
  timeout="$(scontrol show config 2>/dev/null | awk '$1 == "SlurmdTimeout" { print $3 + 0 }')"
  end=$((SECONDS + ${timeout:-300} + 60))
  say "no task can be started on some node: waiting for Slurm to give it up"
  while ((SECONDS < end)) && [[ -z "$stopping" ]]; do
    sleep 5
    still_ours || not_ours
    if nodes_answer; then
      return
    fi
  done
  return 1
}

# Whether the store's lock is another job's.
locked_by_other() {
  [[ -e "$store.lock" ]] && ! grep -qx "job Slurm $SLURM_JOB_ID" "$store.lock"
}

# Slurm may tell the ranks alone, whose launcher then dies; some time later it takes the nodes.
preempted() {
  local when
  when="$(job_field PreemptTime)"
  [[ -n "$when" && "$when" != None ]]
}

computed_nothing() {
  [[ "$record" -nt "$notes" ]] && grep -q '"computed": 0,' "$record" && (($(finished_rows) <= finished))
}

# After an attempt that ended with an error or a crash: returns where the next one may follow here.
recover() {
  local after
  if ! still_ours; then
    not_ours
  fi
  if preempted; then
    excuse_attempt
    requeue "preempted"
  fi
  # An error that it has told itself, before it computed anything: it would say the same again.
  if ((code == 1)) && { locked_by_other || computed_nothing; }; then
    rm -f "$notes"
    say "boltz-batch has refused to go on (its message is above); the same command continues once that is mended"
    exit 1
  fi
  after="$(finished_rows)"
  say "the attempt ended with exit code $code, with $((after - finished)) more results; another follows"
  wait_for_nodes || requeue "no task can be started on some node"
  if ((after <= finished)); then # what failed may pass
    sleep "$retry_seconds"
  fi
}

run_job() {
  local device gpus shards=''
  if [[ "${1:-}" == --in-job-shards=* ]]; then # from array.sh
    shards="${1#*=}"
    shift
  fi
  (($# > 0)) || fail "no manifest: sbatch slurm/run.sh MANIFEST [boltz-batch options]"
  read_site
  arguments=("$@")
  if [[ -n "$shards" ]]; then
    arguments+=(--shard "$SLURM_ARRAY_TASK_ID/$shards")
  fi
  store="$(store_of "${arguments[@]}")"
  # GPUs that were given and cannot be used are an error, and no reason to compute for weeks on the CPU.
  device="$(option_value device '' "$@")" gpus="${SLURM_GPUS_ON_NODE:-0}"
  if ((gpus > 0)) && [[ -z "$device" ]]; then
    arguments+=(--device cuda)
  fi
  if ((gpus > ${SLURM_NTASKS_PER_NODE:-1})); then
    say "warning: ${SLURM_NTASKS_PER_NODE:-1} tasks on a node that has $gpus GPUs for this job: some stay idle; --ntasks-per-node=$gpus"
  fi
  record="$(option_value run-record '' "$@")"
  record="${record:-$store.run.json}"
  notes="$store.slurm-$SLURM_JOB_ID" finished=0 fruitless=0
  trap 'on_signal USR1' USR1
  trap 'on_signal TERM' TERM
  say "job $slurm_id, restart ${SLURM_RESTART_COUNT:-0}, on ${SLURM_JOB_NODELIST:-?}, ${SLURM_NTASKS:-1} tasks; store $store"
  if ((${SLURM_RESTART_COUNT:-0} == 0)); then
    check_inputs "$@" || fail "the inputs cannot be used: see above. boltz-batch check lists every bad row"
  fi
  while :; do
    count_attempt
    [[ -z "$stopping" ]] || requeue "stopped before it had started"
    fence_orphans
    say "starting ${launcher}"
    start_launcher
    wait_for_launcher
    case "$code" in
      "$exit_done" | "$exit_failures")
        rm -f "$notes"
        exit "$code"
        ;;
      "$exit_usage") exit "$code" ;;
      "$exit_stopped") requeue "stopped" ;;
    esac
    [[ -z "$stopping" ]] || requeue "stopped with exit code $code"
    recover
  done
}
