"""cpu.py [--only small|real|load] [--threads N] [--rounds K] [--out FILE.md]: boltz-batch against the reference on the CPU.

Both compute the same features, random draws and checkpoint in float32 with the same number of threads, one after the
other, round by round (A B A B ...); a ratio is the median over rounds of reference / boltz-batch. Loading is timed apart.
Needs boltz 2.2.1 in this Python, boltz-replay built, and build/oracle (tests/oracle/make.sh). Run it on a quiet machine.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch

import make_features
import reference
import revision
import tensor_file
import times
from replay import Replay

ROOT = Path(__file__).resolve().parents[2]
STAGES = ("embedder", "trunk pass", "conditioning", "step", "confidence", "affinity", "total")
TITLES = {"trunk pass": "one trunk pass", "step": "one diffusion step", "total": "all"}
SAME = 2e-3  # relative; float32 against float32, small sizes


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown CPU")
    return {"date": datetime.date.today().isoformat(), "cpu": model, "cores": os.cpu_count(),
            "load_average": round(os.getloadavg()[0], 1), "torch": torch.__version__,
            "commit": revision.commit()}


def real_checkpoint(name, folder):
    """Random weights of the published sizes, 2 GB; made once."""
    path = folder / f"real_{name}.ckpt"
    if not path.exists():
        temporary = path.with_suffix(".making")
        print(f"making {path} (20 s, 2 GB)", file=sys.stderr)
        subprocess.run([sys.executable, str(ROOT / "tests/oracle/make_weights.py"),
                        str(ROOT / f"tests/oracle/real_shapes_{name}.json"), str(temporary)], check=True)
        temporary.rename(path)
    return path


def small_cases(oracle, rounds):
    """Whole runs as `boltz predict` makes them by default: 200 sampling steps."""
    for case in json.loads((oracle / "cases.json").read_text()):
        if case["name"] in ("affsmall_small_structure", "affsmall_small_affinity", "mixed_small_structure"):
            yield dict(name=case["name"].replace("_small_", ", small model, "), preset="small", stage=case["stage"],
                       checkpoint=oracle / case["checkpoint"], features=oracle / case["features"],
                       recycling=case["recycling"], steps=200, samples=case["samples"], rounds=rounds or 7)


def real_cases(oracle, work, rounds):
    """Few passes and steps, so that a round takes seconds: what is compared is per pass and per step."""
    large = work / "protein136.safetensors"
    tensor_file.save(make_features.make(136, msa_rows=75, ligand=19), large)
    conf, aff = (real_checkpoint(name, work) for name in ("conf", "aff"))
    affsmall = oracle / "complexes/affsmall/structure.safetensors"
    base = dict(preset="real", stage="structure", checkpoint=conf, samples=1)
    yield dict(base, name="affsmall, published dimensions, structure", features=affsmall, recycling=1, steps=10,
               rounds=rounds or 3)
    yield dict(base, name="protein and ligand, published dimensions, structure", features=large, recycling=0, steps=6,
               rounds=rounds or 3)
    yield dict(base, name="affsmall, published dimensions, affinity", stage="affinity", checkpoint=aff, samples=5,
               features=oracle / "affinity/affsmall/affinity.safetensors", recycling=0, steps=4, rounds=rounds or 3)


def difference(ours, theirs):
    """The largest relative difference over trunk, coordinates and scores."""
    worst = 0.0
    for name in ("out.s", "out.z", "out.sample_atom_coords", "out.plddt", "out.affinity_pred_value"):
        if name in theirs and name in ours:
            a, b = theirs[name].double().flatten(), ours[name].double().flatten()
            worst = max(worst, float((a - b).norm() / a.norm()))
    return worst


def compare(case, replay, model, threads, work):
    """One case: rounds of reference, then boltz-batch. The first round warms up and is where outputs are compared."""
    tensors = tensor_file.load(case["features"])
    noise = make_features.make_noise(tensors["atom_pad_mask"].shape[1], case["steps"], case["samples"])
    noise_path, out = work / "noise.safetensors", work / "out.safetensors"
    tensor_file.save(noise, noise_path)
    batch = model.features(tensors)
    job = {"checkpoint": case["checkpoint"], "features": case["features"], "noise": noise_path, "stage": case["stage"],
           "recycling-steps": case["recycling"], "sampling-steps": case["steps"], "samples": case["samples"],
           "threads": threads}
    ours, theirs, gap = [], [], None
    for index in range(case["rounds"] + 1):
        clock, result = model.run(batch, case["recycling"], case["steps"], case["samples"], noise)
        measured = replay.run({**job, "out": out} if index == 0 else job)
        if index == 0:
            gap = difference(tensor_file.load(out), reference.outputs(result))
            continue
        theirs.append(times.of_reference(clock, case["recycling"] + 1))
        ours.append(times.of_replay(measured)[0])
    rows = {}
    for stage in STAGES:
        if stage in ours[0] and stage in theirs[0]:
            ratios = [b[stage] / a[stage] for a, b in zip(ours, theirs)]
            rows[stage] = {"ours_ms": statistics.median(run[stage] for run in ours),
                           "reference_ms": statistics.median(run[stage] for run in theirs),
                           "ratio": statistics.median(ratios), "least": min(ratios), "most": max(ratios)}
    return {"name": case["name"], "tokens": measured["tokens"], "atoms": measured["atoms"], "msa_rows": measured["msa_rows"],
            "recycling": case["recycling"], "steps": case["steps"], "samples": case["samples"], "rounds": case["rounds"],
            "difference": gap, "stages": rows}


def read_seconds(path):
    start, buffer = time.perf_counter(), bytearray(1 << 23)
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass
    return time.perf_counter() - start


def loading(binary, checkpoint, features, threads, log, rounds=3):
    """Reading the file, then loading it, in turns; the file is in the page cache for both. A mapped file is read when
    first used: `first_use` is by how much the first run is slower than the second."""
    read_seconds(checkpoint)
    reads, loads = [], []
    job = {"checkpoint": checkpoint, "features": features, "recycling-steps": 0, "sampling-steps": 2, "repeat": 2,
           "threads": threads}
    for _ in range(rounds):
        reads.append(read_seconds(checkpoint))
        with Replay(binary, log) as replay:
            measured = replay.run(job)
        first, second = (run["total"] for run in times.of_replay(measured))
        loads.append({**measured["load"], "first_use": max(0.0, (first - second) / 1e3)})
    size = checkpoint.stat().st_size
    shipped = subprocess.run([sys.executable, reference.__file__, "--load", str(checkpoint)], capture_output=True, text=True)
    theirs = json.loads(shipped.stdout.splitlines()[-1]) if shipped.returncode == 0 else None
    median = {name: statistics.median(load[name] for load in loads) for name in loads[0]}
    return {"file": checkpoint.name, "bytes": size, "read_seconds": statistics.median(reads), "load": median,
            "reference": theirs}


def table(found):
    about = found["machine"]
    lines = [f"{about['date']}, {about['cpu']}, {about['cores']} cores (load average {about['load_average']} at the start), "
             f"threads of each: {found['threads']}, float32, torch {about['torch']}, commit {about['commit']}. Random weights.",
             "", "| case | tokens | stage | boltz-batch, ms | reference, ms | ratio (least, most) |", "|---|---|---|---|---|---|"]
    for case in found["cases"]:
        for stage, row in case["stages"].items():
            lines.append(f"| {case['name']} | {case['tokens']} | {TITLES.get(stage, stage)} | {row['ours_ms']:.1f} | "
                         f"{row['reference_ms']:.1f} | **{row['ratio']:.2f}** ({row['least']:.2f}, {row['most']:.2f}) |")
    for case in found["cases"]:
        lines += ["" if case is found["cases"][0] else None,
                  f"- {case['name']}: {case['tokens']} tokens, {case['atoms']} atoms, {case['msa_rows']} MSA rows, "
                  f"{case['recycling'] + 1} passes, {case['steps']} steps, {case['samples']} samples, {case['rounds']} "
                  f"rounds; outputs differ by {case['difference']:.1e}"]
    if found["loading"]:
        lines += ["", "| checkpoint | size, GB | read, s | load, s | of that, at first use, s | load / read | resident memory "
                  "gained / file | reference: load, s | memory / file |", "|---|---|---|---|---|---|---|---|---|"]
    for entry in found["loading"]:
        load, theirs, size = entry["load"], entry["reference"], entry["bytes"]
        total = load["seconds"] + load["first_use"]
        gained = (load["peak_resident"] - load["resident_before"]) / size
        shipped = f"{theirs['seconds']:.1f} | {(theirs['peak_resident'] - theirs['resident_before']) / size:.2f}" if theirs \
            else "not run | –"
        lines.append(f"| {entry['file']} | {size / 1e9:.2f} | {entry['read_seconds']:.2f} | {total:.2f} | "
                     f"{load['first_use']:.2f} | {total / entry['read_seconds']:.2f} | {gained:.2f} | {shipped} |")
    return "\n".join(line for line in lines if line is not None) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replay", type=Path, default=ROOT / "build/default/bin/boltz-replay")
    parser.add_argument("--oracle", type=Path, default=ROOT / "build/oracle")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench", help="weights (4 GB) and results")
    parser.add_argument("--only", choices=("small", "real", "load"))
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, help="default 7 (small), 3 (real)")
    parser.add_argument("--out", type=Path, help="the table; default WORK/cpu.md, with cpu.json beside it")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.work.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "threads": arguments.threads, "cases": [], "loading": []}
    cases = []
    if arguments.only in (None, "small"):
        cases += small_cases(arguments.oracle, arguments.rounds)
    if arguments.only in (None, "real"):
        cases += real_cases(arguments.oracle, arguments.work, arguments.rounds)
    with open(arguments.work / "cpu.log", "ab") as log:
        if arguments.only in (None, "load"):
            found["loading"].append(loading(arguments.replay, real_checkpoint("conf", arguments.work),
                                            arguments.oracle / "complexes/affsmall/structure.safetensors",
                                            arguments.threads, log))
        run_cases(cases, arguments, log, found)
    out = arguments.out or arguments.work / "cpu.md"
    out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    out.write_text(table(found))
    print(table(found))
    differing = [case["name"] for case in found["cases"] if not case["difference"] < SAME]
    if differing:
        sys.exit(f"the two programs do not compute the same: {', '.join(differing)}")


def run_cases(cases, arguments, log, found):
    import presets
    model, loaded = None, None
    for case in cases:
        print(case["name"], file=sys.stderr, flush=True)
        if loaded != case["checkpoint"]:
            model, loaded = None, case["checkpoint"]
            hyper_parameters = presets.PRESETS[case["preset"]][1 if case["stage"] == "affinity" else 0]
            model = reference.Reference(case["checkpoint"], hyper_parameters, case["stage"])
        with Replay(arguments.replay, log) as replay:
            found["cases"].append(compare(case, replay, model, arguments.threads, arguments.work))


if __name__ == "__main__":
    main()
