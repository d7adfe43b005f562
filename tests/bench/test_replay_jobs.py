"""test_replay_jobs.py BINARY ORACLE_DIR: boltz-replay --jobs keeps its model, goes on after a bad job, and --times says what
was measured."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from replay import Replay, ReplayError

BINARY, ORACLE = sys.argv[1:3] if len(sys.argv) > 2 else (None, None)


class Jobs(unittest.TestCase):
    def setUp(self):
        self.job = {"checkpoint": Path(ORACLE) / "checkpoints/small/conf.ckpt", "threads": 1, "recycling-steps": 1,
                    "features": Path(ORACLE) / "complexes/cyclic/structure.safetensors", "sampling-steps": 3}

    def test_keeps_the_model_and_outlives_bad_jobs(self):
        with tempfile.TemporaryFile() as log, Replay(BINARY, log) as replay:
            first = replay.run(self.job)
            self.assertGreater(first["load"]["peak_resident"], 0)
            for wrong in ({"features": "absent.safetensors"}, {"stage": "affinity"}, {"samples": "none"}, {"jobs": "-"}):
                with self.assertRaises(ReplayError):
                    replay.run(self.job | wrong)
            again = replay.run(self.job | {"repeat": 3})
            self.assertIsNone(again["load"])
            self.assertIsNotNone(replay.run(self.job | {"dtype": "float64"})["load"])
        self.assertEqual(again["runs"], 3)
        stages = {stage["name"]: stage for stage in again["stages"]}
        self.assertEqual(stages["pairformer"]["calls"], 2)
        self.assertTrue(all(len(stage["ms"]) == 3 and min(stage["ms"]) >= 0 for stage in stages.values()))
        self.assertEqual([len(steps) for steps in again["step_ms"]], [2, 2, 2])
        self.assertIsNone(again["device_memory"])

    def test_stops_repeating(self):
        with tempfile.TemporaryFile() as log, Replay(BINARY, log) as replay:
            self.assertEqual(replay.run(self.job | {"repeat": 1000, "max-seconds": 0.001})["runs"], 1)

    def test_a_file_of_jobs(self):
        with tempfile.TemporaryDirectory() as folder:
            words = [f"--{name}={value}" for name, value in self.job.items()]
            jobs, times = Path(folder) / "jobs", Path(folder) / "times.json"
            jobs.write_text(f"# a remark\n\n{' '.join(words)} --times={times}\n--unknown\n")
            run = subprocess.run([BINARY, "--jobs", str(jobs)], capture_output=True, text=True)
            verdicts = [line.split("\t")[:2] for line in run.stdout.splitlines() if line.startswith(("done", "failed"))]
            self.assertEqual(verdicts, [["done", "3"], ["failed", "4"]])
            self.assertEqual(run.returncode, 1)
            self.assertGreater(json.loads(times.read_text())["tokens"], 1)

    def test_takes_no_other_options(self):
        run = subprocess.run([BINARY, "--jobs", "-", "--threads", "2"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn("--jobs", run.stderr)


if __name__ == "__main__":
    if BINARY is None:
        sys.exit(__doc__)
    unittest.main(argv=sys.argv[:1])
