"""Shards of one plan, each a job of its own, compute what one job does."""

import unittest

import h5py
import numpy as np

from harness import SETTINGS, USAGE, IntegrationTest

# Of a row, under its id.
COLUMNS = ("scores/confidence_score", "scores/iptm", "affinity/affinity_pred_value", "complexes/structure_status",
           "complexes/affinity_status", "complexes/batch", "complexes/smiles", "complexes/error",
           "complexes/user/note")


def rows_of(path):
    """id -> the bytes of all that a row has, coordinates included."""
    with h5py.File(path) as store:
        columns = [store[name][:] for name in COLUMNS]
        offsets, coordinates = store["structures/atom_offset"][:], store["structures/coordinates"][:]
        atoms = store["complexes/atoms"][:]
        samples = store["scores/iptm"].shape[1]
        ids = store["complexes/id"].asstr()[:]
        return {name: (*(column[i].tobytes() if isinstance(column[i], (np.ndarray, np.generic)) else column[i]
                         for column in columns),
                       coordinates[int(offsets[i]):int(offsets[i]) + samples * int(atoms[i])].tobytes())
                for i, name in enumerate(ids)}


class Shards(IntegrationTest):
    def setUp(self):
        super().setUp()
        # With a row that is the same as another, and rows with errors.
        self.manifest = self.screen(14)
        with open(self.manifest, "a", encoding="utf-8") as file:
            file.write("again,target0.yaml,CCO,false,the same as row0\nbad,target0.yaml,C1CC,false,no molecule\n"
                       "lost,nowhere.yaml,CCO,false,no target\n")
        self.options = (self.manifest, *SETTINGS, "--max-batch-size", 2)
        self.check_run(*self.options, "--out", "whole.h5", code=3)
        self.whole = rows_of(self.folder / "whole.h5")

    def check_together(self, count):
        """Every row is in one shard, and is there what it is in the whole."""
        seen = {}
        for i in range(1, count + 1):
            path = f"results.shard-{i}-of-{count}.h5"
            self.check_sound(path)
            rows = rows_of(self.folder / path)
            self.assertGreater(len(rows), 0)
            self.assertEqual(seen.keys() & rows.keys(), set())
            seen.update(rows)
        self.assertEqual(seen.keys(), self.whole.keys())
        self.assertEqual([name for name in seen if seen[name] != self.whole[name]], [])

    def test_shards_that_are_made_together(self):
        self.check_run("plan", *self.options, "--create-shards", 3, ranks=2)
        for i in (1, 2, 3):
            self.check_run(*self.options, "--shard", f"{i}/3", code=None, ranks=i % 2 * 2)
        self.check_together(3)

    def test_shards_that_make_their_own_store(self):
        for i in (1, 2):
            self.check_run(*self.options, "--shard", f"{i}/2", code=None)
        self.check_together(2)
        result = self.check_run(*self.options, "--shard", "2/2", code=None)
        self.assertIn(" 0 batches to compute", result.err)

    def test_nonsense(self):
        for shard in ("0/2", "3/2", "1", "a/b", "1/2x", "-1/2"):
            self.check_refused(*self.options, "--shard", shard, code=USAGE, says=["--shard", "2/4"])
        self.check_refused(*self.options, "--shard", "1/200", code=USAGE, says=["200 shards of "])
        # Another manifest's shard.
        self.check_run(*self.options, "--shard", "1/2", code=None)
        other = self.screen(3, name="other.csv")
        self.check_refused(other, *SETTINGS, "--shard", "1/2", says=["was made from a list of 17 rows"])


if __name__ == "__main__":
    unittest.main()
