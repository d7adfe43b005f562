"""The number of ranks changes no bit of a store."""

import unittest

import h5py
import numpy as np

from harness import SETTINGS, IntegrationTest, count


class Ranks(IntegrationTest):
    def test_one_two_and_four_ranks_write_the_same_bits(self):
        manifest = self.screen(24)
        # Small batches, so that every rank has some; two samples and all outputs, so that nothing is left out.
        options = (manifest, *SETTINGS, "--max-batch-size", 2, "--diffusion-samples", 2, "--write-pae", "--write-pde",
                   "--write-embeddings")
        self.check_run(*options, "--out", "alone.h5")
        for ranks in (1, 2, 4):
            self.check_run(*options, "--out", f"ranks{ranks}.h5", ranks=ranks)
            self.check_same(self.folder / "alone.h5", self.folder / f"ranks{ranks}.h5")
        self.check_sound("ranks4.h5")
        self.assertEqual(count(self.folder / "ranks4.h5", "done"), 24)
        with h5py.File(self.folder / "ranks4.h5") as store:
            self.assertGreater(len(np.unique(store["complexes/rank"])), 1)  # several ranks did work
            # And the numbers are numbers: no two complexes have the same, no two atoms lie in one place.
            self.assertGreater(len(np.unique(store["scores/iptm"])), 20)
            self.assertEqual(len(np.unique(store["structures/coordinates"], axis=0)),
                             2 * store["complexes/atoms"][:].sum())
            self.assertEqual(np.isnan(store["scores/iptm"]).sum(), 0)
            wanted = store["complexes/wants_affinity"][:] == 1
            values = store["affinity/affinity_pred_value"][:]
            self.assertFalse(np.isnan(values[wanted]).any())
            self.assertTrue(np.isnan(values[~wanted]).all())
            self.assertEqual(store["complexes/user/note"].asstr()[3], "n3")


if __name__ == "__main__":
    unittest.main()
