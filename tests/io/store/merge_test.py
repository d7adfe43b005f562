"""A master of shards equals the store that was never cut in shards, through h5py. merge_test.py PROGRAMS TOOLS"""

import os
import shutil
import subprocess
import sys
import tempfile

import h5py

from masters import differences
from runs import ROOT

ROWS = 203


def program(folder, *arguments):
    result = subprocess.run([os.path.join(folder, "store_shards"), *map(str, arguments)], capture_output=True,
                            text=True, env={**os.environ, **ROOT})
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def table(tools, store):
    result = subprocess.run([sys.executable, "-B", os.path.join(tools, "show_results.py"), store],
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def main():
    programs, tools = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        def path(name):
            return os.path.join(folder, name)
        whole, master = path("whole.h5"), path("master.h5")
        program(programs, "make", whole, ROWS, 0, 1)
        shards = [path(f"results.shard-{i + 1}-of-4.h5") for i in range(4)]
        for i, shard in enumerate(shards):
            program(programs, "make", shard, ROWS, i, 4, "half" if i == 2 else "all")
        program(programs, "merge", master, *shards)
        assert any("coordinates" in text for text in differences(master, whole)), "half a shard was not noticed"

        os.remove(shards[2])
        program(programs, "merge", master, *shards)
        with h5py.File(master) as file:
            missing = file["complexes/store"][:] == 0xFFFFFFFF
            assert 40 < missing.sum() < 60
            assert (file["complexes/structure_status"][:][missing] == 0).all()
            assert (file["complexes/manifest_row"][:] == range(ROWS)).all()

        program(programs, "make", shards[2], ROWS, 2, 4)
        program(programs, "merge", master, *shards)
        assert differences(master, whole) == [], differences(master, whole)
        assert table(tools, master) == table(tools, whole)
        moved = path("moved")
        os.mkdir(moved)
        for file in (master, *shards):
            shutil.move(file, moved)
        master = os.path.join(moved, "master.h5")
        assert differences(master, whole) == [], differences(master, whole)

        # A file that is gone reads as numbers that are none.
        os.remove(os.path.join(moved, os.path.basename(shards[0])))
        with h5py.File(master) as file:
            row = int((file["complexes/store"][:] == 0).nonzero()[0][0])
            first, atoms = int(file["structures/atom_offset"][row]), int(file["complexes/atoms"][row])
            xyz = file["structures/coordinates"][first : first + 2 * atoms]
            assert len(xyz) > 0 and (xyz != xyz).all(), xyz
    print("a master equals the store that was never cut")


if __name__ == "__main__":
    main()
