"""Disks that go wrong: every run ends by itself, with a message and a code that is true, and is continued to the store of
a run that was left alone, bit for bit; whatever ends a repair, a merge or a creation leaves stores that open.

faults_test.py Quick | Interrupted | Long | LongInterrupted"""

import errno
import os
import pathlib
import shutil
import signal
import time
import unittest

import h5py

from harness import DONE, ERROR, STOPPED, IntegrationTest, changed, count, finish, kill_all, start, wait_for

FAULTS = pathlib.Path(os.environ["BB_TEST_FAULTS"])  # the library to preload
CHANGES = ("pwrite", "fdatasync", "fsync", "ftruncate", "rename")
KINDS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EINTR": errno.EINTR, "short": "short"}


class FaultyDisk(IntegrationTest):
    rows = 4

    def setUp(self):
        super().setUp()
        self.arguments = (self.screen(self.rows), *changed(max_batch_size=2, sampling_steps=2, sampling_steps_affinity=2))
        self.store, self.log = self.folder / "s.h5", self.folder / "log"
        self.check_run(*self.arguments, "--out", "whole.h5")
        self.whole = self.folder / "whole.h5"

    def faulty(self, fault, *arguments, ranks=0, rank=None, seconds=60):
        """How a command ends on a disk with this fault, and whether the fault came."""
        self.log.unlink(missing_ok=True)
        env = {"LD_PRELOAD": FAULTS, "BB_FAULT": fault, "BB_FAULT_FILES": "s.h5", "BB_FAULT_LOG": self.log}
        if rank is not None:
            env["BB_FAULT_RANK"] = rank
        result = finish(start(*arguments, cwd=self.folder, ranks=ranks, env=env), seconds)
        return result, self.log.exists()

    def remove(self):
        for path in self.folder.glob("s.h5*"):
            path.unlink()

    def check_continued(self, store="s.h5"):
        self.check_run(*self.arguments, "--out", store)
        self.check_same(self.whole, self.folder / store)
        self.check_sound(store)
        self.assertEqual(sorted(path.name for path in self.folder.glob(store + "*")), [store, store + ".run.json"])

    def check_fault(self, call, n, kind, always=False, **options):
        """Whether there is an nth call."""
        self.remove()
        fault = f"{call}:{n}:{KINDS.get(kind, kind)}" + (":from" if always else "")
        with self.subTest(fault=fault, **options):
            result, came = self.faulty(fault, *self.arguments, "--out", "s.h5", "-q", **options)
            self.assertIn(result.code, (DONE, ERROR) if came else (DONE,), result)
            if kind == "short" or kind == "EINTR" and call not in ("ftruncate", "rename"):  # which HDF5 calls once
                self.assertEqual(result.code, DONE, result)
            if result.code == DONE:
                self.check_same(self.whole, self.store)
            else:
                self.assertIn("boltz-batch: ", result.err)
                self.assertIn("s.h5", result.err)
            self.check_continued()
            return came
        return True


class Quick(FaultyDisk):
    def test_some_faults(self):
        for call, n, kind, always in (("pwrite", 25, "EIO", False), ("pwrite", 50, "ENOSPC", True),
                                      ("ftruncate", 2, "EIO", False), ("fdatasync", 2, "EIO", False),
                                      ("fallocate", 3, "EINTR", False), ("pwrite", 20, "short", False),
                                      ("pread", 1, "EINTR", False), ("pread", 1, "short", False)):
            self.assertTrue(self.check_fault(call, n, kind, always), (call, n))
        for n in (30, 60):
            self.check_fault("pwrite", n, "EIO", ranks=2)
        self.check_fault("fdatasync", 1, "EIO", always=True, ranks=2, rank=1)


    def test_a_rank_that_hangs_does_not_hold_up_the_end(self):
        """One rank loses the store while the other never comes back from its batch."""
        process = start(self.screen(30, affinity=False), *changed(max_batch_size=1, sampling_steps=40), "--out", "s.h5", "-q",
                        cwd=self.folder, ranks=2, env={"BB_TEST_FAILPOINT": "hang-row:row5@device"})
        self.addCleanup(kill_all, process)
        wait_for(lambda: self.store.exists() and count(self.store, "done") > 0, process=process)
        self.store.rename(self.folder / "away.h5")
        began = time.monotonic()
        result = finish(process)
        self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(result.code, ERROR, result)
        self.assertIn("was removed, renamed or replaced", result.err)
        self.assertIn("have not ended 8 s after its error", result.err)
        self.check_sound("away.h5")


