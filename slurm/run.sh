#!/usr/bin/env bash
# A screen as a Slurm job that comes back by itself until the store is complete.
#
#   slurm/run.sh [sbatch options] MANIFEST [boltz-batch options]
#       looks at the inputs, then submits itself with the settings of slurm/site.env. A bad manifest, missing weights or an
#       output folder that cannot be written are said here and now. sbatch options as --name=value.
#   sbatch [sbatch options] slurm/run.sh MANIFEST [boltz-batch options]
#       submits without looking: sbatch runs nothing before the job starts. What is wrong ends the job in its first
#       seconds, with exit code 2. Of site.env, sbatch_options have no effect.
#
# The job ends with boltz-batch's exit code: 0 all done, 3 all computed and some complexes failed, 2 a mistake of the command
# line, 1 anything else (the output says what). docs/clusters.md says what happens when something breaks.
#
# As many tasks as GPUs on a node; site.env and sbatch's own options override these.
#SBATCH --job-name=boltz-batch
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=1
#SBATCH --cpus-per-task=8
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@300

set -euo pipefail
script_name=run.sh

usage() { sed -n '2,/^# line 1/s/^# \{0,1\}//p' "$1" | sed '/^As many/,$d' >&2; }

# sbatch runs a copy of this script, so in a job its own path says nothing.
in_job=false
if [[ -n "${SLURM_JOB_ID:-}" && "${SLURMD_NODENAME:-}" != "" && "$0" != "${BB_HOME:-/nowhere}"/slurm/run.sh ]]; then
  in_job=true
fi
