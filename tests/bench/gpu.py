"""gpu.py --replay BINARY --work FOLDER --out FOLDER [options]: what gpu.sh runs after building.

Measures the most important rows first and stops when the budget is spent: parity, then stage times of boltz-batch and of
the reference's modules in turns, on the same features, in the same run. Everything goes to OUT/gpu.json as it is found;
OUT/gpu.md is the table of it (table.py)."""
import argparse
import contextlib
import datetime
import gc
import json
import subprocess
import time
import traceback
from pathlib import Path

import torch

import bench_weights
import flops
import kernels
import make_features
import revision
import table
import tensor_file
import times
from gpu_plan import Budget, Sizes, describe
from replay import Replay, ReplayError

PARITY = (("float32", "highest"), ("float32", "high"), ("float32", "medium"), ("bfloat16", "highest"), ("bfloat16", "high"))
PARITY_OUTPUTS = ("s", "z", "pdistogram", "sample_atom_coords", "plddt", "pae", "iptm", "affinity_pred_value",
                  "affinity_probability_binary")
REPEATS, JOB_SECONDS = 5, 4.0  # at most; the first run warms up


def about_machine(device):
    found = {"date": datetime.date.today().isoformat(), "torch": torch.__version__,
             "commit": revision.commit(), "device": device, "card": "CPU, a dry run"}
    if device == "cuda":
        driver = subprocess.run(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"], capture_output=True,
                                text=True).stdout.strip().splitlines()
        found |= {"card": torch.cuda.get_device_name(0), "driver": driver[0] if driver else "unknown",
                  "cuda": torch.version.cuda, "memory": torch.cuda.get_device_properties(0).total_memory,
                  "ceilings": ceilings()}
    return found


def ceilings():
    """TFLOP/s of one large matrix product through torch, for each unit: what this card reaches today."""
    found = {}
    for unit, dtype, precision in (("float32", torch.float32, "highest"), ("tf32", torch.float32, "high"),
                                   ("bfloat16", torch.bfloat16, "highest")):
        torch.set_float32_matmul_precision(precision)
        a, b = (torch.randn(8192, 8192, device="cuda", dtype=dtype) for _ in range(2))
        for _ in range(3):
            a @ b
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        first.record()
        for _ in range(5):
            a @ b
        last.record()
        torch.cuda.synchronize()
        found[unit] = round(5 * 2 * 8192**3 / (1e-3 * first.elapsed_time(last)) / 1e12, 1)
    torch.cuda.empty_cache()
    return found


