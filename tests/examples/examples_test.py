"""Each of examples/, copied and run as its README says, but with small random weights and few steps."""

import csv
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("integration", "slurm")]
import harness  # noqa: E402
from fake_slurm import FakeSlurm  # noqa: E402

LIGANDS = [line.split()[1] for line in (ROOT / "examples" / "screen_library" / "library.smi").read_text().splitlines()]


def environment(**more):
    """A user's whose $PATH has the programs, and whose settings are those of the integration tests."""
    settings = zip(harness.SETTINGS[::2], harness.SETTINGS[1::2])
    variables = {"BOLTZ_BATCH_" + name[2:].replace("-", "_").upper(): str(value) for name, value in settings}
    env = harness.environment(**variables, BB_BUILD_DIR=harness.PROGRAMS.parent)
    path = f"{harness.PROGRAMS}:{pathlib.Path(sys.executable).parent}"
    return {**env, **more, "PATH": f"{more.get('PATH', '')}:{path}:{env['PATH']}"}


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="bb examples "))  # blanks in every path
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        shutil.copytree(ROOT / "examples", cls.folder / "examples")
        (cls.folder / "slurm").symlink_to(ROOT / "slurm")
        cls.screened = cls.start("examples/screen_library/screen.sh")

    @classmethod
    def start(cls, script, *words, **more):
        return subprocess.run([str(cls.folder / script), *words], cwd=cls.folder, env=environment(**more), text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300)

    def check(self, done):
        self.assertEqual(done.returncode, 0, f"{done.args}\n{done.stdout}{done.stderr}")
        return done.stdout

    def read(self, *words):
        script = self.folder / "examples/read_store/read_store.py"
        return self.check(subprocess.run([sys.executable, "-B", str(script), *words], cwd=self.folder, text=True, capture_output=True,
                                         timeout=60))

    def test_screen_library(self):
        said = self.check(self.screened)
        ranked = re.findall(r"(?m)^(\S+) +(-?\d+\.\d+) +\d\.\d+$", said.split("strongest first:")[1])
        self.assertEqual(sorted(name for name, _ in ranked), sorted(LIGANDS))
        self.assertEqual(ranked, sorted(ranked, key=lambda one: float(one[1])))

    def test_read_store(self):
        self.check(self.screened)
        self.assertIn("3 done, 0 failed of 3 rows; weights: not a published file", self.read("screen.h5"))
        self.read("screen.h5", "--table", "table.csv")
        with open(self.folder / "table.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["id"] for row in rows], LIGANDS)
        self.assertTrue(all(row[name] for row in rows for name in row), rows)
        *atoms, plddt = self.read("screen.h5", "--row", "phenol").splitlines()
        self.assertEqual(atoms[0].split()[:4], ["A", "GLY", "1", "N"])
        self.assertEqual(sum(line.startswith("A ") for line in atoms), 831)
        self.assertEqual(sorted(line.split()[3][0] for line in atoms[831:]), ["C"] * 6 + ["O"])
        self.assertEqual(len(plddt.split(":")[1].split()), 107 + 7)

    def test_slurm_array(self):
        slurm = FakeSlurm(self.folder / "a slurm", runs=True)
        (self.folder / "array").mkdir()
        done = subprocess.run([str(self.folder / "examples/slurm_array/submit.sh"), "2"], cwd=self.folder / "array", text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
                              env=environment(**slurm.environment, BOLTZ_BATCH_MAX_BATCH_SIZE="1"))
        self.check(done)
        outputs = "".join(path.read_text() for path in (self.folder / "array").glob("slurm-*.out"))
        self.assertEqual([job["code"] for job in slurm.submitted()], [0, 0, 0], outputs)
        self.assertEqual(harness.count(self.folder / "array" / "screen.h5", "done", "affinity"), len(LIGANDS))
        self.assertIn("--gpus-per-node=1", slurm.submitted()[1]["options"])


if __name__ == "__main__":
    unittest.main()
