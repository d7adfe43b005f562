"""Bad rows become failed results that say what is wrong, and change nothing of the others."""

import json
import unittest

import h5py
import numpy as np

from harness import DONE, FAILURES, LIGANDS, SETTINGS, STATUS, IntegrationTest, differences

PEPTIDES = ("MKTAYIAKQR", "GSHMLEDPVD", "ACDEFGHIKLMN", "WWPLKDERTA", "SSTTNNQQHH", "VILMFYWKRH", "GAGAGAGSGS")
MAX_TOKENS = 60


def chain(sequence, more=", msa: empty"):
    return f"version: 1\nsequences:\n  - protein: {{id: A, sequence: {sequence}{more}}}\n"


# File -> contents, for what is wrong with a target or an input.
FILES = {
    "letters.yaml": chain("MKTA1YIAK"),
    "no_msa.yaml": chain("MKTAYIAKQR", ""),
    "msa_gone.yaml": chain("MKTAYIAKQR", ", msa: gone.a3m"),
    "msa_other.yaml": chain("MKTAYIAKQR", ", msa: other.a3m"),
    "other.a3m": "no alignment at all\n",
    "large.yaml": chain("ACDEFGHIKL" * 10),
    "not_yaml.yaml": "sequences: [\n",
    "empty.yaml": "",
    "key.yaml": chain("MKTAYIAKQR").replace("sequences", "sequence"),
    "twice.yaml": chain("MKTAYIAKQR") + "  - protein: {id: A, sequence: GG, msa: empty}\n",
    "bond.yaml": chain("MKTAYIAKQR") + "constraints:\n  - bond: {atom1: [A, 1, N], atom2: [Z, 1, N]}\n",
    "empty.fasta": "",
}
# id, input, target, smiles, ccd, affinity; and what the message has
BAD = (
    (("bad-smiles", "", "t0.yaml", "C1CC", "", ""), "cannot be read"),
    (("bad-valence", "", "t0.yaml", "CN(C)(C)(C)(C)C", "", ""), "valence"),
    (("no-ligand", "", "t0.yaml", "", "", ""), "smiles"),
    (("no-target", "", "gone.yaml", "CCO", "", ""), "gone.yaml"),
    (("no-input", "nowhere.yaml", "", "", "", ""), "nowhere.yaml"),
    (("bad-yaml", "not_yaml.yaml", "", "", "", ""), "not YAML"),
    (("empty-yaml", "empty.yaml", "", "", "", ""), "is empty"),
    (("letters", "letters.yaml", "", "", "", ""), "letter 5"),
    (("unknown-ccd", "", "t0.yaml", "", "ZZQ9X", ""), "ZZQ9X"),
    (("row0", "", "t0.yaml", "CCCCCCCC", "", ""), "row0"),  # an id used before
    (("no-msa", "no_msa.yaml", "", "", "", ""), "has no MSA"),
    (("msa-gone", "msa_gone.yaml", "", "", "", ""), "gone.a3m"),
    (("msa-other", "msa_other.yaml", "", "", "", ""), "other.a3m"),
    (("large", "large.yaml", "", "", "", ""), f"--max-tokens {MAX_TOKENS}"),
    (("affinity-word", "", "t0.yaml", "CCO", "", "maybe"), "maybe"),
    (("two-ways", "t0.yaml", "t0.yaml", "CCO", "", ""), "input"),
    (("two-ligands", "", "t0.yaml", "CCO", "ALA", ""), "ccd"),
    (("unknown-key", "key.yaml", "", "", "", ""), "Did you mean 'sequences'"),
    (("chain-twice", "twice.yaml", "", "", "", ""), "used twice"),
    (("empty-fasta", "empty.fasta", "", "", "", ""), "empty.fasta"),
)


