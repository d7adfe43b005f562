#!/usr/bin/env python3
"""Runs many small complexes and watches memory, descriptors and throughput for half an hour.

    BB_TEST_PROGRAMS=build/default/bin BB_ORACLE_DIR=build/oracle python3 tests/integration/soak.py [--complexes 20000]

Fails where, after the first thousand complexes, a rank's memory grows by more than 2 %, descriptors grow, or the last
tenth of the complexes is computed at less than 95 % of the speed of the first. Prints a record in Markdown. A machine that
others use too is now faster, now slower: what is judged is the CPU time of the ranks for a complex, by the CPU time that a
yardstick takes at the same moments. Speed as the clock tells it is printed beside it."""

import argparse
import itertools
import os
import pathlib
import statistics
import sys
import tempfile
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded
import numpy as np  # noqa: E402

from harness import ORACLE, count, finish, kill_all, ranks_of, start, wait_for  # noqa: E402

EVERY = 5  # seconds
MICRO = ORACLE / "checkpoints" / "single"  # one block of each kind
SEQUENCE = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILS"
TICKS = os.sysconf("SC_CLK_TCK")


def ligands(number):
    """That many different molecules of one size, so that none takes longer than another: chains from a fluorine to an
    iodine, which are no other's read backwards."""
    links = ("C(C)", "C(O)", "C(N)", "C(=O)", "C(S)", "C(Cl)", "C(F)", "C(Br)")
    chains = itertools.product(links, repeat=5)
    return ["F" + "".join(chain) + "I" for chain in itertools.islice(chains, number)]


def sample(pids):
    """Per rank: resident bytes, descriptors, CPU seconds."""
    out = []
    for pid in pids:
        process = pathlib.Path(f"/proc/{pid}")
        stat = (process / "stat").read_text().rsplit(")", 1)[1].split()
        out.append((int(stat[21]) * os.sysconf("SC_PAGE_SIZE"), len(os.listdir(process / "fd")),
                    (int(stat[11]) + int(stat[12])) / TICKS))
    return out


def yardstick():
    """CPU seconds of a fixed piece of work, like a small model's: narrow products, and passes over arrays in cache."""
    began = time.process_time()
    a = np.full((256, 64), 0.01, np.float32)
    for _ in range(400):
        b = np.exp(a @ (a.T @ a))
        a = b / b.sum(axis=1, keepdims=True)
    return time.process_time() - began


def watch(run, store, total):
    """(seconds, complexes done, [per rank], yardstick) now and then until the run ends."""
    wait_for(store.exists, seconds=600, process=run)
    pids = ranks_of(run)
    samples = []
    began = time.monotonic()
    while run.poll() is None:
        try:
            samples.append((time.monotonic() - began, count(store, "done"), sample(pids), yardstick()))
        except OSError:  # a rank has just ended
            break
        if samples[-1][1] >= total:
            break
        time.sleep(EVERY)
    return samples


def speed(samples, low, high):
    """Between two counts: complexes per second, per CPU second of the ranks, and per yardstick."""
    within = [s for s in samples if low <= s[1] <= high]
    if len(within) < 2:
        raise SystemExit("too few complexes for a measurement")
    first, last = within[0], within[-1]
    cpu = sum(rank[2] for rank in last[2]) - sum(rank[2] for rank in first[2])
    done = last[1] - first[1]
    return done / (last[0] - first[0]), done / cpu, done / cpu * statistics.mean(s[3] for s in within)


def judge(samples, total, warm_up):
    warm = [s for s in samples if s[1] >= warm_up]
    tenth = max(1, len(warm) // 10)
    problems, lines = [], []

    def compare(name, values, allowed, unit):
        early, late = statistics.median(values[:tenth]), statistics.median(values[-tenth:])
        peak = max(values)
        lines.append(f"| {name} | {early:.1f} {unit} | {late:.1f} {unit} | {peak:.1f} {unit} |")
        if late > early * (1 + allowed):
            problems.append(f"{name}: {early:.1f} {unit} at first, {late:.1f} at last")

    for rank in range(len(warm[0][2])):
        compare(f"rank {rank}, memory", [s[2][rank][0] / 2**20 for s in warm], 0.02, "MiB")
        compare(f"rank {rank}, descriptors", [s[2][rank][1] for s in warm], 0, "")
    part = (total - warm_up) / 10
    early, late = speed(samples, warm_up, warm_up + part), speed(samples, total - part, total)
    for name, one, other in zip(("complexes/s", "complexes/CPU s", "complexes/yardstick"), early, late):
        lines.append(f"| throughput | {one:.3g} {name} | {other:.3g} {name} | |")
    if late[2] < 0.95 * early[2]:
        problems.append(f"throughput: {early[2]:.3g} complexes/yardstick at first, {late[2]:.3g} at last")
    return lines, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--complexes", type=int, default=20_000)
    parser.add_argument("--ranks", type=int, default=4)
    parser.add_argument("--device-threads", type=int, default=1, help="of each rank, which compute complexes side by side")
    parser.add_argument("--sequence", default=SEQUENCE, help="of the target; a longer one takes longer")
    parser.add_argument("--warm-up", type=int, default=1000, help="complexes before the measurement")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bb-soak-") as name:
        folder = pathlib.Path(name)
        (folder / "t.yaml").write_text("version: 1\nsequences:\n"
                                       f"  - protein: {{id: A, sequence: {arguments.sequence}, msa: empty}}\n")
        rows = "".join(f"r{i},t.yaml,{smiles},true\n" for i, smiles in enumerate(ligands(arguments.complexes)))
        (folder / "m.csv").write_text("id,target,smiles,affinity\n" + rows)
        run = start("m.csv", "--checkpoint", MICRO / "conf.ckpt", "--affinity-checkpoint", MICRO / "aff.ckpt",
                    "--recycling-steps", 0, "--sampling-steps", 2, "--recycling-steps-affinity", 0,
                    "--sampling-steps-affinity", 2, "--diffusion-samples-affinity", 1, "--max-batch-size", 8,
                    "--device-threads", arguments.device_threads, "--threads", 1, "--out", "r.h5", ranks=arguments.ranks,
                    cwd=folder)
        try:
            samples = watch(run, folder / "r.h5", arguments.complexes)
        except BaseException:
            kill_all(run)
            raise
        result = finish(run)
        if result.code not in (0, 3):
            sys.exit(str(result))
        done = count(folder / "r.h5", "done")
        lines, problems = judge(samples, done, arguments.warm_up)
    print(f"{arguments.complexes} complexes, {done} done, {arguments.ranks} ranks, {samples[-1][0]:.0f} s\n")
    print("| | first tenth after the warm-up | last tenth | most |\n|---|---|---|---|")
    print("\n".join(lines))
    for problem in problems:
        print("FAILED:", problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
