"""Closure: `boltz-batch features` and `boltz-replay` give what the store has, and so does the reference's model, given
the same features and random numbers."""

import os
import sys
import unittest

import h5py
import numpy as np
import torch
from safetensors.torch import load_file

from harness import REPLAY, SMALL, IntegrationTest, changed

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))

STEPS, SAMPLES, AFFINITY_SAMPLES, RECYCLING, SEED = 10, 2, 2, 1, 11
SETTINGS = changed(sampling_steps=STEPS, sampling_steps_affinity=STEPS, diffusion_samples=SAMPLES,
                   diffusion_samples_affinity=AFFINITY_SAMPLES, recycling_steps=RECYCLING,
                   recycling_steps_affinity=RECYCLING, seed=SEED)
SCORES = ("confidence_score", "ptm", "iptm", "ligand_iptm", "protein_iptm", "complex_plddt", "complex_iplddt",
          "complex_pde", "complex_ipde")
AFFINITIES = ("affinity_pred_value", "affinity_probability_binary", "affinity_pred_value1",
              "affinity_probability_binary1", "affinity_pred_value2", "affinity_probability_binary2")

FILES = {
    # 16 tokens with a ligand of three atoms, and 97 to 128 atoms: the planned shape is the complex's own.
    "exact.yaml": "version: 1\nsequences:\n  - protein: {id: A, sequence: GSHMLEDPVDAFW, msa: empty}\n",
    "aligned.yaml": "version: 1\nsequences:\n  - protein: {id: A, sequence: MKTAYIAKQRQISF, msa: aligned.a3m}\n",
    "aligned.a3m": ">q\nMKTAYIAKQRQISF\n>a\nMKTAYLAKQRQ-SF\n>b\nMRTAY--KQRQISF\n>c\nMKSAYIAaKERQLSF\n",
    "chains.yaml": "version: 1\nsequences:\n  - protein: {id: [A, B], sequence: MKTAYIAKQR, msa: empty}\n"
                   "  - dna: {id: C, sequence: ACGT}\n",
}
ROWS = (("ethanol", "", "exact.yaml", "CCO", "true"), ("acid", "", "exact.yaml", "CC(=O)O", "true"),
        ("amine", "", "exact.yaml", "CCN", "true"), ("pyridine", "", "aligned.yaml", "c1ccncc1", "true"),
        ("chains", "chains.yaml", "", "", ""))
EXACT = ("ethanol", "amine")


class Row:
    """A store's results of one complex."""

    def __init__(self, path, name):
        with h5py.File(path) as store:
            row = list(store["complexes/id"].asstr()[:]).index(name)
            atoms, tokens = int(store["complexes/atoms"][row]), int(store["complexes/tokens"][row])
            first, token = int(store["structures/atom_offset"][row]), int(store["structures/token_offset"][row])
            self.atoms = atoms
            self.scores = {score: store["scores/" + score][row] for score in SCORES}
            self.affinity = {value: store["affinity/" + value][row] for value in AFFINITIES}
            self.xyz = store["structures/coordinates"][first:first + SAMPLES * atoms].reshape(SAMPLES, atoms, 3)
            self.plddt = store["structures/plddt"][token:token + SAMPLES * tokens].reshape(SAMPLES, tokens)
            pair, chains = int(store["scores/pair_chains_offset"][row]), int(store["complexes/chains"][row])
            self.pairs = store["scores/pair_chains_iptm"][pair:pair + SAMPLES * chains ** 2].reshape(
                SAMPLES, chains, chains)

    def structure(self):
        return {**self.scores, "sample_atom_coords": self.xyz, "plddt": self.plddt, "pair_chains_iptm": self.pairs}


def outputs(path, row):
    """What boltz-replay wrote, in the store's shapes."""
    tensors = {k: v.numpy() for k, v in load_file(path).items()}
    found = {k: tensors["out." + k].reshape(SAMPLES) for k in SCORES}
    chains = row.pairs.shape[1]
    found["pair_chains_iptm"] = np.stack([np.stack([tensors[f"out.pair_chains_iptm.{i}.{j}"].reshape(SAMPLES)
                                                    for j in range(chains)], -1) for i in range(chains)], 1)
    found["sample_atom_coords"] = tensors["out.sample_atom_coords"][:, :row.atoms]
    found["plddt"] = tensors["out.plddt"]
    return found


def reference(stage, features_path, noise_path):
    """What the reference's model returns for these features, drawing these random numbers."""
    import features
    import golden
    import precision
    import replayed
    noise = load_file(noise_path)
    steps, samples = noise["noise.R"].shape[:2]
    model = golden.load_model("small", stage, SMALL / ("aff.ckpt" if stage == "affinity" else "conf.ckpt"), "f32")
    model.affinity_mw_correction = model.use_kernels = False
    model.predict_args = dict(recycling_steps=RECYCLING, sampling_steps=steps, diffusion_samples=samples,
                              max_parallel_samples=samples)
    forward, results = model.forward, []

    def captured(*args, **kwargs):
        results.append(forward(*args, **kwargs))
        return results[-1]
    with torch.no_grad(), precision.patched((model, "forward", captured)), replayed.drawing(noise):
        prediction = model.predict_step(features.load(features_path), 0)
    return results[0] | {"confidence_score": prediction["confidence_score"]}


