"""throughput.py [--small N] [--large M] [--out FILE.md]: boltz-batch against `boltz predict` on a folder of screening inputs.

Ligands of T4 lysozyme L99A with affinity, as in configs/demo; both programs get the same folder, checkpoints and settings
(`boltz predict`'s defaults), one process, the CPU, float32 (the reference is told so: it would take bfloat16). Two folders, of N
and M complexes, give the throughput with start-up and the marginal time of a complex. Runs alternate.
Needs boltz 2.2.1 in this Python, boltz-batch built, and build/oracle (tests/oracle/make.sh).
"""
import argparse
import datetime
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import revision

ROOT = Path(__file__).resolve().parents[2]
LIGANDS = ("c1ccccc1", "Cc1ccccc1", "CCc1ccccc1", "Cc1ccccc1C", "CCCc1ccccc1", "CC(C)Cc1ccccc1", "c1ccc2[nH]ccc2c1",
           "c1ccc2occc2c1", "Oc1ccccc1", "O=Cc1ccccc1F", "Cc1cc(C)cc(C)c1", "CCCCc1ccccc1", "Fc1ccccc1", "Clc1ccccc1",
           "Brc1ccccc1", "Nc1ccccc1")
# The reference takes bf16-mixed for Boltz-2 and the published depths, whatever the checkpoint has; here both sides compute
# in float32, with the checkpoint's depths.
FLOAT32 = """
import functools, sys
import boltz.main, torch
path = sys.argv[sys.argv.index("--checkpoint") + 1]
hparams = torch.load(path, map_location="cpu", weights_only=False)["hyper_parameters"]
pairformer, msa = hparams["pairformer_args"], hparams["msa_args"]
boltz.main.PairformerArgsV2 = functools.partial(boltz.main.PairformerArgsV2, num_blocks=pairformer["num_blocks"],
                                                num_heads=pairformer["num_heads"])
boltz.main.MSAModuleArgs = functools.partial(boltz.main.MSAModuleArgs, msa_s=msa["msa_s"], msa_blocks=msa["msa_blocks"])
make = boltz.main.Trainer
boltz.main.Trainer = lambda **arguments: make(**{**arguments, "precision": 32})
sys.argv[0] = "boltz"
boltz.main.cli()
"""


def write_inputs(folder, count):
    """`count` YAML files: the demo's target with one ligand each."""
    target = (ROOT / "configs/demo/t4_lysozyme_l99a.yaml").read_text()
    head, properties = target.split("properties:")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for i in range(count):
        ligand = f"  - ligand:\n      id: L\n      smiles: '{LIGANDS[i % len(LIGANDS)]}'\n"
        (folder / f"ligand{i:02}.yaml").write_text(head + ligand + "properties:" + properties)


def reference(arguments, folder, cache, out):
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-c", FLOAT32, "predict", folder, "--out_dir", out, "--cache", cache, "--accelerator", "cpu",
               "--checkpoint", arguments.checkpoint, "--affinity_checkpoint", arguments.affinity_checkpoint, "--no_kernels",
               "--preprocessing-threads", "1", *settings(arguments)]
    start = time.perf_counter()
    with open(arguments.work / "reference.log", "wb") as log:
        subprocess.run(list(map(str, command)), check=True, stdout=log, stderr=subprocess.STDOUT,
                       env={**os.environ, "OMP_NUM_THREADS": str(arguments.threads)})
    seconds = time.perf_counter() - start
    made = len(list(out.glob("boltz_results_*/predictions/*/affinity_*.json")))
    return seconds, made


def ours(arguments, folder, out):
    for path in out.parent.glob(out.name + "*"):
        path.unlink()
    command = [arguments.program, folder, "--out", out, "--checkpoint", arguments.checkpoint, "--affinity-checkpoint",
               arguments.affinity_checkpoint, "--device", "cpu", "--device-threads", arguments.threads, "--threads", "1",
               *settings(arguments)]
    start = time.perf_counter()
    with open(arguments.work / "ours.log", "wb") as log:
        subprocess.run(list(map(str, command)), check=True, stdout=log, stderr=subprocess.STDOUT)
    seconds = time.perf_counter() - start
    import h5py
    with h5py.File(out) as store:
        made = int((store["affinity/affinity_pred_value"][:] == store["affinity/affinity_pred_value"][:]).sum())
    return seconds, made


def settings(arguments):
    return [] if arguments.steps is None else ["--sampling_steps", str(arguments.steps), "--sampling_steps_affinity",
                                               str(arguments.steps)]


def make_cache(arguments):
    """A cache folder that the reference does not fill from the network: components as the oracle has them."""
    cache = arguments.work / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for name, source in (("mols", arguments.oracle / "components/mols"), ("mols.tar", arguments.oracle / "components/mols.tar"),
                         ("boltz2_conf.ckpt", arguments.checkpoint), ("boltz2_aff.ckpt", arguments.affinity_checkpoint)):
        link = cache / name
        link.unlink(missing_ok=True)
        link.symlink_to(source.resolve())
    return cache


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/default/bin/boltz-batch")
    parser.add_argument("--oracle", type=Path, default=ROOT / "build/oracle")
    parser.add_argument("--checkpoint", type=Path, help="default: the oracle's small random weights")
    parser.add_argument("--affinity-checkpoint", type=Path)
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--small", type=int, default=2)
    parser.add_argument("--large", type=int, default=12)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--steps", type=int, help="sampling steps; default 200")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    small = arguments.oracle / "checkpoints/small"
    arguments.checkpoint = arguments.checkpoint or small / "conf.ckpt"
    arguments.affinity_checkpoint = arguments.affinity_checkpoint or small / "aff.ckpt"
    arguments.work.mkdir(parents=True, exist_ok=True)
    cache = make_cache(arguments)
    times = {("ours", "small"): [], ("ours", "large"): [], ("reference", "small"): [], ("reference", "large"): []}
    sizes = {"small": arguments.small, "large": arguments.large}
    load = os.getloadavg()[0]
    for _ in range(arguments.rounds):
        for size, count in sizes.items():
            folder = arguments.work / f"inputs_{size}"
            write_inputs(folder, count)
            for who, run in (("reference", lambda: reference(arguments, folder, cache, arguments.work / "reference_out")),
                             ("ours", lambda: ours(arguments, folder, arguments.work / "ours.h5"))):
                seconds, made = run()
                if made != count:
                    sys.exit(f"{who}: {made} affinities of {count}; see {arguments.work}/{who}.log")
                times[who, size].append(seconds)
                print(f"{who}, {count} complexes: {seconds:.1f} s", file=sys.stderr)
    seconds = {key: statistics.median(values) for key, values in times.items()}
    marginal = {who: (seconds[who, "large"] - seconds[who, "small"]) / (arguments.large - arguments.small)
                for who in ("ours", "reference")}
    lines = [f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores (load average {load:.1f} at the start), {arguments.threads} "
             f"threads, float32, commit {revision.commit()}, {arguments.rounds} round(s). Random weights.", "",
             "| | boltz-batch | boltz predict | ratio |", "|---|---|---|---|"]
    for size, count in sizes.items():
        a, b = seconds["ours", size], seconds["reference", size]
        lines.append(f"| {count} complexes, start-up included, s | {a:.1f} | {b:.1f} | **{b / a:.2f}** |")
    lines.append(f"| marginal time of a complex, s | {marginal['ours']:.2f} | {marginal['reference']:.2f} | "
                 f"**{marginal['reference'] / marginal['ours']:.2f}** |")
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.out:
        arguments.out.write_text(text)


if __name__ == "__main__":
    main()
