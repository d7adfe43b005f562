"""boltz-batch merge: an array of shards, one of them killed and resubmitted, equals the run that was never cut."""

import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "io" / "store"))

from harness import ERROR, SETTINGS, USAGE, IntegrationTest, count, finish, start
from masters import differences

TOOLS = pathlib.Path(__file__).parents[2] / "tools"
SHARDS = [f"results.shard-{i}-of-4.h5" for i in range(1, 5)]


class Merge(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.screen(14)
        with open(self.manifest, "a", encoding="utf-8") as file:
            file.write("again,target0.yaml,CCO,false,the same as row0\nbad,target0.yaml,C1CC,false,no molecule\n")
        self.options = (self.manifest, *SETTINGS, "--max-batch-size", 2)

    def test_array_with_a_shard_killed_and_resubmitted(self):
        self.check_run(*self.options, "--out", "whole.h5", code=None)
        for i in (1, 3, 4):
            self.check_run(*self.options, "--shard", f"{i}/4", code=None)
        victim = start(*self.options, "--shard", "2/4", cwd=self.folder,
                       env={"BB_TEST_FAILPOINT": "status@0!2"})
        killed = finish(victim)
        self.assertNotIn(killed.code, (0, 3), f"\n{killed}")
        self.assertGreater(count(self.folder / SHARDS[1], "pending"), 0)
        merged = self.check_run("merge", "all.h5", *SHARDS)
        self.assertIn("16 rows of 4 stores", merged.out)
        self.assertGreater(count(self.folder / "all.h5", "pending"), 0)
        self.check_sound("all.h5")
        self.assertIn("pending", self.check_run("status", "all.h5").out)

        self.check_run(*self.options, "--shard", "2/4", code=None)
        self.check_refused("merge", "all.h5", *SHARDS, says=["all.h5", "--force"])
        self.check_run("merge", "all.h5", *SHARDS, "--force")
        self.assertEqual(differences(self.folder / "all.h5", self.folder / "whole.h5", ignore_run=True), [])
        self.check_sound("all.h5")
        self.assertEqual(count(self.folder / "all.h5", "pending"), 0)
        tables = [subprocess.run([sys.executable, "-B", TOOLS / "show_results.py", self.folder / name],
                                 capture_output=True, text=True, check=True).stdout for name in ("all.h5", "whole.h5")]
        self.assertEqual(*tables)

        self.check_refused(*self.options, "--out", "all.h5", says=["all.h5", "is a master", SHARDS[0]])
        self.check_run("verify", "--repair", "all.h5")  # there is nothing to repair
        shutil.move(self.folder / SHARDS[3], self.folder / "away.h5")
        gone = self.check_run("verify", "all.h5", code=ERROR)
        self.assertIn(f"{SHARDS[3]} is missing", gone.out)
        self.check_run("status", "all.h5")
        missing = self.check_run("merge", "all.h5", *SHARDS, "--force")
        self.assertIn("missing: shard 4 of 4", missing.out)
        self.assertGreater(count(self.folder / "all.h5", "pending"), 0)
        self.check_sound("all.h5")

    def test_screens_appended_and_refused(self):
        other = self.write("other.csv", "id,target,smiles,affinity,note\nmore,target0.yaml,CCCCO,false,x\n")
        self.check_run(other, *SETTINGS, "--out", "b.h5")
        self.check_run(self.screen(2, name="two.csv"), *SETTINGS, "--out", "a.h5")
        self.check_run("merge", "all.h5", "a.h5", "b.h5")
        self.check_sound("all.h5")
        listed = subprocess.run([sys.executable, "-B", TOOLS / "show_results.py", self.folder / "all.h5"],
                                capture_output=True, text=True, check=True).stdout
        self.assertEqual([line.split()[0] for line in listed.splitlines()], ["id", "row0", "row1", "more"])
        self.check_run(other, *SETTINGS, "--seed", 7, "--out", "c.h5")
        self.check_refused("merge", "no.h5", "a.h5", "c.h5", says=["seed", "a.h5 has '", "c.h5 has '7'"])
        self.check_refused("merge", "no.h5", "a.h5", "a.h5", says=["'row0'", "a.h5"])
        self.check_refused("merge", "no.h5", "nowhere.h5", says=["nowhere.h5", "no such file"])
        self.check_refused("merge", "no.h5", code=USAGE, says=["give OUT and the stores"])
        self.assertIn("--force", self.check_run("merge", "--help").out)


if __name__ == "__main__":
    unittest.main()