class Bench:
    def __init__(self, arguments):
        self.arguments, self.work, self.out = arguments, arguments.work, arguments.out
        self.device = "cpu" if arguments.cpu_dry_run else "cuda"
        self.sizes = Sizes(arguments.cpu_dry_run)
        self.log = open(self.out / "replay.log", "ab")
        self.replays, self.references, self.no_reference = {}, {}, None
        self.found = {"machine": about_machine(self.device), "parity": [], "rows": [], "reference": None,
                      "sampling_steps": self.sizes.steps, "notes": []}

    def save(self):
        (self.out / "gpu.json").write_text(json.dumps(self.found, indent=1) + "\n")
        (self.out / "gpu.md").write_text(table.gpu(self.found))

    def note(self, text):
        print(f"gpu.py: {text}", flush=True)
        self.found["notes"].append(text)

    # -- both programs ------------------------------------------------------------------------------------------
    def checkpoint(self, affinity):
        return self.work / ("aff.ckpt" if affinity else "conf.ckpt")

    def replay(self, affinity, dtype):
        """One process for each model, so that none is loaded twice."""
        key = affinity, dtype
        if key not in self.replays:
            self.replays[key] = Replay(self.arguments.replay, self.log)
        return self.replays[key]

    def reference(self, affinity):
        """The reference's model, or nothing where there is none."""
        if self.no_reference is None and affinity not in self.references:
            import reference
            name = "aff" if affinity else "conf"
            try:
                hyper_parameters = bench_weights.listing(name, self.sizes.dry_run)["hyper_parameters"]
                model = reference.Reference(self.checkpoint(affinity), hyper_parameters,
                                            "affinity" if affinity else "structure", self.device,
                                            self.arguments.hide.split(",") if self.arguments.hide else ())
                self.references[affinity] = model
                about = self.found["reference"] or {}
                self.found["reference"] = about | {name: model.kernels, "stubbed": model.stubbed}
            except Exception as error:  # without it the table has no ratios, but all the rest
                traceback.print_exc()
                self.no_reference = f"the reference was not measured: {error!r}"
                self.note(self.no_reference)
        return self.references.get(affinity) if self.no_reference is None else None

    def features(self, tokens, rows, affinity=False):
        path = self.work / f"n{tokens}_s{rows}{'_affinity' if affinity else ''}.safetensors"
        if not path.exists():
            tensor_file.save(make_features.make(tokens, rows, affinity=affinity), path)
        return path

    def job(self, affinity, dtype, precision, features, recycling, steps, samples, **more):
        return {"checkpoint": self.checkpoint(affinity), "stage": "affinity" if affinity else "structure", "dtype": dtype,
                "matmul-precision": precision, "features": features, "recycling-steps": recycling,
                "sampling-steps": steps, "samples": samples, "device": self.device, "no-logits": True, **more}

    # -- parity -------------------------------------------------------------------------------------------------
    def parity(self, affinity):
        """Both programs in every precision on the device against boltz-replay in float64 on the CPU; same random draws."""
        size, samples = self.sizes.parity, 2 if affinity else 1
        path = self.features(size["tokens"], size["msa_rows"], affinity)
        tensors = tensor_file.load(path)
        noise = make_features.make_noise(tensors["atom_pad_mask"].shape[1], size["steps"], samples)
        noise_path, out = self.work / "noise.safetensors", self.work / "out.safetensors"
        tensor_file.save(noise, noise_path)

        def ours(device, dtype, precision):
            job = self.job(affinity, dtype, precision, path, size["recycling"], size["steps"], samples)
            with Replay(self.arguments.replay, self.log) if dtype == "float64" else keep(self.replay(affinity, dtype)) as replay:
                replay.run({**job, "device": device, "noise": noise_path, "out": out}, max(30.0, self.budget.left()))
            return tensor_file.load(out)
        truth = ours("cpu", "float64", "highest")
        for dtype, precision in PARITY:
            row = {"stage": "affinity" if affinity else "structure", "dtype": dtype, "matmul_precision": precision,
                   "ours": errors(truth, ours(self.device, dtype, precision)), "reference": None}
            model = self.reference(affinity)
            if model is not None:
                import reference
                _, result = model.run(model.features(tensors), size["recycling"], size["steps"], samples, noise, dtype,
                                      precision)
                row["reference"] = errors(truth, reference.outputs(result))
            self.found["parity"].append(row)
            self.save()

    # -- times --------------------------------------------------------------------------------------------------
    def time_row(self, tokens, rows, batch, affinity, precision):
        """One row: boltz-batch, then the reference one complex at a time, which is all it can do."""
        dtype, matmul = precision
        samples = 5 if affinity else 1
        path = self.features(tokens, rows, affinity)
        row = {"tokens": tokens, "msa_rows": rows, "batch": batch, "stage": "affinity" if affinity else "structure",
               "samples": samples, "dtype": dtype, "matmul_precision": matmul, "ours": None, "reference": None}
        print(f"gpu.py: {tokens} tokens, {rows} MSA rows, batch {batch}, {row['stage']}, {dtype} {matmul}; "
              f"{self.budget.left():.0f} s left", flush=True)
        job = self.job(affinity, dtype, matmul, path, 0, self.sizes.steps, samples, batch=batch)
        job |= {"repeat": REPEATS, "max-seconds": JOB_SECONDS}
        try:
            measured = self.replay(affinity, dtype).run(job, max(10.0, self.budget.left()))
            row["atoms"] = measured["atoms"]
            row["ours"] = {"ms": times.medians(times.of_replay(measured)), "runs": measured["runs"],
                           "host_step_ms": times.host_step(measured), "memory": measured["device_memory"]}
        except ReplayError as error:
            row["failed"] = str(error)
        if batch == 1 or not any(same_but_batch(row, other) for other in self.found["rows"]):
            row["reference"] = self.time_reference(path, affinity, samples, dtype, matmul)
        self.found["rows"].append(row)
        self.save()

    def time_reference(self, path, affinity, samples, dtype, matmul):
        model = self.reference(affinity)
        if model is None:
            return None
        cuda = self.device == "cuda"
        try:
            batch, runs, start = model.features(tensor_file.load(path)), [], time.monotonic()
            if cuda:
                torch.cuda.reset_peak_memory_stats()
            while len(runs) < REPEATS and (not runs or time.monotonic() - start < JOB_SECONDS):
                clock, _ = model.run(batch, 0, self.sizes.steps, samples, None, dtype, matmul)
                runs.append(times.of_reference(clock, 1))
            return {"ms": times.medians(runs), "runs": len(runs),
                    "memory": {"peak": torch.cuda.max_memory_allocated()} if cuda else None}
        except torch.OutOfMemoryError:
            return {"failed": "out of memory"}
        finally:
            batch = None
            gc.collect()
            if cuda:
                torch.cuda.empty_cache()

    def run(self):
        self.budget = Budget(self.arguments.started or time.time(), self.arguments.budget)
        self.save()
        for affinity in (False, True):
            try:
                self.parity(affinity)
            except ReplayError as error:
                self.note(f"parity was not measured: {error}")
        for job in self.sizes.jobs():
            if self.budget.left() < self.expected_seconds(*job):
                self.note(f"left out for lack of time: {describe(job)}")
                continue
            if not self.measured(*job):
                self.time_row(*job)
        self.save()

    def measured(self, tokens, rows, batch, affinity, precision):
        key = tokens, rows, batch, "affinity" if affinity else "structure", *precision
        names = ("tokens", "msa_rows", "batch", "stage", "dtype", "matmul_precision")
        return any(tuple(row[name] for name in names) == key for row in self.found["rows"])

    def expected_seconds(self, tokens, rows, batch, affinity, precision):
        """Two runs of both programs at a quarter of the card's peak, and a few seconds for the rest. Generous: a row that
        is begun is finished."""
        samples = 5 if affinity else 1
        peak = flops.peaks(self.found["machine"]["card"])
        if not peak:
            return 5.0
        work = {stage: flops.of_stage(stage, tokens, rows, samples) for stage in ("trunk pass", "step", "confidence")}
        work["step"] *= self.sizes.steps
        seconds = sum(w / (0.25e12 * peak[flops.unit_of(stage, *precision)]) for stage, w in work.items())
        return 4.0 + 2 * (batch + (1 if batch == 1 else 0)) * seconds


def keep(replay):
    """A context that leaves the process running."""
    return contextlib.nullcontext(replay)


def same_but_batch(row, other):
    names = ("tokens", "msa_rows", "stage", "dtype", "matmul_precision")
    return other["reference"] is not None and all(row[name] == other[name] for name in names)


def errors(truth, other):
    """Relative error of each output; scores of 0 are left out."""
    found = {}
    for name in PARITY_OUTPUTS:
        a, b = truth.get(f"out.{name}"), other.get(f"out.{name}")
        if a is not None and b is not None and a.double().norm() > 0:
            found[name] = float((a.double().flatten() - b.double().flatten()).norm() / a.double().norm())
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replay", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--started", type=float, help="seconds since the epoch from which the budget counts")
    parser.add_argument("--budget", type=float, default=560)
    parser.add_argument("--cpu-dry-run", action="store_true")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--hide", help="packages to treat as absent in the reference, for tests")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    bench = Bench(arguments)
    try:
        if arguments.profile:
            kernels.profile(bench)
        else:
            bench.run()
            print(table.gpu(bench.found))
    finally:
        for replay in bench.replays.values():
            replay.close()


if __name__ == "__main__":
    main()
