"""The number of ranks changes no bit of a store."""

import re
import unittest

import h5py
import numpy as np

from harness import SETTINGS, IntegrationTest, changed, count, differences


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

    def test_complexes_side_by_side(self):
        """Three threads compute three complexes of a batch, one each: as one thread computes them, but for rounding."""
        options = (self.screen(13), *changed(device_threads=3))
        self.check_run(*options, "--out", "alone.h5")
        self.check_run(*options, "--out", "ranks.h5", ranks=2)
        self.check_same(self.folder / "alone.h5", self.folder / "ranks.h5")
        self.check_run(*options[:1], *SETTINGS, "--out", "one_thread.h5")
        with h5py.File(self.folder / "alone.h5") as store, h5py.File(self.folder / "one_thread.h5") as one:
            self.assertEqual([h["plan/batches"][:, 1].max() for h in (store, one)], [3, 1])
            for name in ("scores/confidence_score", "affinity/affinity_pred_value"):
                np.testing.assert_allclose(store[name][:], one[name][:], rtol=1e-4, atol=1e-5, err_msg=name)
            for row in range(13):
                atoms = [h["structures/coordinates"][first:first + h["complexes/atoms"][row]] for h in (store, one)
                         for first in [h["structures/atom_offset"][row]]]
                np.testing.assert_allclose(*atoms, rtol=1e-3, atol=1e-3, err_msg=f"row {row}")

    def test_models_that_take_turns_compute_the_same(self):
        """Where the memory that is planned for holds one model beside a batch, but not both."""
        manifest = self.screen(6)
        options = (manifest, *SETTINGS)
        plan = self.check_run("plan", *options).out
        batch, weights = map(int, re.search(r"largest batch (\d+) MiB beside (\d+) MiB of weights", plan).groups())
        enough = ("--plan-memory", f"{batch + weights + 2}M")
        little = ("--plan-memory", f"{batch + weights * 3 // 4}M")
        self.check_run(*options, *enough, "--out", "both.h5")
        self.check_run(*options, *little, "--out", "turns.h5", ranks=2)
        with h5py.File(self.folder / "both.h5") as both, h5py.File(self.folder / "turns.h5") as turns:
            self.assertEqual([both["plan"].attrs["models_take_turns"], turns["plan"].attrs["models_take_turns"]], [0, 1])
        self.assertTrue(all(name.startswith("plan/") or "numerics" in name
                            for name in differences(self.folder / "both.h5", self.folder / "turns.h5")))
        self.assertEqual(count(self.folder / "turns.h5", "done", "affinity"), 4)


if __name__ == "__main__":
    unittest.main()
