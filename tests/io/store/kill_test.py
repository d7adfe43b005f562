"""Kills writers at random moments and at failpoints; after each, every done row must be whole.

kill_test.py PROGRAMS [rounds]
"""

import os
import random
import signal
import sys
import tempfile
import time

import h5py

from runs import Programs

ROWS = 1500


def children_of(pid):
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(entry))
    return found


def kill_something(process, what):
    ranks = children_of(process.pid)
    try:
        if what == "rank" and ranks:
            os.kill(random.choice(ranks), signal.SIGKILL)
        elif what == "mpirun":
            os.kill(process.pid, signal.SIGKILL)
        else:
            for pid in [process.pid, *ranks]:
                os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.communicate(timeout=60)
    deadline = time.time() + 20  # orphans notice within seconds; the store's lock keeps successors out
    while time.time() < deadline and any(os.path.exists(f"/proc/{pid}") for pid in ranks):
        time.sleep(0.1)


def check(programs, store):
    counts = programs.check(store, ROWS)
    with h5py.File(store) as file:  # another reader
        assert file["complexes/id"].shape == (ROWS,)
    return counts


def random_kills(programs, folder, rounds):
    store = os.path.join(folder, "random.h5")
    attempts = done = 0
    for _ in range(rounds):
        if not os.path.exists(store) or done == 0 or check(programs, store)["pending"] == 0:
            for name in os.listdir(folder):
                os.remove(os.path.join(folder, name))
        process = programs.start(store, ROWS, "pace", 300)
        time.sleep(random.uniform(0.2, 2.2))
        kill_something(process, random.choice(["rank", "mpirun", "all"]))
        if os.path.exists(store):
            done = check(programs, store)["done"]
            attempts += 1
    assert attempts > 0, "every kill came before the store was there"
    finish(programs, store)
    print(f"random kills: {rounds}, stores checked {attempts}")


def finish(programs, store):
    code, output = programs.run(store, ROWS)
    assert code == 0, output
    counts = check(programs, store)
    assert counts["pending"] == 0, counts
    return output


def failpoints(programs, folder):
    for point in ("create:skeleton", "create:rows", "create:rename", "payload", "crc", "status"):
        store = os.path.join(folder, point.replace(":", "_") + ".h5")
        count = 1 if point.startswith("create") else 37
        code, output = programs.run(store, ROWS, "failpoint", point, count, 0 if count == 1 else 2)
        assert code != 0, f"{point} was not reached: {output}"
        if point in ("create:skeleton", "create:rows"):
            assert not os.path.exists(store), f"{point}: half a store has the store's name"
        else:
            check(programs, store)
        finish(programs, store)
        print(f"failpoint {point}: continued")


def main():
    programs = Programs(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(os.environ.get("SEED", time.time_ns() % 1000000))
    print(f"SEED={seed}")
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        failpoints(programs, folder)
    with tempfile.TemporaryDirectory() as folder:
        random_kills(programs, folder, rounds)


if __name__ == "__main__":
    main()
