"""What ends a run before its time: each with its message, its exit code and a run record."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy as np
import torch

from harness import (ERROR, FAILURES, FEW_STEPS, ONE_THREAD, SETTINGS, SMALL, STOPPED, USAGE, IntegrationTest, changed, count, finish,
                     kill, kill_all, limit_file_size, run, start, wait_for)

class Start(IntegrationTest):
    """Runs that cannot begin."""

    def record(self, store):
        return json.loads((self.folder / (store + ".run.json")).read_text())

    def test_no_manifest(self):
        self.check_refused(*SETTINGS, code=USAGE, says=("no manifest", "--help"))
        self.check_refused("gone.csv", *SETTINGS, "--out", "r.h5", says=("gone.csv",))
        self.assertEqual(self.record("r.h5")["outcome"], "error")
        self.assertIn("gone.csv", self.record("r.h5")["error"])
        self.assertFalse((self.folder / "r.h5").exists())

    def test_empty_manifest(self):
        self.write("empty.csv", "")
        self.check_refused("empty.csv", *SETTINGS, says=("empty.csv: is empty", "id,input"))
        self.write("header.csv", "id,input\n")
        self.check_refused("header.csv", *SETTINGS, says=("header.csv", "nothing in it"))
        self.write("columns.csv", "name,sequence\na,MKV\n")
        self.check_refused("columns.csv", *SETTINGS, says=("columns.csv", "id"))

    def test_unknown_options(self):
        manifest = self.screen(1)
        self.check_refused(manifest, "--sampling-step", 3, code=USAGE, says=("sampling-step", "--help"))
        self.check_refused(manifest, "--sampling-steps", "many", code=USAGE, says=("many",))
        self.check_refused(manifest, "--preset", "fast", code=USAGE, says=("exact, reference, screening",))

    def test_no_weights(self):
        manifest = self.screen(1)
        result = self.check_refused(manifest, *FEW_STEPS, *ONE_THREAD, code=USAGE,
                                    env={"BOLTZ_CACHE": self.folder / "cache"},
                                    says=(str(self.folder / "cache" / "boltz2_conf.ckpt"), "--checkpoint", "boltz predict"))
        self.assertEqual(result.err.count("no weights"), 1)
        self.check_refused(manifest, *FEW_STEPS, *ONE_THREAD, code=USAGE, env={"HOME": self.folder},
                           says=(str(self.folder / ".boltz" / "boltz2_conf.ckpt"),))
        self.check_refused(manifest, *changed(checkpoint="gone.ckpt"), code=USAGE, says=("gone.ckpt: no such file",))
        self.screen(3, "affinity.csv")
        self.check_refused("affinity.csv", *changed(affinity_checkpoint=None), code=USAGE,
                           env={"BOLTZ_CACHE": self.folder}, says=("boltz2_aff.ckpt", "--affinity-checkpoint"))

    def test_weights_of_no_use(self):
        manifest = self.screen(3)
        self.write("text.ckpt", "no checkpoint")
        self.check_refused(manifest, *changed(checkpoint="text.ckpt"), says=("text.ckpt",))
        self.check_refused(manifest, *changed(affinity_checkpoint=SMALL / "conf.ckpt"), code=USAGE, says=("affinity",))
        (self.folder / "cut.ckpt").write_bytes((SMALL / "conf.ckpt").read_bytes()[:1000000])
        self.check_refused(manifest, *changed(checkpoint="cut.ckpt"), says=("cut.ckpt",))

    def test_target_of_no_use(self):
        self.write("bad.yaml", "sequences:\n- protein: {id: A, sequence: GACK, msa: empty}\n"
                               "constraints:\n- bond: {atom1: [A, 1, SG], atom2: [L, 1, C1]}\n")
        self.write("lib.smi", "".join(f"{'C' * i}O m{i}\n" for i in range(1, 100)))
        for command in ((), ("plan",), ("check",)):  # one error, not 99 rows of it
            result = self.check_refused(*command, "--target", "bad.yaml", "lib.smi", *SETTINGS, code=USAGE,
                                        says=("bad.yaml, line 4", "'SG'", "Its atoms are N, CA, C, O"))
            self.assertEqual((result.out + result.err).count("'SG'"), 1)
        self.check_refused("--target", "gone.yaml", "lib.smi", *SETTINGS, code=USAGE, says=("--target gone.yaml: no such file\n",))
        self.target("good.yaml")
        self.write("both.csv", "id,target,smiles\na,bad.yaml,CCO\nb,good.yaml,CCO\nc,bad.yaml,CCN\n")
        result = self.check_run("check", "both.csv", *SETTINGS, code=FAILURES)
        self.assertIn("2 rows of target bad.yaml cannot be used", result.out)
        self.assertEqual(result.out.count("'SG'"), 1)

    def test_no_gpu(self):
        if pathlib.Path("/dev/nvidia0").exists():
            self.skipTest("this machine has a GPU")
        self.check_refused(self.screen(1), *SETTINGS, "--device", "cuda", code=USAGE, says=("CUDA", "--device cpu"))

    def test_unwritable_output(self):
        manifest = self.screen(1)
        self.check_refused(manifest, *SETTINGS, "--out", "no_folder/r.h5", code=USAGE, says=("no_folder",))
        self.check_refused(manifest, *SETTINGS, "--out", "no_folder/r.h5", code=USAGE, says=("no_folder",), ranks=2)
        (self.folder / "is_folder.h5").mkdir()
        self.check_refused(manifest, *SETTINGS, "--out", "is_folder.h5", code=USAGE, says=("is_folder.h5",))
        self.write("text.h5", "no store at all")
        self.check_refused(manifest, *SETTINGS, "--out", "text.h5", code=USAGE, says=("text.h5",))
        self.assertEqual((self.folder / "text.h5").read_text(), "no store at all")
        if os.geteuid() == 0:
            return  # may write everywhere
        (self.folder / "closed").mkdir(0o500)
        self.check_refused(manifest, *SETTINGS, "--out", "closed/r.h5", code=USAGE, says=("closed",))

    def test_message_comes_once_from_several_ranks(self):
        result = self.check_refused("gone.csv", *SETTINGS, "--out", "r.h5", ranks=3, says=("gone.csv",))
        self.assertEqual(result.err.count("gone.csv"), 1, result)
        self.assertEqual(self.record("r.h5")["outcome"], "error")

    def test_a_rank_that_throws_alone_ends_all(self):
        began = time.monotonic()
        for rank in (0, 1):
            result = self.check_refused(self.screen(2), *SETTINGS, "--out", "r.h5", ranks=2, timeout=60,
                                        env={"BB_TEST_FAILPOINT": f"survey@{rank}"},
                                        says=(f"rank {rank}: BB_TEST_FAILPOINT",))
            self.assertIn("BB_TEST_FAILPOINT", self.record("r.h5")["error"], result)
        self.assertLess(time.monotonic() - began, 60)


class OtherStore(IntegrationTest):
    """A store that another run made is not continued; the message names what differs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = IntegrationTest("setUp")
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.shared.screen(3)
        cls.shared.check_run("manifest.csv", *SETTINGS, "--out", "made.h5")

    def setUp(self):
        super().setUp()
        shutil.copytree(self.shared.folder, self.folder, dirs_exist_ok=True)
        self.before = (self.folder / "made.h5").read_bytes()

    def refused(self, *arguments, says, **options):
        self.check_refused(*arguments, "--out", "made.h5", says=("made.h5", *says), **options)
        self.assertEqual((self.folder / "made.h5").read_bytes(), self.before)  # untouched

    def test_same_is_continued(self):
        self.check_run("manifest.csv", *SETTINGS, "--out", "made.h5")

    def test_other_numerics(self):
        self.refused("manifest.csv", *changed(sampling_steps=4), says=("sampling-steps", "3", "4"))
        self.refused("manifest.csv", *SETTINGS, "--seed", 5, says=("seed", "0", "5"))
        self.refused("manifest.csv", *SETTINGS, "--matmul-precision", "medium", says=("medium", "highest"))
        self.refused("manifest.csv", *SETTINGS, "--step-scale", 1.6, says=("step-scale",), ranks=2)

    def test_other_inputs(self):
        text = (self.folder / "manifest.csv").read_text()
        self.write("manifest.csv", text.replace("CCO", "CCN"))
        self.refused("manifest.csv", *SETTINGS, says=("2 of its 3 rows are not what they were", "the ligand of row0", "--rows-from"))
        self.write("manifest.csv", text)
        target = self.folder / "target0.yaml"
        target.write_text(target.read_text().replace("MKT", "MRT"))
        self.refused("manifest.csv", *SETTINGS, says=("2 of its 3 rows are not what they were", "target0.yaml, line 3", "--rows-from"))

    def test_other_weights(self):
        other = self.folder / "other.ckpt"
        state = torch.load(SMALL / "conf.ckpt", map_location="cpu", weights_only=False)
        name = next(k for k, v in state["state_dict"].items() if v.dim() == 2)
        state["state_dict"][name] = state["state_dict"][name] + 1e-3
        torch.save(state, other)
        self.refused("manifest.csv", *changed(checkpoint="other.ckpt"), says=("checkpoint",))

    def test_other_contents(self):
        self.refused("manifest.csv", *SETTINGS, "--write-pae", says=("pae",))

    def test_other_version(self):
        with h5py.File(self.folder / "made.h5", "r+") as store:
            version = int(store.attrs["schema_version"])
            store.attrs.modify("schema_version", np.uint32(version + 41))
        self.before = (self.folder / "made.h5").read_bytes()
        self.refused("manifest.csv", *SETTINGS, says=("version", str(version + 41), str(version)))
        for name in ("status", "verify"):
            self.check_refused(name, "made.h5", says=("version", str(version + 41)))


