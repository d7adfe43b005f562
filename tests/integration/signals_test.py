"""SIGTERM, SIGINT and SIGUSR1 end a run cleanly, and the same command continues it."""

import json
import os
import signal
import subprocess
import time
import unittest

from harness import (DONE, STOPPED, IntegrationTest, changed, count, descendants, finish, kill_all, ranks_of, start,
                     wait_for, wait_gone)

ROWS = 40


class Signals(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.arguments = (self.screen(ROWS), *changed(sampling_steps=30, max_batch_size=1), "--out", "r.h5")
        self.store = self.folder / "r.h5"

    def begin(self, **options):
        process = start(*self.arguments, cwd=self.folder, **options)
        self.addCleanup(kill_all, process)
        wait_for(lambda: self.store.exists() and count(self.store, "done") > 1, process=process)
        return process

    def check_stopped(self, result, continued=False):
        self.assertEqual(result.code, STOPPED, result)
        done = count(self.store, "done")
        self.assertTrue(1 < done < ROWS, done)
        self.assertIn("stopping", result.err)
        record = json.loads((self.folder / "r.h5.run.json").read_text())
        self.assertEqual((record["outcome"], record["pending"] > 0), ("stopped", True))
        self.assertFalse((self.folder / "r.h5.lock").exists())
        self.check_sound("r.h5")
        if not continued:
            self.store.unlink()
            return
        self.check_run(*self.arguments, ranks=2)
        self.assertEqual(count(self.store, "done"), ROWS)
        self.check_sound("r.h5")

    def test_one_process(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            with self.subTest(signal=number.name):
                process = self.begin()
                process.send_signal(number)
                self.check_stopped(finish(process, 30), continued=number == signal.SIGUSR1)

    def test_usr1_to_mpirun(self):
        process = self.begin(ranks=2)
        process.send_signal(signal.SIGUSR1)  # which passes it on to all ranks
        self.check_stopped(finish(process, 30), continued=True)

    def test_usr1_to_one_rank(self):
        for rank in (0, 1):
            with self.subTest(rank=rank):
                process = self.begin(ranks=2)
                os.kill(sorted(ranks_of(process))[rank], signal.SIGUSR1)
                self.check_stopped(finish(process, 30))

    def test_sigterm_to_mpirun(self):
        process = self.begin(ranks=2)
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)  # it gives its ranks a second, then kills them
        result = finish(process, 30)
        self.assertNotEqual(result.code, DONE)
        wait_gone(below)
        self.assertTrue(1 < count(self.store, "done") < ROWS)
        self.check_sound("r.h5")
        self.check_run(*self.arguments, ranks=2)
        self.assertEqual(count(self.store, "done"), ROWS)

    def test_a_second_interrupt_ends_it_at_once(self):
        self.arguments = (self.screen(ROWS), *changed(sampling_steps=20000, max_batch_size=1), "--out", "r.h5")
        process = start(*self.arguments, cwd=self.folder)
        self.addCleanup(kill_all, process)
        wait_for(self.store.exists, process=process)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        with self.assertRaises(subprocess.TimeoutExpired):  # the batch on the device takes long
            process.wait(2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(finish(process, 5).code, -signal.SIGINT)
        self.check_sound("r.h5")

    def test_signal_before_anything_is_computed(self):
        process = start(*self.arguments, cwd=self.folder)
        self.addCleanup(kill_all, process)
        wait_for((self.folder / "r.h5.lock").exists, process=process)
        process.send_signal(signal.SIGTERM)
        result = finish(process, 30)
        self.assertEqual(result.code, STOPPED, result)
        self.check_run(*self.arguments)


if __name__ == "__main__":
    unittest.main()
