"""boltz-replay and boltz-batch on the same complexes."""
import os
import subprocess
import sys

import h5py
import numpy as np
from safetensors.numpy import load_file

import complexes

SEED = 1
SCORES = ("confidence_score", "ptm", "iptm", "ligand_iptm", "protein_iptm", "complex_plddt", "complex_iplddt", "complex_pde",
          "complex_ipde")
AFFINITIES = ("affinity_pred_value", "affinity_probability_binary", "affinity_pred_value1", "affinity_probability_binary1",
              "affinity_pred_value2", "affinity_probability_binary2")


def checkpoint_name(stage):
    return "boltz2_aff.ckpt" if stage == "affinity" else "boltz2_conf.ckpt"


class Program:
    """Both programs, with one folder of weights and one component file; results lie in `folder`."""

    def __init__(self, programs, weights, components, settings, threads, folder):
        self.programs, self.weights, self.components, self.folder = programs, weights, components, folder
        self.settings, self.threads = settings, threads
        self.dtype = {"f32": "float32", "f64": "float64"}[settings.dtype]
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("BOLTZ_BATCH_")} | {
            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}

    def run(self, program, *arguments):
        command = [str(word) for word in (self.programs / program, *arguments)]
        log = self.folder / f"{program}.log"
        with open(log, "a") as file:
            print("$", *command, file=file, flush=True)
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=self.environment,
                                  check=False).returncode
        if code != 0:
            sys.exit(f"{log.read_text()[-3000:]}\nparity: {program} ended with exit code {code}; the command is in {log}")

    def replay(self, stage, features, noise, out):
        s = self.settings
        self.run("boltz-replay", "--checkpoint", self.weights / checkpoint_name(stage), "--features", features, "--noise", noise,
                 "--out", out, "--stage", stage, "--recycling-steps", s.recycling, "--sampling-steps", s.steps, "--samples",
                 s.samples_of(stage), "--dtype", self.dtype, "--matmul-precision", "highest", "--device", s.device,
                 "--threads", self.threads)

    def screen(self, manifest):
        """Runs boltz-batch over all complexes; its store."""
        s, store = self.settings, self.folder / "results.h5"
        for path in self.folder.glob("results.h5*"):
            path.unlink()
        self.run("boltz-batch", manifest, "--out", store, "--checkpoint", self.weights / checkpoint_name("structure"),
                 "--affinity-checkpoint", self.weights / checkpoint_name("affinity"), "--components", self.components,
                 "--compute-dtype", self.dtype, "--matmul-precision", "highest", "--device", s.device, "--seed", SEED,
                 "--recycling-steps", s.recycling, "--sampling-steps", s.steps, "--diffusion-samples", s.samples,
                 "--recycling-steps-affinity", s.recycling, "--sampling-steps-affinity", s.steps,
                 "--diffusion-samples-affinity", s.samples_of("affinity"), "--device-threads", self.threads, "--max-batch-size", 1)
        return store

    def features(self, name, stage, manifest, store):
        """What boltz-batch gives its model, and the random numbers it draws: two files."""
        features, noise = (self.folder / f"{name}.{stage}.{what}.safetensors" for what in ("features", "noise"))
        self.run("boltz-batch", "features", manifest, "--id", name, "--seed", SEED, "--components", self.components, "--out",
                 features, "--noise", noise, "--sampling-steps", self.settings.steps, "--diffusion-samples",
                 self.settings.samples_of(stage), *(("--affinity-of", store) if stage == "affinity" else ()))
        return features, noise


def stored(store, name, stage, samples):
    """A store's results of one complex under the reference's names."""
    with h5py.File(store) as file:
        row = list(file["complexes/id"].asstr()[:]).index(name)
        if stage == "affinity":
            return {"out." + value: file["affinity/" + value][row].reshape(1, 1) for value in AFFINITIES
                    if np.isfinite(file["affinity/" + value][row])}
        atoms, tokens, chains = (int(file["complexes/" + what][row]) for what in ("atoms", "tokens", "chains"))
        atom, token, pair = (int(file[where][row]) for where in ("structures/atom_offset", "structures/token_offset",
                                                                 "scores/pair_chains_offset"))
        found = {"out." + score: file["scores/" + score][row] for score in SCORES}
        found["out.sample_atom_coords"] = file["structures/coordinates"][atom:atom + samples * atoms].reshape(samples, atoms, 3)
        found["out.plddt"] = file["structures/plddt"][token:token + samples * tokens].reshape(samples, tokens)
        pairs = file["scores/pair_chains_iptm"][pair:pair + samples * chains * chains].reshape(samples, chains, chains)
        for i in range(chains):
            for j in range(chains):
                found[f"out.pair_chains_iptm.{i}.{j}"] = pairs[:, i, j]
        return found


def outputs(path):
    """The results in a file of the reference's or of boltz-replay's."""
    return {name: value for name, value in load_file(path).items() if name.startswith("out.")}


def write_manifest(path, names):
    lines = ["id,input", *(f"{name},{name}.yaml" for name in names)]
    path.write_text("\n".join(lines) + "\n")


def stages_of(name):
    return ("structure", "affinity") if complexes.wants_affinity(name) else ("structure",)
