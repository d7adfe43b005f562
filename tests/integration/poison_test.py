"""Rows that bring the process down are found, left out and named, at the price of two restarts; the others are computed.

poison_test.py Hundred | Early | Device | Late | Repeated | Innocent"""

import os
import signal
import time
import unittest

import h5py

from harness import (DONE, FAILURES, STATUS, IntegrationTest, changed, count, finish, kill_all, ranks_of, run, start,
                     statuses, wait_for)

FAST = changed(sampling_steps=2, sampling_steps_affinity=2, diffusion_samples_affinity=1)
CRASH, OUT_OF_MEMORY = 7, 4  # error codes


class PoisonTest(IntegrationTest):
    rows = 24

    def setUp(self):
        super().setUp()
        self.store = self.folder / "r.h5"
        self.arguments = self.screen_of(self.rows)

    def screen_of(self, rows):
        # Short peptides, and ligands that are all different molecules.
        targets = [self.target(f"target{i}.yaml", s) for i, s in enumerate(("MKTA", "GSHML"))]
        lines = ["id,target,smiles,affinity"]
        for i in range(rows):
            ligand = "N" + "C" * (i % 5 + 1) + ("O", "N", "S", "C(=O)")[i // 5 % 4] + "C" * (i // 20 + 1)
            lines.append(f"row{i},{targets[i % 2]},{ligand},{'true' if i % 12 == 7 else 'false'}")
        return self.write("manifest.csv", "\n".join(lines) + "\n"), *FAST, "--out", "r.h5"

    def restarted(self, *arguments, failpoint, ranks, limit):
        """Starts the command until it ends by itself; how often it was started again."""
        for restarts in range(limit + 1):
            result = run(*arguments, cwd=self.folder, ranks=ranks, env={"BB_TEST_FAILPOINT": failpoint})
            if result.code in (DONE, FAILURES):
                return restarts, result
            self.assertNotIn(result.code, (1, 2), result)
            self.wait_for_end()
        self.fail(f"still not done after {limit} restarts: {result}")

    def wait_for_end(self):
        """Of the witnesses, which write what killed processes cannot."""
        time.sleep(0.2)

    def errors(self):
        """id -> (code, message) of what failed."""
        with h5py.File(self.store) as store:
            failed = (store["complexes/structure_status"][:] == STATUS["failed"]) | \
                     (store["complexes/affinity_status"][:] == STATUS["failed"])
            columns = [store["complexes/" + name] for name in ("id", "error_code", "error")]
            ids, codes, messages = (c.asstr()[:] if h5py.check_string_dtype(c.dtype) else c[:] for c in columns)
            return {ids[i]: (int(codes[i]), messages[i]) for i in failed.nonzero()[0]}

    def check_quarantined(self, row, code, *words):
        errors = self.errors()
        self.assertEqual(list(errors), [row])
        self.assertEqual(errors[row][0], code, errors)
        for word in words:
            self.assertIn(word, errors[row][1])
        self.assertEqual(len(statuses(self.store)), self.rows)
        self.assertEqual(count(self.store, "pending") + count(self.store, "pending", "affinity"), 0)
        self.assertFalse((self.folder / "r.h5.journal").exists())
        self.check_sound("r.h5")


class CrashTest(PoisonTest):
    def check_step(self, step, ranks, *words, what="crash", row="row7", code=CRASH, limit=2, **options):
        restarts, _ = self.restarted(*self.arguments, *options.pop("more", ()),
                                     failpoint=f"{what}-row:{row}@{step}", ranks=ranks, limit=limit)
        self.assertEqual(restarts, limit)
        self.check_quarantined(row, code, *words)
        keeps = step in ("crop", "affinity", "affinity-writing")
        self.assertEqual(count(self.store, "done"), self.rows if keeps else self.rows - 1)
        # And stays so: nothing is measured or computed again, and nothing crashes.
        self.check_run(*self.arguments, ranks=ranks, code=FAILURES, env={"BB_TEST_FAILPOINT": f"{what}-row:{row}@{step}"})
        self.check_quarantined(row, code, *words)


class Hundred(CrashTest):
    rows = 100

    def test_features(self):
        self.check_step("features", 2, "SIGSEGV", "making its features")


class Early(CrashTest):
    def test_survey(self):
        self.check_step("survey", 2, "SIGSEGV", "reading this row")

    def test_survey_alone(self):
        self.check_step("survey", 0, "SIGABRT", what="abort")

    def test_features_alone(self):
        self.check_step("features", 0, "SIGSEGV", "making its features")


class Device(CrashTest):
    def test_device(self):
        self.check_step("device", 2, "SIGSEGV", "computing its structure", more=("--max-batch-size", 4))

    def test_device_alone(self):
        self.check_step("device", 0, "SIGABRT", "computing its structure", what="abort")

    def test_affinity(self):
        self.check_step("affinity", 0, "SIGSEGV", "computing its affinity")


class Late(CrashTest):
    def test_crop(self):
        self.check_step("crop", 2, "SIGSEGV", "cutting out")

    def test_writing(self):
        self.check_step("writing", 2, "SIGSEGV", "writing")

    def test_affinity_writing(self):
        self.check_step("affinity-writing", 0, "SIGSEGV", "writing")


class Repeated(CrashTest):
    def test_killed_for_memory(self):
        """Twice among others, which is no proof; then alone."""
        self.check_step("device", 0, "want of memory", what="memory", code=OUT_OF_MEMORY, limit=3)

    def test_two_rows(self):
        self.restarted(*self.arguments, failpoint="crash-row:row3@features crash-row:row8@device", ranks=2, limit=4)
        self.assertEqual({row: error[0] for row, error in self.errors().items()}, {"row3": CRASH, "row8": CRASH})
        self.assertEqual(count(self.store, "done"), self.rows - 2)
        # Tried again one by one: what crashes again is left out again, what does not is computed.
        restarts, _ = self.restarted(*self.arguments, "--retry-failed", failpoint="crash-row:row3@features", ranks=2,
                                     limit=1)
        self.assertEqual(restarts, 1)
        self.check_quarantined("row3", CRASH, "SIGSEGV")


class Innocent(PoisonTest):
    def test_kills_and_ends_accuse_nobody(self):
        """Signals from outside leave nothing behind, whatever was in flight."""
        self.rows = 200  # so that a quick machine is not done before the last signal
        self.arguments = self.screen_of(self.rows)
        for number, ranks in ((signal.SIGKILL, 2), (signal.SIGSEGV, 2), (signal.SIGABRT, 0), (signal.SIGTERM, 2)):
            with self.subTest(signal=number.name):
                before = count(self.store, "done") if self.store.exists() else 0
                process = start(*self.arguments, cwd=self.folder, ranks=ranks)
                self.addCleanup(kill_all, process)
                wait_for(lambda: self.store.exists() and count(self.store, "done") > before, process=process)
                os.kill(sorted(ranks_of(process))[-1], number)
                finish(process)
                self.wait_for_end()
        result = self.check_run(*self.arguments, ranks=2)
        self.assertNotIn("suspect", result.err)
        self.assertEqual(count(self.store, "done"), self.rows)

    def test_once_is_no_proof(self):
        """A crash that does not come again when the row is alone harms nobody; nor does a journal of rubbish."""
        result = run(*self.arguments, cwd=self.folder, ranks=2, env={"BB_TEST_FAILPOINT": "crash-row:row9@features"})
        self.assertNotIn(result.code, (DONE, FAILURES), result)
        journal = self.folder / "r.h5.journal"
        content = journal.read_bytes()
        result = self.check_run(*self.arguments, ranks=2)
        self.assertIn("1 suspect is computed", result.err)
        self.assertEqual(count(self.store, "done"), self.rows)
        self.assertFalse(journal.exists())
        for rubbish in (content[:4100], content[:20] + b"\xff" * 8 + content[28:], b"text"):
            journal.write_bytes(rubbish)
            self.assertIn("r.h5.journal is damaged", self.check_run(*self.arguments).err)
            self.assertFalse(journal.exists())


if __name__ == "__main__":
    unittest.main()
