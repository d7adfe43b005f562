"""What a run is of: rows are what they were read from. A store is continued with those alone; others are added beside."""

import gzip
import os
import shutil
import unittest

import h5py
import numpy as np

from harness import (FAILURES, SETTINGS, USAGE, IntegrationTest, count, finish, start, wait_for)

SEQUENCE = "MKTAYIAKQR"
NAMES = dict(zip("MKTAYIQR", ("MET", "LYS", "THR", "ALA", "TYR", "ILE", "GLN", "ARG")))


def template(sequence=SEQUENCE, shift=0.0):
    """A PDB file of a chain, a stretched one."""
    lines = [f"SEQRES {1:3d} A {len(sequence):4d}  " + " ".join(NAMES[x] for x in sequence)]
    serial = 0
    for i, letter in enumerate(sequence):
        for name, x, y in (("N", 0.0, 0.0), ("CA", 1.4, 0.3), ("C", 2.4, -0.8), ("O", 2.2, -2.0), ("CB", 1.6, 1.8)):
            serial += 1
            lines.append(f"ATOM  {serial:5d}  {name:<3s} {NAMES[letter]} A{i + 1:4d}    "
                         f"{3.6 * i + x + shift:8.3f}{y:8.3f}{(i % 2) * 0.7:8.3f}  1.00  0.00           {name[0]}")
    return "\n".join([*lines, "TER", "END", ""])


def alignment(*rows):
    return "".join(f">{i}\n{row}\n" for i, row in enumerate((SEQUENCE, *rows)))


def results(path):
    """id -> its status, scores and affinity."""
    with h5py.File(path) as store:
        columns = [store[name][:] for name in ("complexes/structure_status", "scores/confidence_score", "scores/iptm",
                                               "affinity/affinity_pred_value")]
        return {id: tuple(np.asarray(column[i]).tobytes() for column in columns)
                for i, id in enumerate(store["complexes/id"].asstr()[:])}


class InputsTest(IntegrationTest):
    def make_inputs(self):
        self.write("msa.a3m", alignment("MKTAYLAKQR", "MKSAYIA-QR", "MRTAYIAKQK"))
        self.write("template.pdb", template())
        self.write("target.yaml", "version: 1\nsequences:\n"
                                  f"  - protein: {{id: A, sequence: {SEQUENCE}, msa: msa.a3m}}\n"
                                  "templates:\n  - pdb: template.pdb\n")
        self.write("list.csv", "id,target,smiles,affinity,note\n"
                               "a,target.yaml,CCO,true,x\nb,target.yaml,CCN,false,y\nc,target.yaml,CC(=O)O,,z\n")

    def edit(self, name, old, new):
        text = (self.folder / name).read_text()
        self.assertIn(old, text)
        (self.folder / name).write_text(text.replace(old, new, 1))


