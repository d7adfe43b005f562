"""A folder in which the commands of the documents find what they name, and the programs that they start.

Weights are random and small, in ~/.boltz, and steps are few, by BOLTZ_BATCH_... variables: the commands are as printed."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from documents import ROOT

sys.path[:0] = [str(ROOT / "tests" / "slurm")]
from fake_slurm import FakeSlurm  # noqa: E402

PROGRAMS = pathlib.Path(os.environ["BB_TEST_PROGRAMS"])
SMALL = pathlib.Path(os.environ["BB_ORACLE_DIR"]) / "checkpoints" / "small"
FEW = {"RECYCLING_STEPS": 0, "SAMPLING_STEPS": 2, "RECYCLING_STEPS_AFFINITY": 0, "SAMPLING_STEPS_AFFINITY": 2,
       "DIFFUSION_SAMPLES_AFFINITY": 1, "DEVICE_THREADS": 1, "THREADS": 1}
EVERYTHING = ("--write-pae", "--write-pde", "--write-embeddings")

YAML = "version: 1\nsequences:\n  - protein: {id: A, sequence: MKTAYIAKQR, msa: empty}\n"
FILES = {"complexes/one.yaml": YAML + "  - ligand: {id: B, smiles: 'CCO'}\n", "target.yaml": YAML,
         "library.smi": "CCO ethanol\nCC(=O)O acetic\n"}

# As the documents have it, with several ranks; but fewer, and as root, too.
MPIRUN = """#!/bin/bash
words=() n=2
while (($# > 0)); do
  if [[ "$1" == -n ]]; then words+=(-n "$n"); shift 2; else words+=("$1"); shift; fi
done
PATH="${PATH#*:}" exec mpirun --oversubscribe --bind-to none "${words[@]}"
"""


class Sandbox:
    """Templates of the folder, made once; each command gets a copy of its own."""

    def __init__(self, manifest):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="bb-docs-"))
        self.home = self.top / "home"
        cache = self.home / ".boltz"
        cache.mkdir(parents=True)
        for name, target in (("boltz2_conf.ckpt", "conf.ckpt"), ("boltz2_aff.ckpt", "aff.ckpt")):
            (cache / name).symlink_to(SMALL / target)
        bin_folder = self.top / "bin"
        bin_folder.mkdir()
        (bin_folder / "mpirun").write_text(MPIRUN)
        (bin_folder / "mpirun").chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOLTZ_", "SLURM_", "SBATCH_", "BB_"))}
        self.environment = {**kept, "HOME": str(self.home), "PATH": f"{bin_folder}:{PROGRAMS}:{os.environ['PATH']}",
                            **{f"BOLTZ_BATCH_{name}": str(value) for name, value in FEW.items()}, "OMP_NUM_THREADS": "1",
                            "BB_LOCK_SECONDS": "2", "KEEP": str(self.top / "pending.h5"), "BB_BUILD_DIR": str(PROGRAMS.parent),
                            "PYTHONDONTWRITEBYTECODE": "1",
                            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
        self.fresh, self.done = self.top / "fresh", self.top / "done"
        *rows, last = manifest.splitlines()
        longer = "\n".join([*rows, last, f"added,,target.yaml,CCN{last[last.index(',true'):]}"])
        lists = {"manifest.csv": manifest, "rows.csv": manifest, "list.csv": longer}
        for name, text in {**FILES, **{name: text + "\n" for name, text in lists.items()}}.items():
            path = self.fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (self.fresh / "slurm").symlink_to(ROOT / "slurm")
        for name in ("conf", "aff"):
            (self.fresh / f"boltz2_{name}.ckpt").symlink_to(SMALL / f"{name}.ckpt")
        self._make(self.fresh, "features complexes/one.yaml --out features.safetensors")
        shutil.copytree(self.fresh, self.done, symlinks=True)
        self._make(self.done, "manifest.csv --out results.h5", *EVERYTHING)
        for name in ("a", "b"):
            (self.done / f"{name}.csv").write_text(f"id,target,smiles,affinity\n{name},target.yaml,CCO,true\n")
            self._make(self.done, f"{name}.csv --out {name}.h5", *EVERYTHING)
        self._make(self.done, "merge master.h5 a.h5 b.h5")
        self.outcomes = {}

    def _make(self, folder, words, *more):
        done = self._start(folder, ["boltz-batch", *words.split(), *more], self.environment)
        if done.returncode:
            raise AssertionError(f"boltz-batch {words}: exit code {done.returncode}\n{done.stdout}{done.stderr}")

    @staticmethod
    def _start(folder, words, environment):
        return subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True, capture_output=True,
                              timeout=300)

    def run(self, command, on_done=False, slurm=False, first=None):
        """Runs a line of shell in a folder of its own, after the line `first`; what is wrong, or nothing."""
        key = (command, on_done, first)
        if key not in self.outcomes:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.top))
            shutil.copytree(self.done if on_done else self.fresh, folder, symlinks=True, dirs_exist_ok=True)
            self.outcomes[key] = self._outcome(folder, command, slurm, first)
            shutil.rmtree(folder)
        return self.outcomes[key]

    def _outcome(self, folder, command, slurm, first):
        environment, fake = self.environment, None
        if slurm:
            fake = FakeSlurm(folder / "fake slurm", runs=True)
            path = f"{fake.bin}:{self.environment['PATH']}"
            environment = {**self.environment, **fake.environment, "PATH": path}
        for line in filter(None, (first, command)):
            done = self._start(folder, ["bash", "-c", f"set -e; {line}"], environment)
            if done.returncode:
                return f"`{line}` ends with exit code {done.returncode}: {(done.stderr or done.stdout).strip()[-500:]}"
        codes = [job["code"] for job in fake.submitted()] if fake else []
        if fake and (not codes or any(codes)):
            outputs = "".join(path.read_text() for path in folder.glob("slurm-*.out"))
            return f"its jobs end with {codes}: {outputs[-500:]}"
        return None

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)
