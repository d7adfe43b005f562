"""A Slurm that is none: commands of its names, for tests of what slurm/*.sh ask of it.

sbatch notes what it is given and, where `runs`, runs the job at once, as Slurm would: a copy named slurm_script, the
environment only where it is exported, output in slurm-<job>.out."""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

SMALL = {  # of one line or two
    "scontrol": '[ "$2 $3" = "show job" ] && cat "$FAKE_SLURM/job.$4" || echo "$*" >>"$FAKE_SLURM/scontrol"',
    "sinfo": "echo gpu:1",
    "squeue": "echo N/A",
    "scancel": 'echo "$*" >>"$FAKE_SLURM/cancelled"',
    "srun": 'while case "$1" in -*) true ;; *) false ;; esac; do shift; done; exec "$@"',
    # Its options of site.env, each with a value.
    "mpirun": 'while case "$1" in -*) true ;; *) false ;; esac; do shift 2; done; exec "$@"',
}


class FakeSlurm:
    def __init__(self, folder, runs=False):
        self.folder = pathlib.Path(folder)
        self.bin = self.folder / "bin"
        self.bin.mkdir(parents=True)
        for name, text in SMALL.items():
            self.command(name, f"#!/bin/sh\n{text}\n")
        self.command("sbatch", f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -B {shlex.quote(__file__)} \"$@\"\n")
        self.environment = {"PATH": f"{self.bin}:/usr/local/bin:/usr/bin:/bin", "FAKE_SLURM": str(self.folder),
                            "FAKE_SLURM_RUNS": "1" if runs else ""}

    def command(self, name, text):
        """Adds one."""
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def submitted(self):
        """Of each job that sbatch was given: options, script or --wrap, arguments, exit code (None where it did not run)."""
        path = self.folder / "submitted"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def run_task(folder, job, task, given, command):
    """One task of an array, or the whole job; its exit code."""
    exported = not any(word.startswith("--export=NONE") for word in given) and os.environ.get("SBATCH_EXPORT") != "NONE"
    kept = os.environ if exported else {k: v for k, v in os.environ.items() if not k.startswith(("BB_", "BOLTZ_"))}
    env = {**kept, "SLURM_JOB_ID": str(job), "SLURM_NTASKS": "1", "SLURM_JOB_NODELIST": "node1"}
    if task:
        env |= {"SLURM_ARRAY_JOB_ID": str(job), "SLURM_ARRAY_TASK_ID": str(task)}
    name = f"{job}_{task}" if task else str(job)
    for known in {name, str(job)}:
        (folder / f"job.{known}").write_text(
            f"JobId={job} JobState=RUNNING Restarts=0 Partition=main Command={' '.join(command)} WorkDir={os.getcwd()} \n")
    spool = folder / f"spool.{name}"
    spool.mkdir()
    shutil.copy(command[0], spool / "slurm_script")
    with open(f"slurm-{name}.out", "w") as out:
        return subprocess.run(["bash", str(spool / "slurm_script"), *command[1:]], env=env, stdin=subprocess.DEVNULL, stdout=out,
                              stderr=out).returncode


def sbatch(words):
    folder = pathlib.Path(os.environ["FAKE_SLURM"])
    options = []
    while words and words[0].startswith("-"):
        options.append(words.pop(0))
    job = 101 + len(list(folder.glob("count.*")))
    (folder / f"count.{job}").touch()
    wrap = next((word[7:] for word in options if word.startswith("--wrap=")), None)
    if wrap is not None:
        script = folder / f"wrap.{job}"
        script.write_text(f"#!/bin/sh\n{wrap}\n")
        words = [str(script)]
    command = [os.path.abspath(words[0]), *words[1:]]
    (folder / f"job.{job}").write_text(f"JobId={job} Partition=main Command={' '.join(command)} WorkDir={os.getcwd()} \n")
    code = None
    if os.environ["FAKE_SLURM_RUNS"]:
        array = next((word[8:] for word in options if word.startswith("--array=")), "")
        tasks = []
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", array):
            tasks += range(int(first), int(last or first) + 1)
        code = max(run_task(folder, job, task, options, command) for task in tasks or [0])
    with open(folder / "submitted", "a") as file:
        file.write(json.dumps({"options": options, "command": words, "code": code}) + "\n")
    print(job)


if __name__ == "__main__":
    sbatch(sys.argv[1:])
