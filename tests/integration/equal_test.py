"""Equal inputs get equal numbers, alone or beside others; each row of a library has its own ligand's affinity; and what a row
breaks is that row."""

import json
import unittest

import h5py
import numpy as np

from harness import DONE, ERROR, FAILURES, SETTINGS, STATUS, USAGE, IntegrationTest, changed, run

TARGET = "sequences:\n- protein: {id: A, sequence: MKTAYIAKQRQISF, msa: empty}\n"
NONE = 0xFFFFFFFF


class Numbers:
    def __init__(self, path):
        with h5py.File(path) as file:
            self.ids = list(file["complexes/id"].asstr()[:])
            self.complexes = {name: file[f"complexes/{name}"][:] for name in
                              ("same_as", "structure_status", "affinity_status", "wants_affinity", "msa_rows",
                               "warning_kinds")}
            self.texts = {name: list(file[f"complexes/{name}"].asstr()[:]) for name in
                          ("smiles", "smiles_written", "error", "warnings")}
            self.scores = file["records/structure_scores"][:, :-1]  # the last is seconds
            self.affinity = file["records/affinity_scores"][:, :-1]
            offsets, atoms = file["structures/atom_offset"][:], file["complexes/atoms"][:]
            self.coordinates = [file["structures/coordinates"][int(o):int(o) + int(n)]
                                for o, n in zip(offsets, atoms)]
            self.options = json.loads(file.attrs["options"].rstrip(b"\0"))

    def numbers(self, name):
        """All that was computed of a row, to the last bit."""
        row = self.ids.index(name)
        return (self.scores[row].tobytes(), self.affinity[row].tobytes(), self.coordinates[row].tobytes())

    def status(self, name, stage="structure"):
        value = self.complexes[f"{stage}_status"][self.ids.index(name)]
        return next(word for word, number in STATUS.items() if number == value)

    def text(self, column, name):
        return self.texts[column][self.ids.index(name)]


class Equal(IntegrationTest):
    def compute(self, name, *arguments, settings=SETTINGS, code=DONE):
        out = self.folder / f"{name}.h5"
        result = run(*arguments, *settings, "--out", out, cwd=self.folder)
        self.assertEqual(result.code, code, result)
        return Numbers(out), result

    def library(self, name, text, target=TARGET):
        (self.folder / "target.yaml").write_text(target)
        (self.folder / f"{name}.smi").write_text(text)
        return "--target", "target.yaml", f"{name}.smi"


class Duplicates(Equal):
    def test_a_ligand_has_one_result_alone_and_behind_another(self):
        both, _ = self.compute("both", *self.library("both", "CCO m2\nc1ccccc1 b\nOCC m3\n"))
        only, _ = self.compute("only", *self.library("only", "OCC m3\n"))
        swapped, _ = self.compute("swapped", *self.library("swapped", "CCO m3\nC(O)C m2\n"))
        numbers = both.numbers("m2")
        for store, name in ((both, "m3"), (only, "m3"), (swapped, "m2"), (swapped, "m3")):
            self.assertEqual(store.numbers(name), numbers)
        self.assertNotEqual(both.numbers("b"), numbers)
        self.assertTrue(np.isfinite(both.affinity).all())  # on by default: the weights are there
        self.assertEqual(list(both.complexes["same_as"]), [NONE, NONE, 0])
        self.assertEqual(both.texts["smiles_written"], ["CCO", "c1ccccc1", "OCC"])
        self.assertEqual(both.texts["smiles"], ["CCO", "c1ccccc1", "CCO"])

    def test_without_affinity_spellings_that_number_atoms_otherwise_are_two(self):
        settings = (*SETTINGS, "--no-affinity")
        store, _ = self.compute("plain", *self.library("plain", "CCO a\nOCC b\nCCO c\n"), settings=settings)
        self.assertEqual(list(store.complexes["same_as"]), [NONE, NONE, 0])
        self.assertEqual(store.numbers("a"), store.numbers("c"))
        self.assertNotEqual(store.numbers("a"), store.numbers("b"))
        self.assertEqual(list(store.complexes["wants_affinity"]), [0, 0, 0])

    def test_whole_complexes_are_equal_whatever_they_are_called(self):
        yaml = TARGET + "- ligand: {id: L, smiles: CCO}\n"
        (self.folder / "one.yaml").write_text(yaml)
        (self.folder / "two.yaml").write_text("# the same\n" + yaml)
        (self.folder / "renamed.yaml").write_text(yaml.replace("id: A", "id: X").replace("id: L", "id: Y"))
        (self.folder / "target.yaml").write_text(TARGET)
        (self.folder / "m.csv").write_text("id,input,target,smiles\none,one.yaml,,\ntwo,two.yaml,,\n"
                                         "renamed,renamed.yaml,,\nrow,,target.yaml,CCO\n")
        store, _ = self.compute("m", "m.csv")
        self.assertEqual(list(store.complexes["same_as"]), [NONE, 0, NONE, NONE])
        for name in store.ids:
            self.assertEqual(store.numbers(name), store.numbers("one"))
        (self.folder / "alone.csv").write_text("id,input\nx,two.yaml\n")
        alone, _ = self.compute("alone", "alone.csv")
        self.assertEqual(alone.numbers("x"), store.numbers("one"))


