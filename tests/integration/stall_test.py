"""Ranks that hang, and devices that break, under mpirun.

stall_test.py Hang | Lost"""

import json
import os
import signal
import time
import unittest

import h5py

from harness import (FAILURES, SETTINGS, STATUS, IntegrationTest, changed, count, descendants, finish, kill_all, ranks_of,
                     run, start, wait_for, wait_gone)

RESTART = 5  # exit code
ROWS = 12
DEVICE = 6  # error code
STALL = ("--stall-seconds", 6)


class Hang(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "r.h5"
        self.arguments = (self.screen(ROWS), *SETTINGS, "--out", "r.h5")

    def record(self):
        return json.loads((self.folder / "r.h5.run.json").read_text())

    def test_a_rank_hangs_once(self):
        """It is named with what it hangs on; what the others have is written; the next start computes the rest."""
        for step, ranks in (("device", 2), ("features", 0)):
            with self.subTest(step=step):
                process = start(*self.arguments, *STALL, cwd=self.folder, ranks=ranks,
                                env={"BB_TEST_FAILPOINT": f"hang-row:row5@{step}"})
                self.addCleanup(kill_all, process)
                began = time.monotonic()
                result = finish(process, 60)
                self.assertEqual(result.code, RESTART, result)
                self.assertLess(time.monotonic() - began, 45)
                self.assertIn("has made no progress for 6 s", result.err)
                self.assertIn("the same command continues", result.err)
                self.assertIn("row 6 (row5)", result.err)
                self.assertEqual(self.record()["outcome"], "restart")
                self.assertIn("no progress", self.record()["error"])
                self.assertFalse((self.folder / "r.h5.lock").exists())
                if ranks:  # the other goes on
                    self.assertGreater(count(self.store, "done"), 0)
                self.check_sound("r.h5")
                result = self.check_run(*self.arguments, *STALL, ranks=ranks)
                self.assertIn("suspect", result.err)
                self.assertEqual(count(self.store, "done"), ROWS)
                self.store.unlink()

    def test_a_row_that_always_hangs_is_left_out(self):
        environment = {"BB_TEST_FAILPOINT": "hang-row:row5@device"}
        codes = [run(*self.arguments, *STALL, cwd=self.folder, ranks=2, env=environment).code for _ in range(3)]
        self.assertEqual(codes, [RESTART, RESTART, FAILURES])
        with h5py.File(self.store) as store:
            failed = (store["complexes/structure_status"][:] == STATUS["failed"]).nonzero()[0]
            self.assertEqual(list(failed), [5])
            self.assertEqual(store["complexes/error_code"][5], DEVICE)
            self.assertIn("no progress for 6 s", store["complexes/error"].asstr()[5])
        self.assertEqual(count(self.store, "done"), ROWS - 1)

    def test_a_rank_that_is_silent(self):
        """A process that is stopped cannot say so itself: rank 0 finds out."""
        arguments = (self.screen(ROWS), *changed(sampling_steps=60), "--out", "r.h5", *STALL)
        process = start(*arguments, cwd=self.folder, ranks=2)
        self.addCleanup(kill_all, process)
        wait_for(lambda: self.store.exists() and count(self.store, "done") > 0, process=process)
        below = descendants(process.pid)
        os.kill(sorted(ranks_of(process))[1], signal.SIGSTOP)
        result = finish(process, 60)
        self.assertEqual(result.code, RESTART, result)
        self.assertIn("rank 1", result.err)
        self.assertIn("has said nothing for", result.err)
        wait_gone(below)
        self.check_sound("r.h5")
        self.check_run(*arguments, ranks=2)
        self.assertEqual(count(self.store, "done"), ROWS)

    def test_never(self):
        process = start(*self.arguments, "--stall-seconds", 0, cwd=self.folder, ranks=2,
                        env={"BB_TEST_FAILPOINT": "hang-row:row5@device"})
        self.addCleanup(kill_all, process)
        wait_for(lambda: self.store.exists() and count(self.store, "done") > ROWS // 2, process=process)
        time.sleep(8)
        self.assertIsNone(process.poll())


class Lost(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.store = self.folder / "r.h5"
        self.arguments = (self.screen(ROWS), *SETTINGS, "--out", "r.h5")

    def test_the_others_compute_what_a_broken_device_had(self):
        self.check_run(*self.arguments[:-1], "whole.h5", ranks=2)
        for rank in (0, 1):
            with self.subTest(rank=rank):
                result = self.check_run(*self.arguments, ranks=3, env={"BB_TEST_FAILPOINT": f"lose-device@{rank}"})
                self.assertIn(f"rank {rank} on ", result.err)
                self.assertIn("the device is gone", result.err)
                self.check_same(self.folder / "whole.h5", self.store)
                record = json.loads((self.folder / "r.h5.run.json").read_text())
                self.assertEqual(["gone" in one["error"] for one in record["ranks"]], [i == rank for i in range(3)])
                self.assertFalse((self.folder / "r.h5.journal").exists())
                self.store.unlink()

    def test_all_devices_break(self):
        for ranks in (0, 2):
            with self.subTest(ranks=ranks):
                lost = " ".join(f"lose-device@{rank}" for rank in range(2))
                result = self.check_run(*self.arguments, ranks=ranks, code=RESTART, env={"BB_TEST_FAILPOINT": lost})
                self.assertIn("the device is gone", result.err)
                record = json.loads((self.folder / "r.h5.run.json").read_text())
                self.assertEqual(record["outcome"], "restart")
                self.assertIn("the device is gone", record["error"])
                self.assertEqual(count(self.store, "pending"), ROWS)
        self.check_run(*self.arguments, ranks=2)  # on devices that work, nobody is to blame
        self.assertEqual(count(self.store, "done"), ROWS)
        self.assertFalse((self.folder / "r.h5.journal").exists())


if __name__ == "__main__":
    unittest.main()
