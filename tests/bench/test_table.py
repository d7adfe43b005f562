"""The tables' generators on made-up measurements whose results are known. Needs the standard library only."""
import copy
import unittest

import flops
import kernels
import table
import times

MS = {"embedder": 2.0, "templates": 0.0, "msa": 4.0, "pairformer": 60.0, "trunk pass": 64.0, "conditioning": 3.0,
      "step": 10.0, "confidence": 8.0, "total": 300.0}
ROW = {"tokens": 256, "msa_rows": 1024, "batch": 1, "stage": "structure", "samples": 1, "atoms": 2048,
       "dtype": "bfloat16", "matmul_precision": "high",
       "ours": {"ms": MS, "runs": 5, "host_step_ms": 9.0, "memory": {"before": 2**30, "peak": 3 * 2**30, "reserved": 4 * 2**30}},
       "reference": {"ms": {**MS, "step": 25.0, "pairformer": 90.0}, "runs": 3, "memory": {"peak": 2**30}}}
MACHINE = {"date": "2026-01-02", "card": "NVIDIA H200", "driver": "1.2", "cuda": "13.0", "torch": "2.11.0", "commit": "abc1234",
           "device": "cuda", "ceilings": {"float32": 51.2, "tf32": 400.0, "bfloat16": 790.0}}
FOUND = {"machine": MACHINE, "reference": {"conf": "plain torch", "stubbed": ["rdkit"]}, "rows": [ROW], "notes": ["a note"],
         "parity": [{"stage": "structure", "dtype": "float32", "matmul_precision": "high", "ours": {"s": 1.2e-4},
                     "reference": {"s": 2.5e-4}}], "sampling_steps": 20}


def cells(text, start):
    """Cells of the first table line that starts with these ones."""
    for line in text.splitlines():
        found = [cell.strip() for cell in line.strip("|").split("|")]
        if found[:len(start)] == start:
            return found
    raise AssertionError(f"no line starts with {start} in:\n{text}")


class Gpu(unittest.TestCase):
    def test_says_machine_reference_and_notes(self):
        text = table.gpu(FOUND)
        for part in ("2026-01-02, NVIDIA H200, driver 1.2, CUDA 13.0, torch 2.11.0, commit abc1234", "bfloat16 790",
                     "plain torch (structure)", "rdkit", "- a note", "scores mean nothing"):
            self.assertIn(part, text)

    def test_gives_milliseconds_and_ratios(self):
        line = cells(table.gpu(FOUND), ["256", "1024", "1", "bfloat16, high"])
        self.assertEqual(line[4:], ["2 (1.00)", "4 (1.00)", "60 (1.50)", "3 (1.00)", "10 (2.50)", "8 (1.00)", "–"])

    def test_batches_are_per_complex_against_the_reference_one_by_one(self):
        found = copy.deepcopy(FOUND)
        batch = dict(copy.deepcopy(ROW), batch=16, reference=None)
        batch["ours"]["ms"] = {name: 4 * ms for name, ms in MS.items()}
        found["rows"].append(batch)
        line = cells(table.gpu(found), ["256", "1024", "16", "bfloat16, high"])
        self.assertEqual(line[8], "2.5 (10.00)")  # 40 ms for 16; the reference takes 25 for each

    def test_other_precisions_do_not_lend_their_reference(self):
        found = copy.deepcopy(FOUND)
        found["rows"].append(dict(copy.deepcopy(ROW), matmul_precision="highest", reference=None))
        self.assertEqual(cells(table.gpu(found), ["256", "1024", "1", "bfloat16, highest"])[8], "10")

    def test_rates_and_shares(self):
        text = table.gpu(FOUND)
        line = cells(text[text.index("### Rates"):], ["256", "1024", "1", "bfloat16, high"])
        rate = flops.pairformer_pass(256) / 60e-3 / 1e12
        self.assertEqual(line[5], f"{rate:.3g} ({rate / 989:.0%})")
        step = flops.diffusion_step(256) / 10e-3 / 1e12
        self.assertEqual(line[6], f"{step:.3g} ({step / 495:.0%})")  # the sampler is a float32 island, here TF32
        self.assertEqual(line[9], "3")
        self.assertEqual(line[10], table.number(3600e3 / (2 + 4 * 64 + 3 + 200 * 10 + 8)))

    def test_an_unknown_card_has_no_shares(self):
        found = copy.deepcopy(FOUND)
        found["machine"]["card"] = "Some GPU"
        text = table.gpu(found)
        self.assertNotIn("%", text[text.index("### Rates"):].splitlines()[-4])

    def test_failed_and_cold_rows_say_so(self):
        found = copy.deepcopy(FOUND)
        found["rows"] += [dict(copy.deepcopy(ROW), tokens=2048, ours=None, reference=None, failed="CUDA out of memory."),
                          dict(copy.deepcopy(ROW), tokens=1024, reference={"failed": "out of memory"})]
        found["rows"][2]["ours"]["runs"] = 1
        text = table.gpu(found)
        self.assertEqual(cells(text, ["2048"])[4], "CUDA out of memory.")
        self.assertEqual(cells(text, ["1024"])[3], "bfloat16, high *")
        self.assertEqual(cells(text, ["1024"])[8], "10")

    def test_parity(self):
        self.assertEqual(cells(table.gpu(FOUND), ["structure", "float32, high"])[2], "1.2e-04 (2.5e-04)")

    def test_bars(self):
        self.assertIn("Bars missed: none.", table.gpu(FOUND))
        found = copy.deepcopy(FOUND)
        found["parity"][0]["ours"]["s"] = 4e-4           # 1.6 times the reference's own
        found["parity"].append(dict(found["parity"][0], matmul_precision="highest", ours={"s": 6e-4}))
        found["rows"][0]["reference"]["ms"]["step"] = 14.0
        missed = table.missed_bars(found)
        self.assertEqual(len(missed), 3, missed)
        self.assertIn("float32, high: s is off by 4.0e-04, the bar is 3.0e-04", missed[0])
        self.assertIn("float32, highest: s is off by 6.0e-04, the bar is 5.0e-04", missed[1])
        self.assertIn("step is 1.40 times as fast, the bar is 1.5", missed[2])

    def test_a_nan_misses_its_bar(self):
        found = copy.deepcopy(FOUND)
        found["parity"][0]["ours"]["s"] = float("nan")
        self.assertEqual(len(table.missed_bars(found)), 1)

    def test_without_reference_and_rows(self):
        found = dict(copy.deepcopy(FOUND), reference=None, rows=[], parity=[], notes=[])
        self.assertIn("The reference was not measured.", table.gpu(found))

    def test_every_line_of_a_table_has_as_many_cells(self):
        found = copy.deepcopy(FOUND)
        found["rows"].append(dict(copy.deepcopy(ROW), tokens=2048, ours=None, reference=None, failed="no"))
        widths = [line.count("|") for line in table.gpu(found).splitlines()]
        runs = [w for w, before in zip(widths[1:], widths) if w and before]
        self.assertTrue(all(w == before for w, before in zip(widths[1:], widths) if w and before), runs)


