"""table.py FILE.json: the Markdown of what gpu.py measured (gpu.json or profile.json)."""
import json
import sys
from pathlib import Path

import flops

STAGES = ("embedder", "msa", "pairformer", "conditioning", "step", "confidence", "affinity")
TITLES = {"msa": "MSA, one pass", "pairformer": "pairformer, one pass", "step": "one diffusion step"}
PASSES, STEPS = 4, 200  # of a full prediction, for the projection
ABSENT = "–"


def number(value, digits=3):
    """`digits` significant digits, without an exponent."""
    if value is None:
        return ABSENT
    text = f"{value:.{digits}g}"
    return f"{float(text):.0f}" if "e" in text else text


def markdown(header, rows):
    return ["| " + " | ".join(header) + " |", "|" + "---|" * len(header),
            *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)]


def precision(row):
    return f"{row['dtype']}, {row['matmul_precision']}"


def about(machine):
    parts = [machine["date"], machine["card"]]
    parts += [f"driver {machine['driver']}"] if "driver" in machine else []
    parts += [f"CUDA {machine['cuda']}"] if machine.get("cuda") else []
    parts += [f"torch {machine['torch']}", f"commit {machine['commit']}"]
    text = ", ".join(parts) + ". Random weights: scores mean nothing."
    if machine.get("ceilings"):
        reached = ", ".join(f"{unit} {value:.0f}" for unit, value in machine["ceilings"].items())
        text += f" A product of 8192 x 8192 matrices through torch reaches, in TFLOP/s: {reached}."
    return text


def about_reference(reference):
    if not reference:
        return "The reference was not measured."
    text = f"The reference ran one complex at a time; its kernels: {reference.get('conf', ABSENT)} (structure)"
    text += f", {reference['aff']} (affinity)." if "aff" in reference else "."
    if reference.get("stubbed"):
        text += f" Replaced by empty modules, since inference never calls them: {', '.join(reference['stubbed'])}."
    return text


def parity(rows):
    outputs = [name for name in ("s", "z", "pdistogram", "sample_atom_coords", "plddt", "pae", "iptm", "affinity_pred_value",
                                 "affinity_probability_binary") if any(name in row["ours"] for row in rows)]

    def cell(row, name):
        ours, theirs = row["ours"].get(name), (row["reference"] or {}).get(name)
        if ours is None:
            return ABSENT
        return f"{ours:.1e}" + (f" ({theirs:.1e})" if theirs is not None else "")
    return markdown(["stage", "precision", *outputs],
                    [[row["stage"], precision(row), *(cell(row, name) for name in outputs)] for row in rows])


def per_complex(row, stage):
    """Milliseconds of boltz-batch for one complex of the batch."""
    return row["ours"]["ms"][stage] / row["batch"]


def of_reference(row, rows):
    """The reference's times for the row; those of another batch size serve too, since it runs complexes one by one."""
    same = ("tokens", "msa_rows", "stage", "dtype", "matmul_precision")
    found = row["reference"] or next((other["reference"] for other in rows if other["reference"] is not None and
                                      all(other[name] == row[name] for name in same)), None)
    return found["ms"] if found and "ms" in found else None


def labels(row):
    cold = "" if row["ours"] is None or row["ours"]["runs"] > 1 else " *"
    return [row["tokens"], row["msa_rows"], row["batch"], f"{precision(row)}{', affinity' if row['stage'] == 'affinity' else ''}{cold}"]


def stage_times(rows):
    lines = []
    for row in rows:
        if row["ours"] is None:
            lines.append([*labels(row), row.get("failed", "failed"), *[""] * (len(STAGES) - 1)])
            continue
        theirs, cells = of_reference(row, rows), []
        for stage in STAGES:
            if stage not in row["ours"]["ms"]:
                cells.append(ABSENT)
                continue
            own = per_complex(row, stage)
            ratio = f" ({theirs[stage] / own:.2f})" if theirs and own > 0 and stage in theirs else ""
            cells.append(number(own) + ratio)
        lines.append([*labels(row), *cells])
    return markdown(["tokens", "MSA rows", "batch", "precision", *(TITLES.get(s, s) for s in STAGES)], lines)


def rates(rows, card):
    """Achieved TFLOP/s and share of the card's peak, memory, and what a full prediction would take."""
    peaks, lines = flops.peaks(card), []
    for row in rows:
        if row["ours"] is None:
            continue
        cells = []
        for stage in ("msa", "pairformer", "step", "confidence", "affinity"):
            work = flops.of_stage(stage, row["tokens"], row["msa_rows"], row["samples"])
            if stage not in row["ours"]["ms"] or per_complex(row, stage) <= 0:
                cells.append(ABSENT)
                continue
            rate = work / per_complex(row, stage) / 1e9  # TFLOP/s of FLOP per ms
            peak = peaks.get(flops.unit_of(stage, row["dtype"], row["matmul_precision"]))
            cells.append(number(rate) + (f" ({rate / peak:.0%})" if peak else ""))
        memory = row["ours"]["memory"]
        lines.append([*labels(row), *cells, number(memory["peak"] / 2**30) if memory else ABSENT,
                      number(projected_per_hour(row)) if row["stage"] == "structure" else ABSENT])
    header = ["tokens", "MSA rows", "batch", "precision", "MSA", "pairformer", "diffusion", "confidence", "affinity",
              "peak memory, GiB", "complexes an hour"]
    return markdown(header, lines)


