#!/usr/bin/env python3
"""Flips one switch of the model at a time and checks that a test breaks: tests/mutation/run.py [NAME ...]

Works on a copy of the sources in build/mutation, never on the checkout. Writes build/mutation/results.md: what was
changed, and the first test that failed. Exit status 1 if a mutation survives. Takes about half a minute each.
"""
import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from mutations import MUTATIONS

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutation"
FOLDERS = ("cmake", "scheduler", "io/checkpoint", "io/files", "worker", "tests/support", "tests/worker")
# The quickest cases that between them see every feature, and a batch.
CASES = ("affsmall_small_affinity", "affsmall_other_structure", "cyclic_other_structure", "mixed_other_structure",
         "paired_small_structure", "template_forced_small_structure", "templates_small_structure",
         "dimer_small_structure")
FILTER = ":".join(["*EndToEnd.Float64/" + case for case in CASES] + ["Batch.FourMoreOfAnotherModel"])


def check_texts():
    """Each mutation's text occurs once in its file."""
    for name, file, text, _ in MUTATIONS:
        path = ROOT / file
        found = path.read_text().count(text) if path.exists() else 0
        if found != 1:
            sys.exit(f"{name}: {file} holds its text {found} times, not once: {text}")


def copy_sources():
    source = WORK / "source"
    for folder in FOLDERS:
        target = source / folder
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(ROOT / folder, target, copy_function=shutil.copyfile)  # new times: nothing stale is kept
    (source / "tests" / "CMakeLists.txt").write_text(
        "include(GtestTargets)\ninclude(Tests)\nset(BB_ORACLE_DIR \"%s\")\n"
        "add_subdirectory(support)\nadd_subdirectory(worker)\n" % (ROOT / "build" / "oracle"))
    shutil.copyfile(ROOT / "CMakeLists.txt", source / "CMakeLists.txt")
    return source


def build(source):
    options = ["CMAKE_BUILD_TYPE=Release", "BB_CUDA=OFF", "BB_REPLAY_ONLY=ON", "BB_UNITY=OFF",
               "BB_PYTHON=" + os.environ.get("BB_PYTHON", sys.executable)]
    subprocess.run(["cmake", "-G", "Ninja", "-S", source, "-B", WORK / "build", *("-D" + one for one in options)],
                   check=True, stdout=subprocess.DEVNULL)
    return subprocess.run(["cmake", "--build", WORK / "build", "--target", "model_tests"], capture_output=True,
                          text=True)


def first_failure():
    """The name of the first test that fails, or None where all pass."""
    binary = WORK / "build" / "tests" / "worker" / "model" / "model_tests"
    environment = dict(os.environ, GTEST_FAIL_FAST="1", OMP_NUM_THREADS=os.environ.get("OMP_NUM_THREADS", "1"))
    run = subprocess.run([binary, "--gtest_brief=1", "--gtest_filter=" + FILTER], capture_output=True, text=True,
                         env=environment)
    if run.returncode == 0:
        return None
    failed = [line for line in run.stdout.splitlines() if line.startswith("[  FAILED  ]")]
    return failed[0].split("]")[1].split(",")[0].split("(")[0].strip() if failed else "the tests crashed"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="part of a mutation's name; default all")
    parser.add_argument("--check", action="store_true", help="only look for each mutation's text in the sources")
    options = parser.parse_args()
    check_texts()
    if options.check:
        return
    wanted = options.names
    source = copy_sources()
    built = build(source)
    if built.returncode != 0:
        sys.exit("the unchanged sources do not build:\n" + built.stdout[-3000:])
    failure = first_failure()
    if failure:
        sys.exit(f"the unchanged sources fail {failure}")

    rows, survivors = [], 0
    for name, file, text, replacement in MUTATIONS:
        if wanted and not any(part in name for part in wanted):
            continue
        start = time.time()
        path = source / file
        original = path.read_text()
        path.write_text(original.replace(text, replacement))
        built = build(source)
        # A mutation that does not compile tests nothing.
        outcome = first_failure() if built.returncode == 0 else "DOES NOT COMPILE"
        path.write_text(original)
        if outcome is None or outcome == "DOES NOT COMPILE":
            survivors += 1
            outcome = f"**{outcome or 'SURVIVED'}**"
        rows.append(f"| {name} | `{file}` | {outcome} |")
        print(f"{name}: {outcome} ({time.time() - start:.0f} s)", flush=True)

    header = "| mutation | file | first test that failed |\n| --- | --- | --- |\n"
    (WORK / "results.md").write_text(header + "\n".join(rows) + "\n")
    print(f"{len(rows) - survivors} of {len(rows)} mutations were noticed")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
