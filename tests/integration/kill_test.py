"""Runs that are killed at random moments and continued end with the store of one that was left alone, bit for bit.

kill_test.py Failpoints | Quick | Long"""

import random
import time
import unittest

import h5py

from harness import (DONE, LIGANDS, LOCK_SECONDS, IntegrationTest, changed, count, descendants, finish, kill, ranks_of, start,
                     wait_gone)

ROWS = 40


class Kills:
    kills = 0

    def kill(self, process, what):
        below = descendants(process.pid)
        ranks = ranks_of(process)
        if what == "rank" and ranks:
            kill([random.Random(self.killed).choice(ranks)])
        elif what == "mpirun":
            kill([process.pid])
        else:
            kill([*below, process.pid])
        result = finish(process, 60)
        self.assertNotEqual(result.code, DONE)
        # Orphans see that mpirun is gone within seconds; until then they hold the lock. Their helpers end with them.
        wait_gone(below, 60)

    def look(self, store):
        """Whether it is there; it can be read then, whatever became of its writers."""
        if not store.exists():
            return False
        with h5py.File(store) as file:
            self.assertEqual(file["complexes/structure_status"].shape, (ROWS,))
            self.assertEqual(file["scores/iptm"].shape, (ROWS, 1))
        return True

    def test_killed_and_continued(self):
        manifest = self.screen(ROWS)
        arguments = (manifest, *changed(sampling_steps=12, sampling_steps_affinity=12, max_batch_size=2))
        self.check_run(*arguments, "--out", "whole.h5", ranks=2)
        began = time.monotonic()
        self.check_run(*arguments, "--out", "again.h5", ranks=2)
        whole_seconds = time.monotonic() - began
        store = self.folder / "killed.h5"
        moments = random.Random(type(self).__name__)
        self.killed, completed, interrupted_with = 0, 0, []
        while self.killed < self.kills or not completed:
            what = ("rank", "mpirun", "everything", "alone")[self.killed % 4]
            process = start(*arguments, "--out", "killed.h5", cwd=self.folder, ranks=0 if what == "alone" else 2)
            if self.killed < self.kills:
                until = time.monotonic() + moments.uniform(0.05, 1.1) * whole_seconds
                while time.monotonic() < until and process.poll() is None:
                    self.look(store)
                    time.sleep(0.05)
            if self.killed == self.kills or process.poll() is not None:
                result = finish(process)
                self.assertEqual(result.code, DONE, result)
                self.check_same(self.folder / "whole.h5", store)
                self.assertEqual([p.name for p in sorted(self.folder.glob("killed.h5*"))],
                                 ["killed.h5", "killed.h5.run.json"])
                store.unlink()
                completed += 1
                continue
            self.kill(process, what)
            self.killed += 1
            if self.look(store):
                self.check_sound(store)
                interrupted_with.append(count(store, "done"))
        self.assertEqual(self.killed, self.kills)
        print(f"{self.killed} kills, with {interrupted_with} of {ROWS} complexes done; {completed} complete stores; "
              f"an undisturbed run takes {whole_seconds:.1f} s, a lock {LOCK_SECONDS} s")
        if self.kills > 4:
            self.assertTrue(any(0 < done < ROWS for done in interrupted_with))


class Failpoints(IntegrationTest):
    def test_killed_between_two_writes(self):
        """Batches of four of which one or two members are written, and rows of which one stage is, are completed."""
        manifest = self.screen(ROWS)
        with manifest.open("a") as file:  # copies: several rows are written of one result
            file.writelines(f"copy{i},target0.yaml,{LIGANDS[i]},{'true' if i % 2 else 'false'},\n" for i in range(6))
        arguments = (manifest, *changed(max_batch_size=4))
        self.check_run(*arguments, "--out", "whole.h5", ranks=2)
        store, pending = self.folder / "killed.h5", []
        points = [(f"create:{step}@0!1", 2) for step in ("skeleton", "rows", "rename")] + [("crc@1!2", 2)]
        points += [(f"{step}@0!{n}", 0) for step, n in (("payload", 2), ("crc", 3), ("status", 6), ("payload", 3))]
        for point, ranks in points:
            with self.subTest(failpoint=point):
                process = start(*arguments, "--out", "killed.h5", cwd=self.folder, ranks=ranks,
                                env={"BB_TEST_FAILPOINT": point})
                below = []
                while process.poll() is None:
                    below = descendants(process.pid) or below
                    time.sleep(0.1)
                result = finish(process)
                self.assertEqual(result.code, 137 if ranks else -9, result)  # it came to its failpoint
                wait_gone(below)
                self.assertEqual(store.exists(), not point.startswith("create:") or "rename" in point)
                if store.exists():
                    self.check_sound("killed.h5")
                    pending.append(count(store, "pending") + count(store, "pending", "affinity"))
        self.assertEqual(pending, sorted(pending, reverse=True))
        self.check_run(*arguments, "--out", "killed.h5", ranks=2)
        self.check_same(self.folder / "whole.h5", store)
        self.assertFalse((self.folder / "killed.h5.creating").exists())


class Quick(Kills, IntegrationTest):
    kills = 4


class Long(Kills, IntegrationTest):
    kills = 20


if __name__ == "__main__":
    unittest.main()
