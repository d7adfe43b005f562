#!/usr/bin/env python3
"""Ten minutes of runs over two hosts: ranks that speak TCP, threads that share a rank, and interruptions at random.

    stress_test.py                          needs root, for hosts of its own
    BB_STRESS_SECONDS=60 stress_test.py     a shorter one

The hosts are this machine under two names (UTS namespaces), between which Open MPI has only TCP. Each round takes a
screen at random (rows, ranks, threads, batches), runs it, in two rounds of three interrupted by a signal or by the death
of a rank, a host's daemon or everything, and continued, and compares the store with that of one process, bit for bit."""

import collections
import json
import os
import random
import signal
import subprocess
import time
import unittest

from harness import (DONE, FAILURES, IntegrationTest, changed, descendants, finish, kill, kill_all, processes_of, ranks_of, start,
                     wait_gone)

SECONDS = float(os.environ.get("BB_STRESS_SECONDS", 600))
HOSTS = ("stress-a", "stress-b")
# Open MPI starts its daemon on a host with this, in place of ssh.
AGENT = """#!/bin/sh
host=$1; shift
exec unshare --uts sh -c "hostname $host; $*"
"""
INTERRUPTIONS = ("none", "TERM", "USR1", "rank", "daemon", "everything")


def can_make_hosts():
    return os.geteuid() == 0 and subprocess.run(["unshare", "--uts", "true"], capture_output=True).returncode == 0


@unittest.skipUnless(can_make_hosts(), "needs root, for hosts of its own")
class Stress(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.agent = self.write("agent", AGENT)
        self.agent.chmod(0o755)

    def start(self, arguments, ranks):
        hosts = ",".join(f"{host}:{ranks}" for host in HOSTS)
        return start(*arguments, ranks=ranks, cwd=self.folder,
                     mpirun=("--host", hosts, "--map-by", "node", "--mca", "btl", "self,tcp",
                             "--mca", "plm_rsh_agent", self.agent, "--mca", "mpi_yield_when_idle", "1"))

    def manifest(self, chance, rows):
        path = self.screen(rows)
        bad = chance.sample(("bad1,target0.yaml,C(C,true,", "bad2,nowhere.yaml,CCO,false,", "row0,target0.yaml,CCO,true,",
                             "bad3,target1.yaml,,true,"), chance.randint(0, 4))
        with path.open("a") as file:
            file.writelines(line + "\n" for line in bad)
        return path

    def interrupt(self, process, how):
        """Kills or signals, and waits for the end."""
        below = descendants(process.pid)
        ranks = ranks_of(process)
        daemons = processes_of(process, "orted")
        if how in ("TERM", "USR1"):
            for rank in ranks if how == "USR1" else [process.pid]:
                os.kill(rank, getattr(signal, "SIG" + how))
        else:
            victims = {"rank": ranks, "daemon": daemons}.get(how)
            kill([self.chance.choice(victims)] if victims else [*below, process.pid])
        result = finish(process, 120)
        wait_gone(below, 60)
        return result

    def round(self, number):
        self.chance = chance = random.Random(number)
        rows, ranks = chance.randint(4, 60), chance.randint(2, 5)
        settings = changed(device_threads=chance.choice((1, 2)), threads=chance.choice((1, 2)),
                           max_batch_size=chance.choice((1, 2, 4)), sampling_steps=chance.choice((2, 6)))
        arguments = (self.manifest(chance, rows), *settings, "--quiet")
        self.check_run(*arguments, "--out", "alone.h5", code=None)
        how = INTERRUPTIONS[number % len(INTERRUPTIONS)]
        process = self.start((*arguments, "--out", "hosts.h5"), ranks)
        try:
            if how != "none":
                until = time.monotonic() + chance.uniform(0.5, 6)
                while time.monotonic() < until and process.poll() is None:
                    time.sleep(0.02)
            ended = process.poll() is not None
            result = finish(process, 300) if how == "none" or ended else self.interrupt(process, how)
            if how == "none" or ended:
                self.assertIn(result.code, (DONE, FAILURES), f"{arguments}\n{result}")
            self.outcomes[how, "ended before" if ended and how != "none" else result.code] += 1
            if result.code not in (DONE, FAILURES):
                process = self.start((*arguments, "--out", "hosts.h5"), ranks)
                result = finish(process, 300)
                self.assertIn(result.code, (DONE, FAILURES), f"{arguments}\n{result}")
        finally:
            if process.poll() is None:
                kill_all(process)
        record = json.loads((self.folder / "hosts.h5.run.json").read_text())
        self.assertEqual({rank["host"] for rank in record["ranks"]}, set(HOSTS))
        self.check_same(self.folder / "alone.h5", self.folder / "hosts.h5")
        self.check_sound("hosts.h5")
        for path in (*self.folder.glob("alone.h5*"), *self.folder.glob("hosts.h5*")):
            path.unlink()

    def test_two_hosts(self):
        self.outcomes = collections.Counter()
        began, rounds = time.monotonic(), 0
        while time.monotonic() - began < SECONDS:
            with self.subTest(round=rounds):
                self.round(rounds)
            rounds += 1
        print(f"{rounds} rounds in {time.monotonic() - began:.0f} s; interruption and exit code: "
              + ", ".join(f"{how} {code}: {n}" for (how, code), n in sorted(self.outcomes.items(), key=str)))
        self.assertGreaterEqual(rounds, 1)


if __name__ == "__main__":
    unittest.main()