def good_rows():
    for i in range(180):
        target, ligand = f"t{i % len(PEPTIDES)}.yaml", LIGANDS[i // len(PEPTIDES) % len(LIGANDS)]
        if i == 90:
            target, ligand = "t0.yaml", "CCCCCCCC"  # as the bad row0 has
        if i in (100, 170):
            target, ligand = "t1.yaml", "CC(C)(C)O"
        if i == 171:
            target, ligand = "t1.yaml", "OC(C)(C)C"  # the same molecule in other words
        yield f"row{i}", "", target, ligand, "", "true" if i % 60 == 0 or i in (100, 170, 171) else "false"


class BadRows(IntegrationTest):
    def lay_out(self, rows, name):
        for file, text in FILES.items():
            self.write(file, text)
        for i, sequence in enumerate(PEPTIDES):
            self.target(f"t{i}.yaml", sequence)
        return self.write(name, "".join(",".join(row) + "\n" for row in
                                        (("id", "input", "target", "smiles", "ccd", "affinity"), *rows)))

    def test_twenty_bad_rows_of_two_hundred(self):
        rows = list(good_rows())
        for i, (bad, _) in enumerate(BAD):
            rows.insert(3 + 10 * i, bad)
        manifest = self.lay_out(rows, "manifest.csv")
        options = (manifest, *SETTINGS, "--max-tokens", MAX_TOKENS, "--keep-structures", "all")
        result = self.check_run(*options, "--out", "all.h5", code=FAILURES)
        self.assertIn("180 done, 20 failed, 0 pending of 200", result.out)
        record = json.loads((self.folder / "all.h5.run.json").read_text())
        self.assertEqual((record["outcome"], record["rows"], record["done"], record["failed"], record["pending"]),
                         ("failures", 200, 180, 20, 0))
        with h5py.File(self.folder / "all.h5") as store:
            ids = store["complexes/id"].asstr()[:]
            status = store["complexes/structure_status"][:]
            messages = store["complexes/error"].asstr()[:]
            codes = store["complexes/error_code"][:]
            iptm = store["scores/iptm"][:, 0]
            affinity = store["affinity/affinity_pred_value"][:]
            xyz, offset, atoms = (store[name][:] for name in
                                  ("structures/coordinates", "structures/atom_offset", "complexes/atoms"))
        self.assertEqual(list(ids), [row[0] for row in rows])
        expected = {3 + 10 * i: words for i, (_, words) in enumerate(BAD)}
        for row, (name, message) in enumerate(zip(ids, messages)):
            with self.subTest(row=row, id=name):
                if row in expected:
                    self.assertEqual(status[row], STATUS["failed"])
                    self.assertIn(expected[row], message)
                    self.assertGreater(codes[row], 0)
                    self.assertTrue(np.isnan(iptm[row]) and np.isnan(affinity[row]))
                else:
                    self.assertEqual((status[row], message, codes[row]), (STATUS["done"], "", 0))
                    self.assertFalse(np.isnan(iptm[row]))
                    self.assertEqual(np.isnan(affinity[row]), rows[row][5] == "false")
        self.assertEqual(len({messages[row] for row in expected}), 20)  # each its own

        # One molecule three times, in two spellings, against one target: computed once, stored three times.
        same = [list(ids).index(f"row{i}") for i in (100, 170, 171)]
        coordinates = [xyz[offset[r]:offset[r] + atoms[r]].tobytes() for r in same]
        self.assertEqual(len(set(coordinates)), 1)
        self.assertEqual(len({affinity[r] for r in same}), 1)
        self.assertNotIn(0, atoms[same])
        self.assertEqual(record["computed"], 180)

        # Again: nothing is left to do, and the end is the same.
        before = (self.folder / "all.h5").read_bytes()
        again = self.check_run(*options, "--out", "all.h5", code=FAILURES)
        self.assertIn("180 done, 20 failed, 0 pending of 200", again.out)
        self.assertEqual(json.loads((self.folder / "all.h5.run.json").read_text())["computed"], 0)
        self.assertEqual(len(before), (self.folder / "all.h5").stat().st_size)

        # Without the bad rows the good ones have the same bits, row for row.
        good = [row for i, row in enumerate(rows) if i not in expected]
        manifest = self.lay_out(good, "good.csv")
        self.check_run(manifest, *SETTINGS, "--max-tokens", MAX_TOKENS, "--out", "good.h5", code=DONE)
        with h5py.File(self.folder / "good.h5") as store:
            kept = np.setdiff1d(np.arange(200), list(expected))
            np.testing.assert_array_equal(store["scores/iptm"][:, 0], iptm[kept])
            np.testing.assert_array_equal(store["affinity/affinity_pred_value"][:], affinity[kept])
        self.check_sound("all.h5")

    def test_bad_rows_over_ranks(self):
        rows = [row for row, _ in BAD] + list(good_rows())[:10]
        rows[9], rows[20] = rows[20], rows[9]  # the first row0 is the good one
        manifest = self.lay_out(rows, "manifest.csv")
        options = (manifest, *SETTINGS, "--max-tokens", MAX_TOKENS)
        self.check_run(*options, "--out", "one.h5", code=FAILURES)
        self.check_run(*options, "--out", "three.h5", code=FAILURES, ranks=3)
        self.assertEqual(differences(self.folder / "one.h5", self.folder / "three.h5"), [])

    def test_all_rows_bad(self):
        manifest = self.lay_out([BAD[0][0], BAD[4][0]], "manifest.csv")
        result = self.check_run(manifest, *SETTINGS, "--out", "bad.h5", code=FAILURES)
        self.assertIn("0 done, 2 failed, 0 pending of 2", result.out)
        self.check_sound("bad.h5")


if __name__ == "__main__":
    unittest.main()