class Times(unittest.TestCase):
    def test_per_pass_and_per_step(self):
        measured = {"runs": 2, "recycling_steps": 3, "step_ms": [[5.0, 6.0, 7.0], [1.0, 2.0, 3.0]],
                    "stages": [{"name": "msa", "ms": [40.0, 20.0]}, {"name": "pairformer", "ms": [80.0, 60.0]},
                               {"name": "diffusion", "ms": [30.0, 10.0]}]}
        first, second = times.of_replay(measured)
        self.assertEqual(first["msa"], 10)
        self.assertEqual(second["trunk pass"], 20)
        self.assertEqual((first["step"], second["step"]), (6, 2))
        self.assertEqual(first["total"], 150)

    def test_the_first_run_is_warm_up(self):
        self.assertEqual(times.medians([{"a": 100}, {"a": 1}, {"a": 3}]), {"a": 2})
        self.assertEqual(times.medians([{"a": 100}]), {"a": 100})


LONG = '''==PROF== Connected
"ID","Process ID","Kernel Name","Metric Name","Metric Unit","Metric Value"
"0","1","void at::native::add<float>(int, T2)","gpu__time_duration.sum","ns","1,500"
"1","1","gemm_kernel","gpu__time_duration.sum","ns","2,000"
"2","1","gemm_kernel","gpu__time_duration.sum","ns","2,000"
'''
WIDE = '''"ID","Kernel Name","gpu__time_duration.sum"
"","","us"
"0","gemm_kernel","2"
"1","gemm_kernel","2"
'''


class Kernels(unittest.TestCase):
    def test_both_layouts_of_ncu(self):
        self.assertEqual(kernels.parse(LONG), {"add<float>": (1, 1500.0), "gemm_kernel": (2, 4000.0)})
        self.assertEqual(kernels.parse(WIDE), {"gemm_kernel": (2, 4000.0)})

    def test_no_kernels_is_an_error(self):
        with self.assertRaises(ValueError):
            kernels.parse("==ERROR== Failed to initialize the profiler: LibraryNotLoaded\n")

    def test_difference_is_per_step(self):
        more = {"a": (30, 3e6), "b": (4, 8e6)}
        found = kernels.difference(more, {"a": (10, 1e6), "b": (4, 8e6)}, 2)
        self.assertEqual(found["launches"], 10)
        self.assertAlmostEqual(found["busy_ms"], 1.0)
        self.assertEqual([k["name"] for k in found["top"]], ["a"])

    def test_profile_table(self):
        found = {"machine": MACHINE, "notes": ["ncu gave no kernels"], "cases": [
            {"tokens": 256, "batch": 1, "dtype": "bfloat16", "matmul_precision": "high", "ms": MS, "host_step_ms": 9.0,
             "kernels": {"step": {"launches": 500, "busy_ms": 4.0, "top": [{"name": "gemm", "launches": 100, "ms": 3.0}]},
                         "trunk": None}}]}
        text = table.profile(found)
        self.assertIn("In one diffusion step: 500 launches, 4 ms of kernels, the device idle for 60% of the time.", text)
        self.assertEqual(cells(text, ["`gemm`"]), ["`gemm`", "100", "3", "75.0%"])


class Flops(unittest.TestCase):
    def test_agrees_with_the_design(self):
        """DESIGN.md's totals with 1024 MSA rows; they count the atom transformers too, 3 % of the whole."""
        for tokens, wanted in ((384, 126), (512, 218)):
            total = 4 * (flops.pairformer_pass(tokens) + flops.msa_pass(tokens, 1024)) + flops.confidence(tokens)
            total += 200 * flops.diffusion_step(tokens)
            self.assertLess(abs(total / 1e12 / wanted - 0.97), 0.02, f"{tokens} tokens: {total / 1e12:.1f}")

    def test_units(self):
        self.assertEqual(flops.unit_of("step", "bfloat16", "highest"), "float32")
        self.assertEqual(flops.unit_of("pairformer", "bfloat16", "highest"), "bfloat16")
        self.assertEqual(flops.unit_of("pairformer", "float32", "medium"), "tf32")


if __name__ == "__main__":
    unittest.main()
