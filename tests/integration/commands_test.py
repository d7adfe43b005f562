"""Options from everywhere, and the sub-commands."""

import gzip
import json
import os
import time
import unittest

import h5py
import numpy as np
import torch

from harness import (DONE, ERROR, FAILURES, LIGANDS, SETTINGS, SMALL, STATUS, USAGE, IntegrationTest, changed, count,
                     finish, kill_all, start, wait_for)


class Options(IntegrationTest):
    def options_of(self, *arguments, **more):
        """What the run record says was in effect."""
        self.check_run(self.manifest, "--out", "r.h5", *arguments, **more)
        (self.folder / "r.h5").unlink()
        return json.loads((self.folder / "r.h5.run.json").read_text())["options"]

    def test_help_and_version(self):
        text = self.check_run("--help").out
        for words in ("mpirun -n 8", "Input:", "Results:", "Weights:", "Model ", "Precision:", "Machine:", "Running:",
                      "--recycling-steps", "Exit code"):
            self.assertIn(words, text)
        self.assertLessEqual(max(map(len, text.splitlines())), 115)
        self.assertRegex(self.check_run("--version").out, r"^boltz-batch \d+\.\d+\.\d+ \(([\w.-]+|unknown revision)\)\n$")
        for command in ("check", "features", "status", "verify"):
            self.assertIn(f"boltz-batch {command} ", self.check_run(command, "--help").out)
            self.check_refused(command, *(("--out", "x") if command == "features" else ()), code=USAGE,
                               says=("nothing given", f"boltz-batch {command} "))
        self.assertIn("Exit code", self.check_run("run", "--help").out)
        self.assertIn("Exit code", self.check_run("plan", "--help").out)
        self.assertEqual(self.check_run("help").out, text)
        self.assertEqual(self.check_run("help", "merge").out, self.check_run("merge", "--help").out)
        self.check_refused("chekc", "m.csv", code=USAGE, says=("'chekc'", "Did you mean 'check'?"))
        self.check_refused("merge", "a.h5", "b.h5", "--forec", code=USAGE, says=("Did you mean --force?", "merge --help"))

    def test_results_go_into_a_store_alone(self):
        manifest = self.screen(1)
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "pipe")
        self.write("notes.txt", "mine\n")
        self.write("empty.h5", "")
        h5py.File(self.folder / "other.h5", "w").create_dataset("x", data=[1])
        before = sorted(self.folder.iterdir())
        for out, says in (("folder", "is a folder"), ("pipe", "is a pipe (FIFO)"), ("/dev/full", "is a device"),
                          ("notes.txt", "is no store"), ("empty.h5", "is no store"), ("gone/r.h5", "there is no folder"),
                          ("x/", "is a folder")):
            result = self.check_refused(manifest, *SETTINGS, "--out", out, code=USAGE, says=(f"--out {out}: ", says))
            self.assertEqual(len(result.err.splitlines()), 1, result)
        self.check_refused(manifest, *SETTINGS, "--out", "other.h5", says=("other.h5",))
        self.check_refused(manifest, *SETTINGS, "--metrics", "folder", code=USAGE, says=("--metrics folder: is a folder",))
        self.assertEqual([p for p in sorted(self.folder.iterdir()) if not p.name.startswith("other")],
                         [p for p in before if not p.name.startswith("other")])
        self.assertEqual((self.folder / "notes.txt").read_text(), "mine\n")

    def test_command_line_before_environment_before_file(self):
        self.manifest = self.screen(1, affinity=False)
        rest = changed(sampling_steps=None, seed=None, step_scale=None)
        self.write("run.cfg", "# a comment\nsampling_steps = 5\nseed = 5\nstep-scale = 1.25\nwrite-pae = true\n")
        found = self.options_of(*rest, "--config", "run.cfg", "--seed", 7, env={"BOLTZ_BATCH_SAMPLING_STEPS": 6,
                                                                                "BOLTZ_BATCH_SEED": 6})
        self.assertEqual([found[name] for name in ("seed", "sampling-steps", "step-scale", "write-pae")],
                         ["7", "6", "1.25", "true"])
        # As the reference spells it.
        found = self.options_of(*rest, "--sampling_steps", 4, "--step_scale=1.75")
        self.assertEqual([found[name] for name in ("sampling-steps", "step-scale")], ["4", "1.75"])

    def test_wrong_options_are_refused_wherever_they_are(self):
        manifest = self.screen(1)
        self.write("run.cfg", "seed = 5\nstep-scale = nan\n")
        for command in ((), ("plan",), ("check",), ("check", "--quick"), ("features", "--out", "f.safetensors")):
            self.check_refused(*command, manifest, "--config", "run.cfg", code=USAGE,
                               says=("run.cfg, line 2: step-scale = nan: must be a number from 0.001",))
            self.check_refused(*command, manifest, "--threads", -1, code=USAGE,
                               says=("--threads -1: must be a whole number from 0",))
        self.check_refused(manifest, "--config", "gone.cfg", code=USAGE, says=("gone.cfg",))
        self.check_refused(manifest, code=USAGE, env={"BOLTZ_BATCH_SAMPLING_STEP": 3},
                           says=("BOLTZ_BATCH_SAMPLING_STEP",))
        self.check_refused(manifest, "--plan-memory", "much", code=USAGE, says=("much", "60G"))
        self.check_refused(manifest, "--sampling-steps", 0, code=USAGE, says=("sampling-steps",))

    def test_paths_with_blanks_and_a_folder_elsewhere(self):
        folder = self.folder / "my inputs"
        folder.mkdir()
        self.screen(2, "my inputs/the manifest.csv", affinity=False)
        for i in range(2):
            (self.folder / f"target{i}.yaml").rename(folder / f"target{i}.yaml")
        self.check_run("my inputs/the manifest.csv", *SETTINGS, "--out", "my results.h5")
        self.assertEqual(count(self.folder / "my results.h5", "done"), 2)

    def test_run_record_elsewhere(self):
        self.check_run(self.screen(1), *SETTINGS, "--out", "r.h5", "--run-record", "record.json")
        self.assertEqual(json.loads((self.folder / "record.json").read_text())["outcome"], "done")
        self.assertFalse((self.folder / "r.h5.run.json").exists())


