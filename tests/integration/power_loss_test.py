"""A node that loses its power: of what a run had written, some pages are on the disk and others are not. The run that
continues finds what was lost, and ends with the store of one that was left alone, bit for bit.

On an ext4 of its own, through a loop device: chosen pages are written out, then the file system is shut down without its
journal, as if the power had gone, and mounted again. Needs root. Pages are chosen by hand, so this is harder than life."""

import ctypes
import fcntl
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

import h5py

from harness import ERROR, IntegrationTest, changed, count, finish, kill_all, ranks_of, run, start, wait_for

ROWS = 40
SHUTDOWN, WITHOUT_JOURNAL = 0x8004587D, 2  # EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
WRITE_AND_WAIT = 7                         # of sync_file_range
SECONDS = 10                               # after a disk is gone, a run ends within these

libc = ctypes.CDLL(None, use_errno=True)
libc.sync_file_range.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)


def named(*words):
    return lambda name: any(word in name for word in words)


# What of a store reaches the disk: datasets by name, or a share of all pages.
KEPT = (named("status"), named("status", "marks"), named("status", "records"), named("topology", "status"), named("_crc"),
        named("_crc", "status"), named("error", "status"), lambda name: "coordinates" not in name,
        0.4, 0.4, 0.2, 0.7)


class PowerLoss(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.image, self.mount = self.folder / "disk", pathlib.Path(tempfile.mkdtemp(prefix="bb-power-"))
        self.addCleanup(shutil.rmtree, self.mount, ignore_errors=True)
        with self.image.open("wb") as file:
            file.truncate(24 << 20)
        made = subprocess.run(["mkfs.ext4", "-q", "-F", "-m0", self.image], capture_output=True, text=True)
        if made.returncode != 0 or not self.mount_disk():
            self.skipTest("an ext4 of our own cannot be mounted here (needs root and loop devices)")
        self.addCleanup(subprocess.run, ["umount", "-l", self.mount], capture_output=True)
        self.store = self.mount / "s.h5"
        self.arguments = (self.screen(ROWS), *changed(max_batch_size=2, sampling_steps=6), "-q")
        self.check_run(*self.arguments, "--out", "whole.h5", ranks=2)

    def mount_disk(self):
        return subprocess.run(["mount", "-o", "loop", self.image, self.mount], capture_output=True).returncode == 0

    def unmount_disk(self):
        wait_for(lambda: subprocess.run(["umount", self.mount], capture_output=True).returncode == 0)

    def lose_power(self, kept, moments):
        """All processes stand still meanwhile."""
        with h5py.File(self.store) as store:
            places = {}
            store.visititems(lambda name, item: places.update({name: (item.id.get_offset(), item.id.get_storage_size())})
                             if isinstance(item, h5py.Dataset) and item.id.get_offset() is not None else None)
        disk = os.open(self.store, os.O_RDWR)
        try:
            if callable(kept):
                chosen = [place for name, place in places.items() if kept(name)]
            else:
                pages = range(0, os.path.getsize(self.store), 4096)
                chosen = [(page, 4096) for page in pages if moments.random() < kept]
            for offset, size in chosen:
                libc.sync_file_range(disk, offset, size, WRITE_AND_WAIT)
            fcntl.ioctl(disk, SHUTDOWN, struct.pack("I", WITHOUT_JOURNAL))
        finally:
            os.close(disk)

    def test_runs_continue_after_power_losses(self):
        lost = 0
        for round_, kept in enumerate(KEPT):
            moments = random.Random(round_)
            ranks = 2 if round_ % 4 else 0
            with self.subTest(round=round_, ranks=ranks):
                process = start(*self.arguments, "--out", self.store, cwd=self.folder, ranks=ranks)
                self.addCleanup(kill_all, process)
                wanted = moments.randint(3, ROWS - 12)
                wait_for(lambda: self.store.exists() and count(self.store, "done") >= wanted, process=process)
                for pid in ranks_of(process):
                    os.kill(pid, signal.SIGSTOP)
                done = count(self.store, "done")
                self.lose_power(kept, moments)
                for pid in ranks_of(process):
                    os.kill(pid, signal.SIGCONT)
                began = time.monotonic()
                result = finish(process, 60)
                self.assertLess(time.monotonic() - began, SECONDS, result)
                self.assertEqual(result.code, ERROR, result)
                self.assertIn("s.h5", result.err)
                self.unmount_disk()
                self.assertTrue(self.mount_disk())
                lost += done - count(self.store, "done")
                result = run(*self.arguments, "--out", self.store, cwd=self.folder, ranks=2)
                self.assertEqual(result.code, 0, result)
                self.check_same(self.folder / "whole.h5", self.store)
                self.check_sound(self.store)
            for path in self.mount.glob("s.h5*"):
                path.unlink()
        print(f"{len(KEPT)} power losses, after which {lost} results were not done")


if __name__ == "__main__":
    unittest.main()