class Long(FaultyDisk):
    def test_each_call(self):
        tried = 0
        for call in ("pwrite", "pread", "fsync", "fdatasync", "mmap", "ftruncate", "rename", "fallocate"):
            for kind in KINDS:
                if kind == "short" and call not in ("pwrite", "pread"):
                    continue
                for n in range(1, 61):
                    if not self.check_fault(call, n, kind):
                        break
                    tried += 1
        print(f"{tried} storage faults")

    def test_each_call_of_two_ranks(self):
        for call in ("pwrite", "fdatasync", "fsync"):
            for n in range(1, 61, 4 if call == "pwrite" else 1):
                if not self.check_fault(call, n, "EIO", always=True, ranks=2, rank=n % 2):
                    break


class Interrupted(FaultyDisk):
    step = 20  # between two calls at which a command is ended

    def damage(self):
        """A store with damage of each kind that a repair mends."""
        shutil.copy(self.whole, self.store)
        with h5py.File(self.store) as store:
            places = [store["structures/coordinates"].id.get_offset() + 12 * int(store["structures/atom_offset"][0]),
                      store["records/affinity_scores"].id.get_offset() + 4 * 7 * 1,
                      store["topology/target_data"].id.get_offset() + 30]
        with self.store.open("r+b") as file:
            for place in places:
                file.seek(place)
                byte = file.read(1)[0]
                file.seek(place)
                file.write(bytes([byte ^ 0xFF]))

    def each_call(self, what, prepare, *arguments, codes):
        """Ends a command at its first call that changes a disk, `step` later, and so on; yields after each."""
        n = 1
        while True:
            prepare()
            result, came = self.faulty(f"change:{n}:{what}", *arguments)
            if not came:
                self.assertGreater(n, 1)
                print(f"{arguments[0]}: ended ({what}) at every {self.step}. of {n - 1} calls")
                return
            self.assertIn(result.code, codes, result)
            for path in self.folder.glob("*.lock"):  # not to wait for the dead
                path.unlink()
            yield n
            n += self.step

    def test_repair(self):
        for what, codes in (("kill", (-signal.SIGKILL,)), ("stop", (ERROR, STOPPED))):
            for n in self.each_call(what, self.damage, "verify", "s.h5", "--repair", codes=codes):
                result = self.check_run("verify", "s.h5", code=ERROR)
                self.assertNotIn("metadata", result.err)
                self.check_run("verify", "s.h5", "--repair", code=ERROR)
                if n % 8 == 1:
                    self.check_continued()

    def test_merge(self):
        shutil.copy(self.whole, self.folder / "one.h5")
        master = self.folder / "s.h5"
        for force in (False, True):
            def prepare():
                self.remove()
                if force:
                    self.check_run("merge", "s.h5", "one.h5")
            arguments = ("merge", "s.h5", "one.h5", *(["--force"] if force else []))
            for _ in self.each_call("kill", prepare, *arguments, codes=(-signal.SIGKILL,)):
                if force or master.exists():
                    self.check_sound("s.h5")
                self.check_run("merge", "s.h5", "one.h5", "--force")
                self.check_sound("s.h5")
        self.remove()
        result, _ = self.faulty("change:9:stop", "merge", "s.h5", "one.h5")
        self.assertEqual(result.code, STOPPED, result)
        self.assertEqual([path.name for path in self.folder.glob("s.h5*")], [])

    def test_creation(self):
        for _ in self.each_call("kill", self.remove, *self.arguments, "--out", "s.h5", "-q", codes=(-signal.SIGKILL,)):
            if self.store.exists():
                self.check_sound("s.h5")
            if self.store.exists() and count(self.store, "done"):
                self.check_continued()
                break  # the rest is kill_test's


class LongInterrupted(Interrupted):
    step = 1


if __name__ == "__main__":
    unittest.main()