class Inputs(IntegrationTest):
    def test_library_folder_and_gzip_say_the_same_as_a_manifest(self):
        self.target("t.yaml")
        self.write("library.smi", "".join(f"{smiles} L{i}\n" for i, smiles in enumerate(LIGANDS[:4])))
        rows = "id,target,smiles\n" + "".join(f"L{i},t.yaml,{smiles}\n" for i, smiles in enumerate(LIGANDS[:4]))
        self.write("manifest.csv", rows)
        (self.folder / "manifest.csv.gz").write_bytes(gzip.compress(rows.encode()))
        self.check_run("manifest.csv", *SETTINGS, "--out", "manifest.h5")
        self.check_run("manifest.csv.gz", *SETTINGS, "--out", "gzip.h5")
        self.check_run("library.smi", "--target", "t.yaml", *SETTINGS, "--no-affinity", "--out", "library.h5")
        (self.folder / "yamls").mkdir()
        for i, smiles in enumerate(LIGANDS[:4]):
            self.write(f"yamls/L{i}.yaml", (self.folder / "t.yaml").read_text() +
                       f"  - ligand: {{id: B, smiles: '{smiles}'}}\n")
        self.check_run("yamls", *SETTINGS, "--out", "folder.h5")
        results = {}
        for name in ("manifest", "gzip", "library", "folder"):
            with h5py.File(self.folder / f"{name}.h5") as store:
                results[name] = (list(store["complexes/id"].asstr()[:]), store["scores/confidence_score"][:].tobytes())
        self.assertEqual(results["manifest"], results["gzip"])
        self.assertEqual(results["manifest"], results["library"])
        self.assertEqual(results["manifest"], results["folder"])

    def test_a_library_as_a_vendor_writes_it(self):
        self.target("t.yaml")
        self.write("vendor.csv", "MW;SMILES;Catalog/No.\r\n46,07;CCO |&1:1|;a/b\r\n45;CCN;a/b\r\n78;c1ccccc1;\r\n")
        result = self.check_run("vendor.csv", "--target", "t.yaml", *SETTINGS, "--keep-structures", "none", "--out", "r.h5")
        for words in ("SMILES from column 2 ('SMILES'), ids from column 3 ('Catalog/No.')", "beside the results: MW",
                      "got a suffix: 1 (the first: 'a/b' became 'a/b_2')", "computed as drawn: 1"):
            self.assertIn(words, result.out + result.err)
        with h5py.File(self.folder / "r.h5") as store:
            self.assertEqual(list(store["complexes/id"].asstr()[:]), ["a/b", "a/b_2", "row_3"])
            self.assertEqual(list(store["complexes/user/MW"].asstr()[:]), ["46,07", "45", "78"])
        checked = self.check_run("check", "vendor.csv", "--target", "t.yaml", "--id-field", "MW")
        self.assertRegex(checked.out, r"46,07\n.* 45\n.* 78\n3 rows, 0 with errors")
        self.check_refused("check", "vendor.csv", "--target", "t.yaml", "--id-field", "MV", says=("Did you mean 'MW'?",))

    def test_limit(self):
        self.check_run(self.screen(6), *SETTINGS, "--limit", 2, "--out", "r.h5")
        with h5py.File(self.folder / "r.h5") as store:
            self.assertEqual(list(store["complexes/id"].asstr()[:]), ["row0", "row1"])

    def test_without_structures_the_scores_are_the_same(self):
        manifest = self.screen(4)
        self.check_run(manifest, *SETTINGS, "--out", "all.h5")
        self.check_run(manifest, *SETTINGS, "--keep-structures", "none", "--out", "none.h5")
        with h5py.File(self.folder / "all.h5") as a, h5py.File(self.folder / "none.h5") as b:
            self.assertEqual(a["scores/iptm"][:].tobytes(), b["scores/iptm"][:].tobytes())
            self.assertEqual(a["affinity/affinity_pred_value"][:].tobytes(),
                             b["affinity/affinity_pred_value"][:].tobytes())
            self.assertNotIn("structures/coordinates", b)
        self.check_sound("none.h5")


