"""Starts boltz-batch on small inputs, with and without mpirun, and reads the stores that it leaves.

The folder of the programs is in BB_TEST_PROGRAMS and that of the oracle in BB_ORACLE_DIR; ctest sets both."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy as np

PROGRAMS = pathlib.Path(os.environ["BB_TEST_PROGRAMS"])
ORACLE = pathlib.Path(os.environ["BB_ORACLE_DIR"])
PROGRAM, REPLAY = PROGRAMS / "boltz-batch", PROGRAMS / "boltz-replay"
SMALL = ORACLE / "checkpoints" / "small"

DONE, ERROR, USAGE, FAILURES, STOPPED = 0, 1, 2, 3, 4  # exit codes
STATUS = {"pending": 0x00, "done": 0x55, "failed": 0xAA, "not_wanted": 0xFF}
LOCK_SECONDS = 2  # after which a killed job's lock is no longer believed

WEIGHTS = ("--checkpoint", SMALL / "conf.ckpt", "--affinity-checkpoint", SMALL / "aff.ckpt")
FEW_STEPS = ("--recycling-steps", 0, "--sampling-steps", 3, "--recycling-steps-affinity", 0,
             "--sampling-steps-affinity", 3, "--diffusion-samples-affinity", 2)
ONE_THREAD = ("--device-threads", 1, "--threads", 1)
SETTINGS = (*WEIGHTS, *FEW_STEPS, *ONE_THREAD)


def changed(**options):
    """SETTINGS with some options changed, by name with underscores; None takes one away."""
    pairs = {**dict(zip(SETTINGS[::2], SETTINGS[1::2])),
             **{"--" + name.replace("_", "-"): value for name, value in options.items()}}
    return tuple(word for pair in pairs.items() if pair[1] is not None for word in pair)


# Small ligands; no two of them are the same molecule.
LIGANDS = ("CCO", "CC(=O)O", "c1ccccc1", "CCN", "CC(C)O", "C1CCCC1", "CC#N", "COC", "CCS", "OCCO", "NCCO", "CC=O",
           "c1ccncc1", "CCCl", "CC(F)F", "C1CCOC1", "CNC", "CCC=O", "OC=O", "CC(C)=O", "c1ccoc1", "c1ccsc1", "NC=O",
           "CCCO", "CCCN", "CSC", "OCC=O", "CC(N)=O", "C1CCNC1", "CCOC")


def environment(**more):
    """This process's, less what would change a run, plus `more`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOLTZ_", "SLURM_", "BB_LOCK_", "BB_TEST_FAIL"))}
    return {**kept, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMP_NUM_THREADS": "1",
            "BB_LOCK_SECONDS": str(LOCK_SECONDS), **{k: str(v) for k, v in more.items()}}


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit code {self.code}\n{self.out}\n{self.err}"


def command(arguments, ranks=0, program=PROGRAM, mpirun=("--oversubscribe",)):
    launch = ["mpirun", "-n", str(ranks), "--bind-to", "none", *map(str, mpirun)] if ranks else []
    return [*launch, *map(str, (program, *arguments))]


def start(*arguments, ranks=0, cwd=None, env=None, program=PROGRAM, mpirun=("--oversubscribe",), **options):
    return subprocess.Popen(command(arguments, ranks, program, mpirun), cwd=cwd, env=environment(**(env or {})), text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            start_new_session=True, **options)


def finish(process, timeout=180):
    """Its end; what does not end in time is killed, with all that it started, and is a failure."""
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        kill_all(process)
        out, err = process.communicate()
        raise AssertionError(f"{' '.join(process.args)}\nhad not ended after {timeout} s:\n{out}\n{err}") from None
    return Result(process.returncode, out, err)


def run(*arguments, timeout=180, **options):
    return finish(start(*arguments, **options), timeout)


