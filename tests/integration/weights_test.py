"""Weights: which file is what is known before a run begins, and said wherever results are shown."""

import json
import unittest

import h5py
import torch

from harness import FEW_STEPS, ONE_THREAD, SETTINGS, SMALL, USAGE, IntegrationTest, changed

STRUCTURE, AFFINITY = SMALL / "conf.ckpt", SMALL / "aff.ckpt"


class Weights(IntegrationTest):
    def test_kinds_are_told_apart_at_the_start(self):
        manifest = self.screen(2, affinity=False)
        swapped = ("--checkpoint", AFFINITY, "--affinity-checkpoint", STRUCTURE)
        for command in ((), ("check", "--quick"), ("plan",)):
            self.check_refused(*command, manifest, *FEW_STEPS, *ONE_THREAD, *swapped, code=USAGE,
                               says=(str(AFFINITY), "this is an affinity model", "--affinity-checkpoint"))
            self.check_refused(*command, manifest, *changed(affinity_checkpoint=STRUCTURE), code=USAGE,
                               says=(str(STRUCTURE), "this is a structure model", "Give this one with --checkpoint"))
        self.assertFalse((self.folder / "results.h5").exists())

    def test_names_are_in_the_store_and_wherever_it_is_shown(self):
        result = self.check_run(self.screen(2), *SETTINGS, "--out", "r.h5")
        self.assertIn("weights: not a published file; affinity: not a published file", result.out + result.err)
        with h5py.File(self.folder / "r.h5") as store:
            for name, wanted in (("weights", b"not a published file"), ("affinity_weights", b"not a published file"),
                                 ("residues", b"the program's own, not the published ones")):
                self.assertEqual(bytes(store.attrs[name]).rstrip(b"\0"), wanted)
        status = self.check_run("status", "r.h5").out
        self.assertIn("weights    not a published file; affinity: not a published file", status)
        self.assertIn("residues   the program's own", status)
        told = json.loads(self.check_run("status", "r.h5", "--json").out)
        record = json.loads((self.folder / "r.h5.run.json").read_text())
        for found in (told, record):
            self.assertEqual(found["weights"], "not a published file")
            self.assertEqual(found["affinity_weights"], "not a published file")
            self.assertEqual(found["residues"], "the program's own, not the published ones")
        self.assertEqual(record["warnings"], [])

    def test_quick_check_looks_inside(self):
        manifest, checkpoint = self.screen(2), torch.load(STRUCTURE, map_location="cpu", weights_only=False)
        del checkpoint["state_dict"]["msa_module.s_proj.weight"]
        torch.save(checkpoint, self.folder / "lacks.ckpt")
        self.check_refused("check", "--quick", manifest, *changed(checkpoint="lacks.ckpt"),
                           says=("lacks.ckpt", "msa_module.s_proj.weight"))
        out = self.check_run("check", "--quick", manifest, *SETTINGS).out
        self.assertRegex(out, r"structure model: 0\.\d M parameters of type float32")
        self.assertNotIn("affinity model", self.check_run("check", "--quick", self.screen(1, "s.csv", affinity=False),
                                                          *changed(affinity_checkpoint=None)).out)


if __name__ == "__main__":
    unittest.main()
