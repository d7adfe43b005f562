"""tools/parity.sh, but for its set-up: equal weights are found equal, others different."""

import pathlib
import subprocess
import sys
import unittest

import torch

from harness import ORACLE, PROGRAMS, SMALL, IntegrationTest, Result, environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = {"boltz2_conf.ckpt": "conf.ckpt", "boltz2_aff.ckpt": "aff.ckpt"}


def changed_by_little(source, out):
    """The checkpoint with one number of one parameter changed."""
    checkpoint = torch.load(source, map_location="cpu", weights_only=False)
    weight = checkpoint["state_dict"]["z_init_1.weight"]
    weight[0, 0] = weight[0, 0] * 1.1 + 0.01
    torch.save(checkpoint, out)


class ParityTest(IntegrationTest):
    def cache(self, checkpoints, mols=True, name="cache"):
        folder = self.folder / name
        folder.mkdir()
        for cached, file in NAMES.items():
            (folder / cached).symlink_to(checkpoints / file)
        if mols:
            (folder / "mols").symlink_to(ORACLE / "components" / "mols")
        return folder

    def parity(self, *arguments, timeout=1500):
        command = [sys.executable, "-B", ROOT / "tools" / "parity" / "parity.py", "--out", self.folder / "out", "--programs",
                   PROGRAMS, *arguments]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment(), timeout=timeout,
                              check=False)
        return Result(done.returncode, done.stdout, done.stderr)


class Quick(ParityTest):
    def test_a_changed_number_is_found(self):
        """Of the affinity model: the structure model's rows must stay equal."""
        cache, ours = self.cache(SMALL), self.cache(SMALL, name="ours")
        (ours / "boltz2_aff.ckpt").unlink()
        changed_by_little(SMALL / "aff.ckpt", ours / "boltz2_aff.ckpt")
        result = self.parity("--cache", cache, "--our-weights", ours, "--complexes", "fkbp12", "--sampling-steps", 3,
                             "--recycling-steps", 0, "--samples", 1, "--threads", 1)
        self.assertEqual(result.code, 1, result)
        self.assertIn("verdict: DIFFERENT", result.out)
        rows = {tuple(line.split()[:3]): "DIFFERS" in line for line in result.out.splitlines()
                if line.startswith(("model ", "features ", "program "))}
        self.assertEqual(rows, {("model", "fkbp12", "structure"): False, ("features", "fkbp12", "structure"): False,
                                ("program", "fkbp12", "structure"): False, ("model", "fkbp12", "affinity"): True,
                                ("program", "fkbp12", "affinity"): True}, result)

    def test_says_what_is_missing(self):
        for arguments, words in ((("--cache", self.folder / "none"), "boltz2_conf.ckpt is not there"),
                                 (("--cache", self.cache(SMALL, mols=False)), "neither mols/ nor mols.tar"),
                                 (("--cache", self.cache(SMALL, name="all"), "--complexes", "insulin"), "'insulin'")):
            result = self.parity(*arguments)
            self.assertEqual(result.code, 2, result)
            self.assertIn(words, result.err)


class Small(ParityTest):
    def test_equal_weights_are_found_equal(self):
        result = self.parity("--cache", self.cache(SMALL), "--threads", 1)
        self.assertEqual(result.code, 0, result)
        self.assertIn("verdict: EQUAL", result.out)
        self.assertIn("boltz2_conf.ckpt: not a published file", result.out)
        rows = [line.split()[:3] for line in result.out.splitlines() if line.startswith(("model ", "features ", "program "))]
        structures = [[what, name, "structure"] for what in ("model", "features", "program")
                      for name in ("villin", "fkbp12", "zif268")]
        self.assertCountEqual(rows, [*structures, ["model", "fkbp12", "affinity"], ["program", "fkbp12", "affinity"]])
        self.assertIn("affinity_pred_value", result.out)


class Published(ParityTest):
    """Random weights of the published dimensions and depth."""

    def test_equal_weights_are_found_equal(self):
        for name in ("conf", "aff"):
            subprocess.run([sys.executable, ROOT / "tests" / "oracle" / "make_weights.py",
                            ROOT / "tests" / "oracle" / f"real_shapes_{name}.json", self.folder / f"{name}.ckpt"], check=True)
        result = self.parity("--cache", self.cache(self.folder), timeout=7200)
        self.assertEqual(result.code, 0, result)
        self.assertIn("verdict: EQUAL", result.out)


if __name__ == "__main__":
    unittest.main()
