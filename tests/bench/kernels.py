"""The kernels behind a diffusion step and a trunk pass, by Nsight Compute (ncu).

One run with two steps more, or one pass more, has the kernels of those and nothing else besides: differences of three
profiled runs give both. ncu runs kernels one by one, so its durations are busy time; the time that passes without it comes
from runs without it, and the rest of that is idle. Without ncu only the times are written: CUPTI has no command of its own
(and nsys may be absent or unable to make its report)."""
import csv
import io
import json
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import gpu_plan
import table
import times
from replay import ReplayError

CASES = ((256, 1), (512, 8))  # tokens, batch: the extremes
DRY_CASES = ((24, 1), (40, 2))
PRECISION = ("bfloat16", "high")
TOP = 20
NANOSECONDS = {"ns": 1, "nsecond": 1, "us": 1e3, "usecond": 1e3, "ms": 1e6, "msecond": 1e6, "s": 1e9, "second": 1e9}
METRIC = "gpu__time_duration.sum"


def find_ncu():
    return shutil.which("ncu") or next((str(p) for p in sorted(Path("/opt/nvidia/nsight-compute").glob("*/ncu"))[::-1]), None)


def parse(text):
    """{kernel: (launches, ns)} of ncu's CSV, in either of its layouts: a line for each metric, or a column."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if '"Kernel Name"' in line), None)
    if start is None:
        raise ValueError("no kernels in ncu's output: " + " ".join(lines[-3:]))
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[start:]))))
    found = defaultdict(lambda: [0, 0.0])
    unit = "ns"
    for row in rows:
        if "Metric Value" in row:
            if row["Metric Name"] != METRIC:
                continue
            value, unit = row["Metric Value"], row["Metric Unit"]
        elif not row["Kernel Name"]:  # the line of units below the header
            unit = row[METRIC]
            continue
        else:
            value = row[METRIC]
        entry = found[short(row["Kernel Name"])]
        entry[0] += 1
        entry[1] += float(value.replace(",", "")) * NANOSECONDS[unit]
    return {name: tuple(entry) for name, entry in found.items()}


def short(name, longest=110):
    """A kernel's name without return type and arguments."""
    name = re.sub(r"^void ", "", name).split("(")[0] if not name.startswith("void (") else name
    name = name.replace("at::native::", "").replace("|", "\\|")
    return name if len(name) <= longest else name[:longest - 1] + "…"


def difference(more, less, times_more):
    """What `more` has beyond `less`, for one of the units it has `times_more` more of."""
    launches = sum(n for n, _ in more.values()) - sum(n for n, _ in less.values())
    entries = []
    for name in more:
        count, ns = more[name][0] - less.get(name, (0, 0))[0], more[name][1] - less.get(name, (0, 0))[1]
        if count > 0:
            entries.append({"name": name, "launches": count / times_more, "ms": ns / times_more / 1e6})
    entries.sort(key=lambda entry: -entry["ms"])
    return {"launches": launches / times_more, "busy_ms": sum(entry["ms"] for entry in entries), "top": entries[:TOP]}


def run_ncu(ncu, bench, job, name):
    words = [f"--{k}" if v is True else f"--{k}={v}" for k, v in job.items() if v not in (False, None)]
    log = bench.out / f"{name}.csv"
    command = [ncu, "--clock-control", "none", "--profile-from-start", "off", "--print-units", "base", "--csv", "--metrics",
               METRIC, "--log-file", str(log), str(bench.arguments.replay), *words, "--repeat=2", "--profile"]
    subprocess.run(command, check=True, stdout=bench.log, stderr=bench.log, timeout=max(20.0, bench.budget.left()))
    found = parse(log.read_text())
    log.unlink()  # tens of megabytes
    return found


def kernels_of(ncu, bench, job, name):
    few, more, passes = (run_ncu(ncu, bench, job | {"recycling-steps": recycling, "sampling-steps": steps}, name)
                         for recycling, steps in ((0, 2), (0, 4), (1, 2)))
    return {"step": difference(more, few, 2), "trunk": difference(passes, few, 1)}


def profile(bench):
    """Writes profile.json and profile.md."""
    bench.budget = gpu_plan.Budget(bench.arguments.started, bench.arguments.budget)
    found = {"machine": bench.found["machine"], "cases": [], "notes": []}
    dry_run, ncu = bench.arguments.cpu_dry_run, None if bench.arguments.cpu_dry_run else find_ncu()
    if ncu is None:
        found["notes"].append("ncu is not on this machine: kernels, launches and idle time were not measured." if not dry_run
                              else "A dry run on a CPU: there are no kernels to list.")
    dtype, matmul = PRECISION
    for tokens, batch in DRY_CASES if dry_run else CASES:
        path = bench.features(tokens, bench.sizes.rows(tokens))
        job = bench.job(False, dtype, matmul, path, 0, bench.sizes.steps, 1, batch=batch)
        case = {"tokens": tokens, "batch": batch, "dtype": dtype, "matmul_precision": matmul, "kernels": None}
        try:
            measured = bench.replay(False, dtype).run(job | {"repeat": 4}, max(30.0, bench.budget.left()))
        except ReplayError as error:
            found["notes"].append(f"{tokens} tokens, batch {batch}: {error}")
            continue
        case |= {"ms": times.medians(times.of_replay(measured)), "host_step_ms": times.host_step(measured)}
        bench.replay(False, dtype).stop()  # leaves the device to the profiled process
        if ncu:
            try:
                case["kernels"] = kernels_of(ncu, bench, job, f"n{tokens}_b{batch}")
            except (subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
                found["notes"].append(f"{tokens} tokens, batch {batch}: ncu gave no kernels: {error!r:.300}")
        found["cases"].append(case)
        (bench.out / "profile.json").write_text(json.dumps(found, indent=1) + "\n")
        (bench.out / "profile.md").write_text(table.profile(found))
    print(table.profile(found))