class MidRun(IntegrationTest):
    """What breaks a run that has begun; the same command continues it afterwards."""

    def longer(self, rows=30):
        return self.screen(rows), *changed(sampling_steps=40, max_batch_size=1)

    def test_a_live_job_keeps_others_out(self):
        manifest, *options = self.longer(60)
        first = start(manifest, *options, "--out", "r.h5", cwd=self.folder)
        self.addCleanup(kill_all, first)
        store = self.folder / "r.h5"
        wait_for(lambda: store.exists() and count(store, "done") > 0, process=first)
        began = time.monotonic()
        self.check_refused(manifest, *options, "--out", "r.h5", env={"BB_LOCK_SECONDS": 15},
                           says=("in use", socket.gethostname(), f"pid {first.pid}", "since 2"))
        self.check_refused("verify", "r.h5", "--repair", says=("in use",))
        (self.folder / "link.h5").symlink_to("r.h5")
        self.check_refused(manifest, *options, "--out", "link.h5", env={"BB_LOCK_SECONDS": 15}, says=("in use",))
        self.assertLess(time.monotonic() - began, 15)
        self.assertFalse((self.folder / "r.h5.run.json").exists())  # it is the first's
        self.assertIsNone(first.poll())
        kill([first.pid])
        finish(first)

    def test_a_lost_lock_stops_the_run(self):
        manifest, *options = self.longer(60)
        for ranks in (0, 2):
            process = start(manifest, *options, "--out", "r.h5", cwd=self.folder, ranks=ranks)
            self.addCleanup(kill_all, process)
            store = self.folder / "r.h5"
            began = count(store, "done") if store.exists() else 0
            wait_for(lambda: store.exists() and count(store, "done") > began, process=process)
            lock, says = self.folder / "r.h5.lock", "lock is gone"
            lock.unlink()
            if ranks:  # as if a successor had taken over
                lock.write_text("token another\njob 4711\n")
                says = "taken this store over: job '4711'"
            result = finish(process)
            self.assertEqual(result.code, ERROR, result)
            self.assertIn(says, result.err)
            record = json.loads((self.folder / "r.h5.run.json").read_text())
            self.assertEqual(record["outcome"], "error")
            self.assertIn(says, record["error"])
            lock.unlink(missing_ok=True)
        self.assertGreater(count(store, "pending"), 0)
        self.check_sound("r.h5")

    def test_a_store_that_is_replaced_is_said(self):
        manifest, *options = self.longer(60)
        self.write("other.h5", "another's")
        process = start(manifest, *options, "--out", "r.h5", cwd=self.folder)
        self.addCleanup(kill_all, process)
        store = self.folder / "r.h5"
        wait_for(lambda: store.exists() and count(store, "done") > 0, process=process)
        store.rename(self.folder / "mine.h5")
        (self.folder / "other.h5").rename(store)
        result = finish(process)
        self.assertEqual(result.code, ERROR, result)
        self.assertIn("replaced by another file", result.err)
        self.assertEqual(store.read_text(), "another's")
        self.check_sound("mine.h5")

    def test_a_signal_ends_the_wait_for_a_lock(self):
        self.write("r.h5.lock", "attempt 1\ntoken dead\nhost moon\njob 4711\n")
        os.utime(self.folder / "r.h5.lock", times=(time.time() + 3600,) * 2)  # as if the clock had been set back
        process = start(self.screen(2), *SETTINGS, "--out", "r.h5", "-q", cwd=self.folder, env={"BB_LOCK_SECONDS": 30})
        self.addCleanup(kill_all, process)
        said = process.stderr.readline()
        for word in ("waiting for the lock of job '4711' on host moon", "clock", "believed dead in"):
            self.assertIn(word, said)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        result = finish(process)
        self.assertEqual(result.code, STOPPED, result)
        self.assertLess(time.monotonic() - began, 5)
        self.assertFalse((self.folder / "r.h5").exists())

    def screen_of_large_results(self):
        """12 complexes whose embeddings take most of the store."""
        manifest = self.screen(12, affinity=False, sequences=("MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ" * 2,))
        return manifest, *SETTINGS, "--max-batch-size", 1, "--write-embeddings", "--write-pae"

    def test_file_that_may_not_grow(self):
        arguments = (*self.screen_of_large_results(), "--out", self.folder / "r.h5")
        self.check_run(*arguments)
        size = (self.folder / "r.h5").stat().st_size
        (self.folder / "r.h5").unlink()
        # MPI's own files, too, would be too large.
        result = run(*arguments, cwd=self.folder, env={"PMIX_MCA_gds": "hash"},
                     preexec_fn=limit_file_size(size * 2 // 3))
        self.assertEqual(result.code, ERROR, result)
        self.assertIn("Raise the limit (ulimit -f)", result.err)
        self.assertFalse((self.folder / "r.h5").exists())
        self.check_run(*arguments)

    def test_full_disk(self):
        mount = pathlib.Path(tempfile.mkdtemp(prefix="bb-small-disk-"))
        self.addCleanup(shutil.rmtree, mount, ignore_errors=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", mount], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("a small tmpfs cannot be mounted here (needs root)")
        self.addCleanup(subprocess.run, ["umount", "-l", mount])
        arguments = (*self.screen_of_large_results(), "--out", mount / "r.h5")
        self.check_run(*arguments)
        size = (mount / "r.h5").stat().st_size
        (mount / "r.h5").unlink()
        filler = mount / "filler"

        # Too little at the start: said before anything is computed.
        filler.write_bytes(bytes((64 << 20) - size // 2))
        self.check_refused(*arguments, says=("r.h5", "bytes"))
        self.check_refused("plan", *arguments, says=("r.h5", "bytes"))
        self.assertFalse((mount / "r.h5").exists())

        # Enough at the start, taken by somebody else while it runs.
        filler.unlink()
        for ranks in (0, 2):
            process = start(*arguments, cwd=self.folder, ranks=ranks)
            self.addCleanup(kill_all, process)
            wait_for(lambda: (mount / "r.h5").exists(), process=process)
            with filler.open("wb") as file:
                free = shutil.disk_usage(mount).free
                try:
                    file.write(bytes(free - size // 4))
                except OSError:
                    pass
            result = finish(process)
            self.assertEqual(result.code, ERROR, result)
            self.assertIn("No space left", result.err)
            done = count(mount / "r.h5", "done")
            self.assertGreater(count(mount / "r.h5", "pending"), 0)
            filler.unlink()
            self.check_sound(mount / "r.h5")
            self.check_run(*arguments)
            self.assertEqual((count(mount / "r.h5", "done"), done < 12), (12, True))
            self.check_sound(mount / "r.h5")
            (mount / "r.h5").unlink()


if __name__ == "__main__":
    unittest.main()