def descendants(pid):
    """Processes below one, itself excluded."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = pathlib.Path("/proc", entry, "stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        for child in parents.get(todo.pop(), []):
            found.append(child)
            todo.append(child)
    return found


def processes_of(process, name):
    """Those of that name among a process and what is below it."""
    def name_of(pid):
        try:
            return pathlib.Path("/proc", str(pid), "comm").read_text().strip()
        except OSError:
            return ""
    return [pid for pid in [process.pid, *descendants(process.pid)] if name_of(pid) == name]


def ranks_of(process):
    """The processes of boltz-batch under mpirun (or the one process itself)."""
    return processes_of(process, "boltz-batch")


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def kill_all(process):
    kill([*descendants(process.pid), process.pid])


def alive(pid):
    try:
        return pathlib.Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_gone(pids, seconds=30):
    until = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > until:
            raise AssertionError(f"processes {[p for p in pids if alive(p)]} are still there after {seconds} s")
        time.sleep(0.05)


def wait_for(condition, seconds=60, process=None):
    until = time.monotonic() + seconds
    while not condition():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"ended too early: {finish(process)}")
        if time.monotonic() > until:
            raise AssertionError(f"did not happen within {seconds} s")
        time.sleep(0.02)


def statuses(path, stage="structure"):
    with h5py.File(path) as store:
        return store[f"complexes/{stage}_status"][:]


def count(path, status, stage="structure"):
    return int((statuses(path, stage) == STATUS[status]).sum())


# When, where and in which attempt a result was computed is no result.
NO_RESULTS = ("complexes/seconds", "complexes/rank", "complexes/attempt", "affinity/seconds", "affinity/rank",
              "affinity/attempt", "records/", "journal/")


def contents(path):
    """Name -> bytes of everything in a store that must not depend on how it was computed."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith(NO_RESULTS):
            found[name] = (item.shape, item.dtype, item[()].tobytes() if item.shape else item[()])
    with h5py.File(path) as store:
        store.visititems(visit)
        for name in ("input_hash", "checkpoint_sha256", "affinity_checkpoint_sha256", "precision", "seed"):
            found["attribute " + name] = store.attrs[name]
    return found


def differences(a, b):
    """Names of what differs between two stores, bit for bit."""
    first, second = contents(a), contents(b)
    return sorted(name for name in first.keys() | second.keys()
                  if not np.all(first.get(name) == second.get(name)))


class IntegrationTest(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bb-integration-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def target(self, name="target.yaml", sequence="MKTAYIAKQR"):
        return self.write(name, "version: 1\nsequences:\n"
                                f"  - protein: {{id: A, sequence: {sequence}, msa: empty}}\n").name

    def screen(self, rows, name="manifest.csv", affinity=True, sequences=("MKTAYIAKQR", "GSHMLEDPVDAFW")):
        """A manifest of `rows` ligands against some peptides of different lengths, in turn."""
        targets = [self.target(f"target{i}.yaml", s) for i, s in enumerate(sequences)]
        lines = ["id,target,smiles,affinity,note"]
        for i in range(rows):
            ligand = LIGANDS[i // len(targets) % len(LIGANDS)]
            wanted = "true" if affinity and i % 3 else "false"
            lines.append(f"row{i},{targets[i % len(targets)]},{ligand},{wanted},n{i}")
        return self.write(name, "\n".join(lines) + "\n")

    def check_run(self, *arguments, code=DONE, **options):
        """`code`: what it ends with; None: all is computed, with or without failed rows."""
        result = run(*arguments, cwd=self.folder, **options)
        self.assertIn(result.code, (DONE, FAILURES) if code is None else (code,), f"\n{result}")
        return result

    def check_refused(self, *arguments, code=ERROR, says=(), **options):
        """The program ends with this code, and its message has all of `says`."""
        result = self.check_run(*arguments, code=code, **options)
        for words in says:
            self.assertIn(words, result.err)
        return result

    def check_sound(self, store):
        self.check_run("verify", store)

    def check_same(self, a, b):
        self.assertEqual(differences(a, b), [])


def limit_file_size(size):
    """For preexec_fn: writing beyond it fails with EFBIG."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit
