"""slurm/array.sh: shards as jobs of their own, of which one is cancelled and submitted again, then merged."""

import re

import h5py

from slurm_harness import ARGUMENTS, ARRAY, ROWS, SlurmTest, main, whole_store
from shards_test import rows_of  # tests/integration, where slurm_harness looks

SHARDS = 4
ONE_NODE = ("--nodes=1", "--ntasks-per-node=2", "--gpus-per-node=2", "--cpus-per-task=1")


class Array(SlurmTest):
    def setUp(self):
        super().setUp()
        self.write_site(sbatch=ONE_NODE)
        self.manifest = self.screen(ROWS)

    def submit(self, *options):
        """array.sh; the numbers of its jobs, by what they do."""
        out = self.script(ARRAY, *options, self.manifest, SHARDS, *ARGUMENTS, "--out", "r.h5")
        return {what: number for number, what in re.findall(r"^job (\d+) (plans|computes|merges)", out, re.M)}

    def shard(self, i):
        return f"r.shard-{i}-of-{SHARDS}.h5"

    def task(self, job, i):
        return f"{job}_{i}"

    def test_one_shard_is_cancelled_and_submitted_again(self):
        jobs = self.submit()
        self.assertEqual(jobs.keys(), {"plans", "computes", "merges"})
        self.wait(lambda: len(self.results(self.shard(3))) > 0, "shard 3 computes nothing", 240)
        self.slurm.run("scancel", self.task(jobs["computes"], 3))
        for i in (1, 2, 4):
            self.check_completes(self.task(jobs["computes"], i))
        self.assertEqual(self.state(self.task(jobs["computes"], 3)), "CANCELLED")
        done = len(self.results(self.shard(3)))
        self.assertEqual(self.wait_end(jobs["merges"]), ("FAILED", 4), self.output(jobs["merges"]))
        report = self.output(jobs["merges"])
        self.assertIn(f"{self.shard(3)} is not complete", report)
        with h5py.File(self.folder / "r.h5") as store:
            self.assertEqual(store["complexes/id"].shape, (ROWS,))
        pending = len(rows_of(self.folder / self.shard(3))) - done
        self.assertGreater(pending, 0)
        self.assertEqual(len(self.results("r.h5")), ROWS - pending)

        again = self.submit("--shards=3")
        self.assertEqual(again.keys(), {"computes", "merges"})
        self.check_completes(self.task(again["computes"], 3))
        self.check_completes(again["merges"])
        with h5py.File(self.folder / "r.h5") as merged, h5py.File(whole_store(self)) as whole:
            self.assertEqual(merged["complexes/id"][:].tolist(), whole["complexes/id"][:].tolist())
        self.assertEqual(rows_of(self.folder / "r.h5"), rows_of(whole_store(self)))

    def test_refuses_before_it_queues(self):
        for arguments, says in (((), "array.sh"), (("nowhere.csv", 4), "no such manifest"), ((self.manifest, 1), "2 or more"),
                                ((self.manifest, "x"), "2 or more"), (("--shards=2", self.manifest, 4, *ARGUMENTS), "no shard of"),
                                (("--shards=a", self.manifest, 4), "numbers of shards"),
                                ((self.manifest, 4, *ARGUMENTS, "--shard", "1/4"), "--shard is what")):
            with self.subTest(says=says):
                done = self.script(ARRAY, *arguments, check=False)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(says, done.stderr)
        self.assertEqual(self.slurm.run("squeue", "-h").strip(), "")


if __name__ == "__main__":
    main()
