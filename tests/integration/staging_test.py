"""--stage: weights are read once per host, from a copy that leaves nothing behind."""

import os
import pathlib
import unittest

from harness import ERROR, FEW_STEPS, SETTINGS, SMALL, USAGE, IntegrationTest, finish, ranks_of, start, wait_for


def mapped(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return ""


class Staging(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.screen(4)
        self.stage = self.folder / "of the host"
        self.stage.mkdir()

    def test_results_are_the_same_and_nothing_is_left(self):
        self.check_run(self.manifest, *SETTINGS, "--out", "plain.h5")
        for i, way in enumerate(([], ["--weights-broadcast", "mpi"])):
            self.check_run(self.manifest, *SETTINGS, "--out", f"staged{i}.h5", "--stage", self.stage, *way, ranks=2)
            self.check_same(self.folder / "plain.h5", self.folder / f"staged{i}.h5")
            self.assertEqual(os.listdir(self.stage), [])

    def test_the_copies_are_what_is_read(self):
        run = start(self.screen(40), *SETTINGS, "--stage", self.stage, "--weights-broadcast", "mpi", ranks=2,
                    cwd=self.folder)
        try:
            def copies(pid):
                return {line.split(str(self.stage))[1] for line in mapped(pid).splitlines() if str(self.stage) in line}

            wait_for(lambda: len(ranks_of(run)) == 2 and all(
                len(copies(pid)) == 2 and all(name.endswith("(deleted)") for name in copies(pid))
                for pid in ranks_of(run)), process=run)
            for pid in ranks_of(run):
                self.assertNotIn(str(SMALL), mapped(pid))
        finally:
            self.assertEqual(finish(run).code, 0)

    def test_a_folder_that_cannot_be_written_is_refused(self):
        for way in ("none", "mpi"):
            self.check_refused(self.manifest, *SETTINGS, "--stage", self.folder / "nowhere", "--weights-broadcast", way,
                               code=ERROR, says=["--stage", "nowhere", "each host's own disk"], ranks=2)
        self.check_refused(self.manifest, *SETTINGS, "--weights-broadcast", "mpi", code=USAGE, says=["--stage /dev/shm"])
        self.check_refused(self.manifest, *SETTINGS, "--weights-broadcast", "ncll", code=USAGE, says=["none, mpi"])
        self.check_refused(self.manifest, *FEW_STEPS, "--checkpoint", self.folder / "none.ckpt", "--stage", self.stage,
                           code=USAGE, says=["none.ckpt: no such file"], ranks=2)


if __name__ == "__main__":
    unittest.main()
