"""A disk that is full, at creation and in mid-run. Needs root, for a small tmpfs. disk_full_test.py PROGRAMS"""

import os
import subprocess
import sys
import tempfile

from runs import Programs

ROWS = 600
SKIPPED = 77


def main():
    programs = Programs(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            print(f"skipped: no tmpfs of our own: {mounted.stderr.strip()}")
            sys.exit(SKIPPED)
        try:
            store = os.path.join(folder, "store.h5")
            filler = os.path.join(folder, "filler")
            code, output = programs.run(store, 50000)
            assert code != 0 and "needs" in output and "free" in output, output
            assert os.listdir(folder) == [], "a refused creation left something"

            code, output = programs.run(store, ROWS, "failpoint", "create:rename", 1, 0)
            assert code != 0 and os.path.exists(store), output
            status = os.statvfs(folder)
            with open(filler, "wb") as file:
                file.write(b"x" * (status.f_bavail * status.f_frsize - 300000))
            code, output = programs.run(store, ROWS)
            assert code != 0 and "No space left" in output and store in output, output
            counts = programs.check(store, ROWS)
            assert counts["done"] > 0 and counts["pending"] > 0, counts

            os.remove(filler)
            code, output = programs.run(store, ROWS)
            assert code == 0, output
            assert programs.check(store, ROWS)["pending"] == 0
        finally:
            subprocess.run(["umount", folder], check=True)
    print("full disk: stopped, stayed readable, went on")


if __name__ == "__main__":
    main()