class Affinity(Equal):
    OWN = TARGET + "- ligand: {id: B, smiles: Cn1cnc2c1c(=O)n(C)c(=O)n2C}\nproperties:\n- affinity: {binder: B}\n"

    def test_a_target_that_asks_for_its_own_ligands_affinity_is_refused(self):
        arguments = self.library("lib", "CCO ethanol\n", self.OWN)
        for command in ((), ("plan",)):
            result = run(*command, *arguments, *SETTINGS, "--out", self.folder / "x.h5", cwd=self.folder)
            self.assertEqual(result.code, USAGE, result)
            for words in ("target.yaml", "'B'", "the target's own", "--no-affinity"):
                self.assertIn(words, result.err)
        result = run("check", *arguments, cwd=self.folder)
        self.assertNotEqual(result.code, DONE, result)
        self.assertIn("the target's own", result.out + result.err)
        store, result = self.compute("none", *arguments, settings=(*SETTINGS, "--no-affinity"))
        self.assertIn("affinity: of 0 of 1 rows", result.err)
        self.assertEqual(store.status("ethanol", "affinity"), "not_wanted")
        (self.folder / "m.csv").write_text("id,target,smiles,affinity\na,target.yaml,CCO,\nb,target.yaml,CCO,false\n")
        store, _ = self.compute("m", "m.csv", code=FAILURES)
        self.assertEqual([store.status("a"), store.status("b")], ["failed", "done"])
        self.assertIn("the target's own", store.text("error", "a"))
        self.assertEqual(store.text("smiles_written", "a"), "CCO")

    def test_is_asked_for_plainly(self):
        arguments = self.library("lib", "CCO a\nCCN b\n")
        store, result = self.compute("auto", *arguments)
        self.assertIn("affinity: of 2 of 2 rows", result.err)
        self.assertEqual(store.status("b", "affinity"), "done")
        without = changed(affinity_checkpoint=None)
        empty = self.folder / "empty"
        empty.mkdir()
        store, result = self.compute("absent", *arguments, settings=(*without, "--cache", empty))
        self.assertIn("affinity: of 0 of 2 rows", result.err)
        result = run(*arguments, *without, "--cache", empty, "--affinity", "--out", "y.h5", cwd=self.folder)
        self.assertEqual(result.code, USAGE, result)
        self.assertIn("--affinity-checkpoint", result.err)
        (self.folder / "m.csv").write_text("id,target,smiles,affinity\na,target.yaml,CCO,\nb,target.yaml,CCN,false\n")
        store, result = self.compute("m", "m.csv", settings=(*SETTINGS, "--affinity"))
        self.assertIn("affinity: of 1 of 2 rows; 1 row's own column says otherwise than --affinity", result.err)
        self.assertEqual(list(store.complexes["wants_affinity"]), [1, 0])
        self.assertEqual(store.options["affinity"], "true")
        result = run("m.csv", *SETTINGS, "--out", "m.h5", cwd=self.folder)
        self.assertEqual(result.code, ERROR, result)
        self.assertIn("affinity: the store has 'yes', this run has 'as each row says'", result.err)


class Breakers(Equal):
    def test_bonds_cages_and_metals_are_rows_like_others(self):
        target = ("sequences:\n- protein: {id: A, sequence: MKTCYIAKQRQISFCRQ, msa: empty}\n"
                  "constraints:\n- bond: {atom1: [A, 4, SG], atom2: [A, 15, SG]}\n")
        library = self.library("lib", "CC(=O)Oc1ccccc1C(=O)O aspirin\nC12C3C4C1C5C2C3C45 cubane\n"
                               "CN(C)C[C]12[CH]3[CH]4[CH]5[C]1(C)[Fe]23451678[CH]2[CH]1[CH]6[CH]7[CH]28 ferrocene\n"
                               "C1CC bad\n", target)
        store, result = self.compute("lib", *library, settings=(*SETTINGS, "--no-affinity"), code=FAILURES)
        self.assertEqual([store.status(name) for name in store.ids], ["done", "done", "done", "failed"])
        self.assertEqual(store.text("smiles_written", "bad"), "C1CC")
        (self.folder / "plain.yaml").write_text(TARGET)
        (self.folder / "stapled.yaml").write_text(TARGET + "- protein: {id: B, sequence: GKAAEG, msa: empty}\n"
                                                "constraints:\n- bond: {atom1: [B, 2, NZ], atom2: [B, 5, CD]}\n")
        (self.folder / "m.csv").write_text("id,input\nplain,plain.yaml\nstapled,stapled.yaml\n")
        store, _ = self.compute("m", "m.csv")
        verified = run("verify", self.folder / "m.h5")
        self.assertEqual(verified.code, DONE, verified)

    def test_a_long_text_widens_no_row_and_its_warning_is_counted(self):
        arguments = self.library("lib", "CCO a\n" + "C" * 9000 + " long\n")
        store, result = self.compute("lib", *arguments, code=FAILURES)
        self.assertEqual(store.status("a"), "done")
        self.assertEqual(len(store.text("smiles_written", "long").encode()), 4096)
        self.assertIn("stored in part", store.text("warnings", "long"))
        self.assertIn("warnings: 1 row: text 1", result.out)
        status = json.loads(run("status", "--json", self.folder / "lib.h5").out)
        self.assertEqual(status["warnings"], {"rows": 1, "kinds": {"text": 1}})


if __name__ == "__main__":
    unittest.main()