class Plan(IntegrationTest):
    def test_plan_prints_and_leaves_nothing(self):
        manifest = self.screen(10)
        self.write("bad.csv", manifest.read_text() + "bad,target0.yaml,C1CC,,\n")
        before = sorted(self.folder.iterdir())
        for arguments in (("plan", "bad.csv", *SETTINGS), ("bad.csv", *SETTINGS, "--dry-run")):
            for ranks in (0, 2):
                text = self.check_run(*arguments, ranks=ranks).out
                for words in ("rows        11: 10 complexes to compute", "1 with errors", "batches", "padding", "TFLOP",
                              "estimated", "memory", "store", "error       row 11 (bad)", "C1CC"):
                    self.assertIn(words, text)
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_quick_check_tells_what_would_end_a_run(self):
        manifest = self.screen(3)
        quick = ("check", "--quick", manifest, *SETTINGS)
        self.assertIn("weights found", self.check_run(*quick, "--device", "cuda").out)
        self.assertFalse((self.folder / "results.h5").exists())
        self.check_refused("check", "--quick", "none.csv", *SETTINGS, says=["none.csv"])
        self.check_refused("check", "--quick", manifest, "--cache", self.folder, code=USAGE, says=["boltz2_conf.ckpt"])
        self.check_refused(*quick, "--out", "nowhere/r.h5", code=USAGE, says=["nowhere"])
        self.check_refused(*quick, "--sampling-step", 3, code=USAGE, says=["sampling-step"])
        self.check_refused("check", "--quick", self.write("empty.csv", "id,target,smiles\n"), *SETTINGS,
                           says=["there is nothing in it"])
        bad = self.write("bad.csv", "id,target,smiles\na,target0.yaml,C1CC\n")
        self.check_refused("check", "--quick", bad, *SETTINGS, says=["none of its first 1 rows"])
        # A million rows are not read to the end.
        row = "x{},target0.yaml,CCO\n"
        self.write("long.csv", "id,target,smiles\n" + "".join(row.format(i) for i in range(1_000_000)))
        began = time.monotonic()
        self.check_run("check", "--quick", "long.csv", *SETTINGS)
        self.assertLess(time.monotonic() - began, 20)

    def test_check(self):
        manifest = self.screen(3)
        good = self.check_run("check", manifest).out
        self.assertIn("3 rows, 0 with errors", good)
        self.assertIn("row2", good)
        self.write("bad.csv", manifest.read_text() + "bad,target0.yaml,C1CC,,\n")
        bad = self.check_run("check", "bad.csv", "--errors-only", code=FAILURES).out
        self.assertIn("error: bad: ", bad)
        self.assertNotIn("row2", bad)
        self.check_refused("check", "gone.csv", says=("gone.csv",))