class Closure(IntegrationTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = IntegrationTest("setUp")
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        for name, text in FILES.items():
            cls.shared.write(name, text)
        cls.shared.write("manifest.csv", "".join(",".join(row) + "\n" for row in
                                                 (("id", "input", "target", "smiles", "affinity"), *ROWS)))
        cls.shared.check_run("manifest.csv", *SETTINGS, "--max-batch-size", 1, "--out", "single.h5")
        cls.shared.check_run("manifest.csv", *SETTINGS, "--max-batch-size", 8, "--out", "batched.h5")
        cls.folder_ = cls.shared.folder

    def setUp(self):
        self.folder = self.folder_

    def make_features(self, name, stage, of="single.h5"):
        """Files of features and of noise."""
        files = f"{name}.{stage}.safetensors", f"{name}.{stage}.noise.safetensors"
        affinity = stage == "affinity"
        self.check_run("features", "manifest.csv", "--id", name, "--seed", SEED, "--out", files[0], "--noise", files[1],
                       "--sampling-steps", STEPS, "--diffusion-samples", AFFINITY_SAMPLES if affinity else SAMPLES,
                       *(("--affinity-of", of) if affinity else ()))
        return [self.folder / file for file in files]

    def replay(self, name, stage, features, noise):
        out = self.folder / f"{name}.{stage}.out.safetensors"
        self.check_run("--checkpoint", SMALL / ("aff.ckpt" if stage == "affinity" else "conf.ckpt"), "--features",
                       features, "--noise", noise, "--out", out, "--stage", stage, "--recycling-steps", RECYCLING,
                       "--sampling-steps", STEPS, "--samples", AFFINITY_SAMPLES if stage == "affinity" else SAMPLES,
                       "--threads", 1, "--dtype", "float32", program=REPLAY)
        return out

    def check_close(self, a, b, tolerance, what):
        scale = max(1e-6, float(np.abs(np.nan_to_num(b)).max()))
        np.testing.assert_array_equal(np.isnan(a), np.isnan(b), what)
        self.assertLessEqual(float(np.abs(np.nan_to_num(a) - np.nan_to_num(b)).max()) / scale, tolerance, what)

    def test_structures(self):
        for name, *_ in ROWS:
            with self.subTest(complex=name):
                row, batched = Row(self.folder / "single.h5", name), Row(self.folder / "batched.h5", name)
                features, noise = self.make_features(name, "structure")
                replayed = outputs(self.replay(name, "structure", features, noise), row)
                for what, value in row.structure().items():
                    if name in EXACT:
                        self.assertEqual(value.tobytes(), np.ascontiguousarray(replayed[what]).tobytes(), what)
                    self.check_close(value, replayed[what], 1e-4, what)
                    self.check_close(batched.structure()[what], replayed[what], 1e-4, what + " of a batch")
                theirs = reference("structure", features, noise)
                for what in SCORES:
                    self.check_close(row.scores[what], theirs[what].numpy().reshape(SAMPLES), 2e-4, what)
                self.check_close(row.plddt, theirs["plddt"].numpy(), 2e-4, "plddt")
                self.check_close(row.xyz, theirs["sample_atom_coords"].numpy()[:, :row.atoms], 2e-4, "coordinates")

    def test_affinities(self):
        for name, *_, affinity in ROWS:
            if not affinity:
                continue
            with self.subTest(complex=name):
                row, batched = Row(self.folder / "single.h5", name), Row(self.folder / "batched.h5", name)
                features, noise = self.make_features(name, "affinity")
                tensors = load_file(self.replay(name, "affinity", features, noise))
                theirs = reference("affinity", features, noise)
                for what in AFFINITIES:
                    replayed = tensors["out." + what].numpy().reshape(())
                    if name in EXACT:
                        self.assertEqual(row.affinity[what].tobytes(), replayed.tobytes(), what)
                    self.check_close(row.affinity[what], replayed, 1e-4, what)
                    self.check_close(batched.affinity[what], replayed, 1e-4, what + " of a batch")
                    self.check_close(row.affinity[what], theirs[what].numpy().reshape(()), 2e-4, what)

    def test_affinity_features_of_a_replayed_structure(self):
        """The store and boltz-replay's output name the same best structure."""
        features, noise = self.make_features("ethanol", "structure")
        out = self.replay("ethanol", "structure", features, noise)
        from_store, _ = self.make_features("ethanol", "affinity")
        kept = from_store.read_bytes()
        from_replay, _ = self.make_features("ethanol", "affinity", of=out)
        self.assertEqual(kept, from_replay.read_bytes())


if __name__ == "__main__":
    unittest.main()
