"""Numbers of ranks that do not fit the work."""

import unittest

from harness import FAILURES, SETTINGS, IntegrationTest, count


class Edges(IntegrationTest):
    def test_more_ranks_than_work(self):
        manifest = self.screen(3)
        self.check_run(manifest, *SETTINGS, "--out", "alone.h5")
        for ranks in (3, 7, 16):
            self.check_run(manifest, *SETTINGS, "--out", f"r{ranks}.h5", ranks=ranks)
            self.check_same(self.folder / "alone.h5", self.folder / f"r{ranks}.h5")

    def test_no_work(self):
        """All rows are bad, or all are done already."""
        bad = self.write("bad.csv", f"id,target,smiles\na,{self.target()},C1CO\nb,target.yaml,C1CN\n")
        for ranks in (0, 4):
            result = self.check_run(bad, *SETTINGS, "--out", f"bad{ranks}.h5", ranks=ranks, code=FAILURES)
            self.assertIn("0 done, 2 failed, 0 pending of 2 complexes", result.out)
        manifest = self.screen(2)
        self.check_run(manifest, *SETTINGS, "--out", "r.h5")
        before = (self.folder / "r.h5").read_bytes()
        self.assertIn("2 done, 0 failed, 0 pending", self.check_run(manifest, *SETTINGS, "--out", "r.h5", ranks=5).out)
        self.assertEqual(len((self.folder / "r.h5").read_bytes()), len(before))
        self.assertEqual(count(self.folder / "r.h5", "done"), 2)

    def test_one_row(self):
        self.check_run(self.screen(1), *SETTINGS, "--out", "one.h5", ranks=2)
        self.assertEqual(count(self.folder / "one.h5", "done"), 1)


if __name__ == "__main__":
    unittest.main()