def projected_per_hour(row):
    ms = row["ours"]["ms"]
    total = ms["embedder"] + PASSES * ms["trunk pass"] + ms["conditioning"] + STEPS * ms["step"] + ms["confidence"]
    return 3600e3 * row["batch"] / total


BARS = {("step", 1): 1.5, ("step", 16): 3.0, ("trunk pass", 1): 1.0}  # reference / boltz-batch, stage and batch
FLOAT32_BAR, OTHER_BAR = 5e-4, 1.2  # relative error; error over the reference's own
ARRAYS = ("s", "z", "pdistogram", "sample_atom_coords", "plddt", "pae")


def missed_bars(found):
    """What falls short of what the project asks of a GPU, as sentences."""
    missed = []
    for row in found["parity"]:
        for name in ARRAYS:
            ours, theirs = row["ours"].get(name), (row["reference"] or {}).get(name)
            exact = (row["dtype"], row["matmul_precision"]) == ("float32", "highest")
            bar = FLOAT32_BAR if exact else OTHER_BAR * theirs if theirs is not None else None
            if ours is not None and bar is not None and not ours <= bar:
                missed.append(f"parity, {row['stage']}, {precision(row)}: {name} is off by {ours:.1e}, the bar is {bar:.1e}")
    for row in found["rows"]:
        theirs = of_reference(row, found["rows"]) if row["ours"] and row["stage"] == "structure" else None
        for (stage, batch), bar in BARS.items():
            if theirs and batch == row["batch"] and not theirs[stage] / per_complex(row, stage) >= bar:
                missed.append(f"{row['tokens']} tokens, {row['msa_rows']} MSA rows, batch {batch}, {precision(row)}: {stage} is "
                              f"{theirs[stage] / per_complex(row, stage):.2f} times as fast, the bar is {bar}")
    return missed


def gpu(found):
    machine, rows = found["machine"], sorted(
        found["rows"], key=lambda r: (r["stage"] != "structure", r["tokens"], -r["msa_rows"], r["batch"], r["dtype"],
                                      r["matmul_precision"]))
    lines = [about(machine), about_reference(found["reference"]), ""]
    if found["parity"]:
        lines += ["### Parity", "", "Relative error against boltz-replay in float64 on the CPU; in brackets the reference's "
                  "own on the same device.", "", *parity(found["parity"]), ""]
    if rows:
        lines += ["### Times", "", "Milliseconds for one complex of the batch, median of warm runs; in brackets by how much "
                  "boltz-batch is faster than the reference. A star: the first run was the only one.", "",
                  *stage_times(rows), ""]
    if rows and machine["device"] != "cpu":  # a dry run's model is cut to one block
        lines += ["### Rates", "",
                  f"TFLOP/s by the formulas of tests/bench/flops.py (share of the card's peak). Complexes an hour: {PASSES} "
                  f"passes and {STEPS} steps, from the times above.", "", *rates(rows, machine["card"]), ""]
    if machine["device"] != "cpu" and (rows or found["parity"]):
        missed = missed_bars(found)
        lines += ["Bars missed: " + ("none." if not missed else ""), "", *(f"- {text}" for text in missed), ""]
    lines += [f"- {note}" for note in found["notes"]]
    return "\n".join(lines).rstrip() + "\n"


def profile(found):
    lines = [about(found["machine"]), ""]
    for case in found["cases"]:
        lines += [f"### {case['tokens']} tokens, batch {case['batch']}, {precision(case)}", ""]
        wall = case["ms"]
        lines += [f"One trunk pass {number(wall['trunk pass'])} ms; one diffusion step {number(wall['step'])} ms, which the host "
                  f"queues in {number(case['host_step_ms'])} ms."]
        for part, title, stage in (("step", "one diffusion step", "step"), ("trunk", "one trunk pass", "trunk pass")):
            kernels = (case["kernels"] or {}).get(part)
            if not kernels:
                continue
            busy = kernels["busy_ms"]
            lines += ["", f"In {title}: {number(kernels['launches'], 4)} launches, {number(busy)} ms of kernels, the device idle "
                      f"for {max(0.0, 1 - busy / wall[stage]):.0%} of the time.", "",
                      *markdown(["kernel", "launches", "ms", "share"],
                                [[f"`{k['name']}`", number(k["launches"], 4), number(k["ms"]), f"{k['ms'] / busy:.1%}"]
                                 for k in kernels["top"]])]
        lines += [""]
    lines += [f"- {note}" for note in found["notes"]]
    return "\n".join(lines).rstrip() + "\n"


def main(path):
    found = json.loads(Path(path).read_text())
    print(profile(found) if "cases" in found else gpu(found), end="")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