class Store(IntegrationTest):
    def test_status_of_a_live_run(self):
        arguments = (self.screen(60), *changed(sampling_steps=60, max_batch_size=1), "--out", "r.h5")
        process = start(*arguments, cwd=self.folder)
        self.addCleanup(kill_all, process)
        store, seen = self.folder / "r.h5", []
        wait_for(store.exists, process=process)
        while process.poll() is None:
            result = self.check_run("status", "r.h5").out
            self.assertIn("60 complexes", result)
            line = next(line for line in result.splitlines() if line.startswith("structure"))
            seen.append([int(word) for word in line.split() if word.isdigit()])
        self.assertEqual(finish(process).code, DONE)
        self.assertTrue(all(sum(one) == 60 for one in seen), seen)
        self.assertEqual(seen, sorted(seen))
        self.assertTrue(any(0 < done < 60 for done, *_ in seen), seen)
        self.assertIn("60 done", " ".join(self.check_run("status", "r.h5").out.split()))

    def test_status_says_what_failed(self):
        manifest = self.screen(2)
        manifest.write_text(manifest.read_text() + "bad,target0.yaml,C1CC,,\n")
        self.check_run(manifest, *SETTINGS, "--out", "r.h5", code=FAILURES)
        self.assertRegex(self.check_run("status", "r.h5").out, r"failed by chemistry +1")
        self.assertIn("bad: ", self.check_run("status", "r.h5", "--failed").out)
        self.check_refused("status", "gone.h5", says=("gone.h5",))

    def flip(self, path, name, index):
        """Turns one byte of a dataset over, in the file itself."""
        with h5py.File(path) as store:
            data = store[name]
            offset = data.id.get_offset()
            self.assertIsNotNone(offset)
            at = offset + int(np.ravel_multi_index(index, data.shape)) * data.dtype.itemsize
        with path.open("r+b") as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 0x10]))

    def test_verify_names_what_is_damaged_and_a_run_repairs_it(self):
        arguments = (self.screen(8), *SETTINGS, "--max-batch-size", 2)
        self.check_run(*arguments, "--out", "whole.h5")
        self.check_run(*arguments, "--out", "r.h5")
        store = self.folder / "r.h5"
        self.check_same(self.folder / "whole.h5", store)
        with h5py.File(store) as file:
            atom, token = (int(file[f"structures/{name}_offset"][row]) for name, row in (("atom", 3), ("token", 5)))
        self.flip(store, "structures/coordinates", (atom + 2, 1))
        self.flip(store, "structures/plddt", (token,))
        result = self.check_run("verify", "r.h5", code=ERROR).out
        self.assertIn("row3 (row 4), structure", result)
        self.assertIn("row5 (row 6), structure", result)
        self.assertNotIn("row4", result)
        self.assertEqual(count(store, "done"), 8)  # nothing is changed without --repair
        self.check_run("verify", "r.h5", "--repair", code=ERROR)
        with h5py.File(store) as file:
            status = file["complexes/structure_status"][:]
            self.assertEqual(list(np.flatnonzero(status == STATUS["pending"])), [3, 5])
            self.assertTrue(np.isnan(file["scores/iptm"][3]).all())  # no number may be left of them
        self.check_sound("r.h5")
        self.check_run(*arguments, "--out", "r.h5")
        self.check_same(self.folder / "whole.h5", store)

    def test_a_copy_that_is_pending_alone_is_computed(self):
        manifest = self.screen(6)
        ligand = LIGANDS[1]
        with manifest.open("a") as file:
            file.write(f"copy1,target0.yaml,{ligand},true,\ncopy2,target0.yaml,{ligand},true,\n"
                       f"copy3,target0.yaml,{ligand},true,\n")  # as row2 is
        arguments = (manifest, *SETTINGS, "--max-batch-size", 2)
        self.check_run(*arguments, "--out", "whole.h5")
        self.check_run(*arguments, "--out", "r.h5")
        store = self.folder / "r.h5"
        with h5py.File(store) as file:
            atom = int(file["structures/atom_offset"][7])
        self.flip(store, "structures/coordinates", (atom, 0))
        self.flip(store, "records/affinity_scores", (8, 0))
        result = self.check_run("verify", "r.h5", "--repair", code=ERROR).out
        self.assertIn("copy2 (row 8), structure", result)
        self.assertIn("copy3 (row 9), affinity", result)
        self.assertEqual(count(store, "pending"), 1)
        self.check_run(*arguments, "--out", "r.h5")
        self.check_same(self.folder / "whole.h5", store)
        self.check_sound("r.h5")

    def test_numbers_that_are_none_are_failures(self):
        checkpoint = torch.load(SMALL / "conf.ckpt", map_location="cpu", weights_only=False)
        name = next(k for k in checkpoint["state_dict"] if "structure_module" in k and k.endswith("weight"))
        checkpoint["state_dict"][name] = torch.full_like(checkpoint["state_dict"][name], float("nan"))
        torch.save(checkpoint, self.folder / "nan.ckpt")
        arguments = (self.screen(4), *changed(checkpoint="nan.ckpt"), "--out", "r.h5")
        self.check_run(*arguments, code=FAILURES)
        with h5py.File(self.folder / "r.h5") as store:
            self.assertEqual(set(store["complexes/structure_status"][:]), {STATUS["failed"]})
            self.assertTrue(np.isnan(store["scores/iptm"][:]).all())
            self.assertTrue(np.isnan(store["affinity/affinity_pred_value"][:]).all())
            for message in store["complexes/error"].asstr()[:]:
                self.assertRegex(message, "(?i)nan|finite")
        self.check_sound("r.h5")

        def computed():
            return json.loads((self.folder / "r.h5.run.json").read_text())["computed"]
        self.assertEqual(computed(), 4)
        self.check_run(*arguments, code=FAILURES)
        self.assertEqual(computed(), 0)
        self.check_run(*arguments, "--retry-failed", code=FAILURES)
        self.assertEqual(computed(), 4)
        self.check_sound("r.h5")


if __name__ == "__main__":
    unittest.main()
