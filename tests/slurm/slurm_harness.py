"""Submits slurm/run.sh and slurm/array.sh to a Slurm of its own, and disturbs what runs there."""

import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "integration"))

import h5py  # noqa: E402
from harness import LOCK_SECONDS, PROGRAM, STATUS, IntegrationTest, changed  # noqa: E402
from local_slurm import LocalSlurm, missing  # noqa: E402

RUN, ARRAY = ROOT / "slurm" / "run.sh", ROOT / "slurm" / "array.sh"
SKIPPED = 77
ENDED = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE")
TWO_BY_TWO = ("--nodes=2", "--ntasks-per-node=2", "--gpus-per-node=2", "--cpus-per-task=1")
ROWS = 40
# On CPUs, as the nodes' GPUs are none. Bit for bit results need equal --device-threads.
ARGUMENTS = (*changed(sampling_steps=120, sampling_steps_affinity=12, max_batch_size=1), "--device", "cpu")

SITE = """\
source '{root}/slurm/site.env'
sbatch_options=({sbatch})
boltz_batch='{program}'
launcher={launcher}
retry_seconds=5
# The nodes are one host: no shared memory between them, and cores are few.
mpirun_options=(--bind-to none --allow-run-as-root --mca btl self,tcp --mca mpi_yield_when_idle 1)
srun_options=(--mpi=pmix)
export OMPI_MCA_btl=self,tcp OMPI_MCA_mpi_yield_when_idle=1 OMP_NUM_THREADS=1
{more}
"""


class SlurmTest(IntegrationTest):
    """Three nodes, of which a job takes two."""

    @classmethod
    def setUpClass(cls):
        cls.slurm = LocalSlurm(nodes=3)
        cls.addClassCleanup(cls.slurm.stop)
        cls.slurm.start()

    def setUp(self):
        super().setUp()
        self.seed = int(os.environ.get("BB_TEST_SEED", random.SystemRandom().randrange(10**6)))
        self.random = random.Random(self.seed)
        print(f"{self.id()}: BB_TEST_SEED={self.seed}", flush=True)
        self.write_site()
        self.addCleanup(self.cancel_all)

    def cancel_all(self):
        jobs = self.slurm.run("squeue", "-h", "-o", "%A").split()
        if jobs:
            self.slurm.run("scancel", *jobs, check=False)
        self.wait(lambda: not self.slurm.run("squeue", "-h").strip(), "jobs have not ended", 60)

    def write_site(self, launcher="mpirun", sbatch=TWO_BY_TWO, more=""):
        self.site = self.write("site.env", SITE.format(root=ROOT, program=PROGRAM, launcher=launcher,
                                                       sbatch=" ".join(sbatch), more=more))

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOLTZ_", "SLURM_", "SBATCH_", "BB_"))}
        return {**kept, "BB_SITE": str(self.site), "BB_LOCK_SECONDS": str(LOCK_SECONDS),
                "BB_LOCAL_SLURM": self.slurm.env["BB_LOCAL_SLURM"], "SLURM_CONF": self.slurm.env["SLURM_CONF"]}

    def script(self, *command, check=True):
        """Runs one of our scripts or sbatch in the test's folder."""
        return self.slurm.run(*command, check=check, cwd=self.folder, env=self.environment())

    def sbatch(self, *arguments, options=()):
        """`sbatch slurm/run.sh`; the job's number."""
        return self.script("sbatch", "--parsable", *TWO_BY_TWO, *options, RUN, *arguments).strip()

    def self_submit(self, *arguments):
        """`slurm/run.sh`; the job's number."""
        out = self.script(RUN, *arguments)
        return re.search(r"^job (\d+), store ", out, re.M).group(1)

    def output(self, job):
        path = self.folder / f"slurm-{job}.out"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait(self, condition, what, seconds):
        self.slurm.wait_until(condition, what, seconds)

    def state(self, job):
        return self.slurm.job(job)["JobState"]

    def wait_end(self, job, seconds=480):
        """How it ended: state, exit code."""
        until = time.monotonic() + seconds
        while (state := self.state(job)) not in ENDED:
            if time.monotonic() > until:
                self.fail(f"job {job} is {state} after {seconds} s:\n{self.output(job)}\n{self.slurm.logs()}")
            time.sleep(0.2)
        return state, int(self.slurm.job(job)["ExitCode"].split(":")[0])

    def check_completes(self, job, seconds=480):
        end = self.wait_end(job, seconds)
        if end != ("COMPLETED", 0):
            self.fail(f"job {job} has ended with {end}:\n{self.output(job)}\n{self.slurm.logs()}")

    def results(self, store="r.h5"):
        """Row -> (attempt, rank, seconds) of what is done; nothing where there is no store yet."""
        path = self.folder / store
        if not path.exists():
            return {}
        with h5py.File(path) as file:
            done = file["complexes/structure_status"][:] == STATUS["done"]
            columns = [file[f"complexes/{name}"][:] for name in ("attempt", "rank", "seconds")]
        return {row: tuple(column[row] for column in columns) for row in done.nonzero()[0]}

    def wait_progress(self, job, beyond, seconds=120):
        """Until there are more results than `beyond`; False where the job ends before."""
        until = time.monotonic() + seconds
        while len(self.results()) <= beyond:
            if self.state(job) in ENDED:
                return False
            if time.monotonic() > until:
                self.fail(f"job {job}: no result beyond {beyond} in {seconds} s:\n{self.output(job)}\n{self.slurm.logs()}")
            time.sleep(0.1)
        return True

    def restarts(self, job):
        return int(self.slurm.job(job)["Restarts"])

    def check_kept(self, before, store="r.h5"):
        """What was done is as it was: never computed a second time."""
        after = self.results(store)
        self.assertEqual({row: after.get(row) for row in before}, before)


class AtOnce(unittest.TextTestResult):
    """Says what has failed when it has, and not after an hour."""

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.stream.writeln(self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.stream.writeln(self.errors[-1][1])


def main():
    """Runs the tests of the script that is started, or says why it cannot."""
    if why := missing():
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=AtOnce), catchbreak=True)


def whole_store(test, rows=ROWS):
    """What one process makes of screen(rows) with ARGUMENTS; computed once."""
    folder = whole_store.folder = whole_store.folder or pathlib.Path(tempfile.mkdtemp(prefix="bb-slurm-whole-"))
    store = folder / f"{rows}.h5"
    if not store.exists():
        unittest.addModuleCleanup(shutil.rmtree, folder, ignore_errors=True)
        test.check_run(test.screen(rows, name="whole.csv"), *ARGUMENTS, "--out", store)
    return store


whole_store.folder = None
