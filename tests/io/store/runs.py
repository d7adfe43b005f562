"""Starts store_run under mpirun and looks at what it left; shared by the store's tests in Python."""

import os
import re
import shutil
import subprocess

ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


class Programs:
    def __init__(self, folder):
        self.run_path = os.path.join(folder, "store_run")
        self.check_path = os.path.join(folder, "store_check")
        self.shards_path = os.path.join(folder, "store_shards")
        self.mpirun = shutil.which("mpirun")

    def command(self, store, rows, *arguments, ranks=4):
        return [self.mpirun, "-n", str(ranks), "--oversubscribe", self.run_path, store, str(rows),
                *map(str, arguments)]

    def start(self, *arguments, **options):
        return subprocess.Popen(self.command(*arguments, **options), env={**os.environ, **ROOT},
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                start_new_session=True)

    def run(self, *arguments, **options):
        process = self.start(*arguments, **options)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def merge(self, master, *stores):
        result = subprocess.run([self.shards_path, "merge", master, *stores], capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr

    def check(self, store, rows):
        """Counts of stages by status; raises where a done row is not whole."""
        result = subprocess.run([self.check_path, store, str(rows)], capture_output=True, text=True)
        if result.returncode != 0:
            raise AssertionError(f"{store}: {result.stdout}{result.stderr}")
        counts = re.search(r"done (\d+) failed (\d+) pending (\d+)", result.stdout)
        return dict(zip(("done", "failed", "pending"), map(int, counts.groups())))