class Edited(InputsTest):
    """A finished store, and what it was made from edited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = InputsTest("setUp")
        cls.shared.setUp()
        cls.addClassCleanup(cls.shared.doCleanups)
        cls.shared.make_inputs()
        cls.shared.check_run("list.csv", *SETTINGS, "--out", "r.h5")

    def setUp(self):
        super().setUp()
        shutil.copytree(self.shared.folder, self.folder, dirs_exist_ok=True)
        self.before = (self.folder / "r.h5").read_bytes()

    def refused(self, *says, name="list.csv", **options):
        self.check_refused(name, *SETTINGS, "--out", "r.h5", says=("r.h5: ", "--rows-from r.h5 --not-done", *says),
                           **options)
        self.assertEqual((self.folder / "r.h5").read_bytes(), self.before)  # untouched

    def test_the_same_bytes_are_continued(self):
        for name in ("msa.a3m", "template.pdb", "target.yaml", "list.csv"):
            os.utime(self.folder / name, (1, 1))
        result = self.check_run("list.csv", *SETTINGS, "--out", "r.h5")
        self.assertIn(" 0 batches to compute", result.err)

    def test_alignment(self):
        self.edit("msa.a3m", "MRTAYIAKQK", "MRTAYIAKQR")
        self.refused("3 of its 3 rows", "a (row 1), b (row 2), c (row 3)", "the MSA ", "msa.a3m, line 8 (3 rows)")
        self.refused("msa.a3m, line 8 (3 rows)", ranks=2)
        self.write("msa.a3m", alignment("MKTAYLAKQR", "MKSAYIA-QR"))
        self.refused("msa.a3m, line 7 (it had 8 lines, now 6)")

    def test_template_and_target(self):
        self.edit("template.pdb", "1.400", "1.401")
        self.refused("the template ", "template.pdb, line 3 (3 rows)")
        self.write("template.pdb", template())
        self.edit("target.yaml", "QR", "QK")
        self.refused("the input ", "target.yaml, line 3 (3 rows)")
        os.remove(self.folder / "target.yaml")
        self.refused("target.yaml, which is not there any more")

    def test_entries_of_the_list(self):
        for old, new, says in (("CCN", "CCCN", "the ligand of b"), ("true", "false", "the affinity of a"),
                               (",z", ",w", "the column 'note' of c")):
            text = (self.folder / "list.csv").read_text()
            self.edit("list.csv", old, new)
            self.refused("1 of its 3 rows is not what it was", says)
            (self.folder / "list.csv").write_text(text)

    def test_rows_of_the_list(self):
        text = (self.folder / "list.csv").read_text()
        self.write("list.csv", text + "d,target.yaml,CCCO,,x\n")
        self.refused("has 4 rows, the store was made from 3", "1 row added or renamed (d)")
        lines = text.splitlines(keepends=True)
        self.write("list.csv", "".join(lines[:2] + lines[3:]))
        self.refused("has 2 rows, the store was made from 3", "1 row removed or renamed (b)")
        self.write("list.csv", "".join([lines[0], lines[2], lines[1], lines[3]]))
        self.refused("its rows stand in another order")
        self.write("list.csv", text.replace("b,target", "e,target"))
        self.refused("1 row added or renamed (e); 1 row removed or renamed (b)")


class OtherLists(InputsTest):
    def test_library_shards_and_compression(self):
        self.make_inputs()
        block = ("\n  made by hand\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n"
                 "    0.0000    0.0000    0.0000 C   0  0\n    1.5000    0.0000    0.0000 {} 0  0\n"
                 "  1  2  1  0\nM  END\n$$$$\n")
        self.write("library.sdf", "".join(f"m{i}" + block.format(atom) for i, atom in enumerate(("O  ", "N  ", "S  "))))
        with gzip.open(self.folder / "msa.a3m.gz", "wt") as file:
            file.write((self.folder / "msa.a3m").read_text())
        self.edit("target.yaml", "msa.a3m", "msa.a3m.gz")
        run = ("--target", "target.yaml", "library.sdf", *SETTINGS, "--max-batch-size", 1, "--out", "r.h5")
        self.check_run(*run, "--shard", "1/2")
        # Compressed anew, it is the same.
        with gzip.open(self.folder / "msa.a3m.gz", "wt", compresslevel=1) as file:
            file.write((self.folder / "msa.a3m").read_text())
        self.check_run(*run, "--shard", "1/2")
        self.edit("library.sdf", "1.5000", "1.6000")
        self.edit("library.sdf", "1.5000", "1.6000")
        self.edit("library.sdf", "1.5000", "1.6000")
        self.check_refused(*run, "--shard", "1/2", says=["r.shard-1-of-2.h5: ", "the ligand of m"])
        self.check_run(*run, "--shard", "2/2")
        self.check_refused("merge", "all.h5", "r.shard-1-of-2.h5", "r.shard-2-of-2.h5", says=["different inputs"])

    def test_a_file_that_changes_while_the_run_goes(self):
        rows = ["id,input"]
        for i in range(12):
            self.write(f"m{i}.a3m", f">q\n{SEQUENCE * (14 - i)}\n")
            self.write(f"c{i}.yaml", "version: 1\nsequences:\n"
                                     f"  - protein: {{id: A, sequence: {SEQUENCE * (14 - i)}, msa: m{i}.a3m}}\n")
            rows.append(f"c{i},c{i}.yaml")
        self.write("list.csv", "\n".join(rows) + "\n")
        process = start("list.csv", *SETTINGS, "--max-batch-size", 1, "--out", "r.h5", cwd=self.folder)
        store = self.folder / "r.h5"
        wait_for(lambda: store.exists() and count(store, "done") > 0, process=process, seconds=120)
        # The shortest comes last.
        with open(self.folder / "m11.a3m", "a", encoding="utf-8") as file:
            file.write(f">another\n{'M' * 30}\n")
        result = finish(process)
        self.assertEqual(result.code, FAILURES, f"\n{result}")
        with h5py.File(store) as file:
            errors = file["complexes/error"].asstr()[:]
        self.assertEqual([bool(error) for error in errors], [False] * 11 + [True])
        self.assertIn("m11.a3m: the MSA was changed while the run was going", errors[11])


class AddedMendedRemoved(InputsTest):
    def test_all_of_them(self):
        self.make_inputs()
        self.write("other.yaml", "version: 1\nsequences:\n  - protein: {id: A, sequence: MKTAYIA, msa: late.a3m}\n")
        with open(self.folder / "list.csv", "a", encoding="utf-8") as file:
            file.write("d,other.yaml,CCO,true,u\n")
        self.check_run("list.csv", *SETTINGS, "--out", "r.h5", code=FAILURES)
        first = results(self.folder / "r.h5")
        again = ("list.csv", *SETTINGS, "--out", "r.h5", "--retry-failed")
        result = self.check_run(*again, code=FAILURES)
        self.assertIn("1 row cannot be read yet", result.err)
        self.assertIn("late.a3m: no such file", result.err)

        # Mended: it is read again, and has no place in this store.
        self.write("late.a3m", ">q\nMKTAYIA\n")
        self.check_refused("list.csv", *SETTINGS, "--out", "r.h5", says=["late.a3m, which was not there and is now (1 row)",
                                                                       "--retry-failed leaves them as they are"])
        result = self.check_run(*again, code=FAILURES)
        self.assertIn("1 row that could not be read is mended", result.err)
        self.assertIn("--rows-from r.h5 --not-done --out OTHER.h5", result.err)
        self.assertEqual(results(self.folder / "r.h5"), first)

        # Added, removed: the list is another one, and nothing that is done is lost.
        self.edit("list.csv", "b,target.yaml,CCN,false,y\n", "")
        with open(self.folder / "list.csv", "a", encoding="utf-8") as file:
            file.write("e,target.yaml,CCS,false,v\n")
        rest = ("list.csv", *SETTINGS, "--rows-from", "r.h5", "--not-done", "--out", "rest.h5")
        self.assertIn("2 of 4 rows are not done", self.check_run("plan", *rest).err)
        self.assertIn("2 of 4 rows are not done", self.check_run(*rest, ranks=2).err)
        self.check_sound("rest.h5")
        self.assertIn(" 0 batches to compute", self.check_run(*rest).err)  # continues its own
        self.check_run("merge", "all.h5", "r.h5", "rest.h5")
        self.check_sound("all.h5")
        merged = results(self.folder / "all.h5")
        self.assertEqual(list(merged), ["a", "b", "c", "d", "e"])
        self.check_run("list.csv", *SETTINGS, "--out", "whole.h5")
        whole = results(self.folder / "whole.h5")
        self.assertEqual({id: merged[id] for id in whole}, whole)
        self.assertEqual(merged["b"], first["b"])
        for stores in ("r.h5,rest.h5", "all.h5"):
            done = self.check_run("list.csv", *SETTINGS, "--rows-from", stores, "--not-done", "--out", "none.h5")
            self.assertIn("there is nothing to compute", done.err)
            self.assertFalse((self.folder / "none.h5").exists())

        # Changed: it counts as not done, and both are done then.
        self.edit("list.csv", "c,target.yaml,CC(=O)O,", "c,target.yaml,CC(=O)N,")
        changed = self.check_run("list.csv", *SETTINGS, "--rows-from", "all.h5", "--not-done", "--out", "changed.h5")
        self.assertIn("1 of 4 rows are not done", changed.err)
        stores = ("r.h5", "rest.h5", "changed.h5")
        self.check_refused("merge", "new.h5", *stores, says=["The id 'c' is done in r.h5 and in changed.h5", "--newest"])
        self.check_run("merge", "new.h5", *stores, "--newest")
        self.assertEqual(results(self.folder / "new.h5")["c"], results(self.folder / "changed.h5")["c"])
        self.check_sound("new.h5")

    def test_what_makes_no_sense(self):
        self.make_inputs()
        self.check_run("list.csv", *SETTINGS, "--out", "r.h5")
        take = ("list.csv", *SETTINGS, "--rows-from", "r.h5")
        self.check_refused(*take, code=USAGE, says=["--rows-from", "--not-done"])
        self.check_refused("list.csv", *SETTINGS, "--not-done", code=USAGE, says=["--rows-from"])
        self.check_refused(*take, "--not-done", "--out", self.folder / "r.h5", code=USAGE, says=["a store of their own"])
        self.edit("list.csv", "CCN", "CCCN")
        self.check_refused(*take, "--not-done", "--seed", 3, "--out", "s.h5", code=USAGE, says=["other settings", "seed"])


if __name__ == "__main__":
    unittest.main()
