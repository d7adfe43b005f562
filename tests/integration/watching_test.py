"""What can be seen of a run from outside: status, metrics."""

import json
import re
import shutil
import unittest

from harness import FAILURES, SETTINGS, IntegrationTest, changed, count, finish, kill_all, run, start, wait_for


class Watching(IntegrationTest):
    def status(self, store):
        return json.loads(self.check_run("status", "--json", store).out)

    def test_status_of_a_live_run_and_of_the_file_alone(self):
        settings = (*changed(sampling_steps=100), "--max-batch-size", 1, "--out", "r.h5")
        manifest = self.screen(40)
        bad = self.write("bad.csv", manifest.read_text() + "bad,target0.yaml,C1CC,,\nlost,nowhere.yaml,CCO,,\n")
        going = start(bad, *settings, ranks=2, cwd=self.folder)
        store = self.folder / "r.h5"
        try:
            wait_for(lambda: store.exists() and count(store, "done") >= 12, process=going)
            live = self.status("r.h5")
            text = self.check_run("status", "r.h5").out
        finally:
            kill_all(going)
            finish(going)
        self.assertEqual(live["rows"], 42)
        self.assertEqual(live["done"] + live["failed"] + live["pending"], 42)
        self.assertGreaterEqual(live["structure"]["done"], 12)
        self.assertGreater(live["pending"], 0)
        self.assertEqual(live["causes"], {"input": 1, "chemistry": 1})
        self.assertGreater(live["device_hours"], 0)
        self.assertGreater(live["device_hours_left"], 0)
        self.assertIn("complexes per device-hour", text)
        self.assertIn("left  ", text)
        # On another machine, with nothing beside it.
        elsewhere = self.folder / "laptop"
        elsewhere.mkdir()
        shutil.copy(store, elsewhere / "copy.h5")
        self.assertEqual(self.status("laptop/copy.h5")["rows"], 42)
        self.check_run(bad, *settings, code=FAILURES)
        done = self.status("r.h5")
        self.assertEqual((done["done"], done["failed"], done["pending"]), (40, 2, 0))
        self.assertEqual(done["device_hours_left"], 0)
        self.assertGreater(done["device_hours"], live["device_hours"])

    def test_metrics(self):
        names = ("--metrics", "lines.jsonl", "--prometheus", "run.prom", "--metrics-seconds", 0.2)
        self.check_run(self.screen(12), *SETTINGS, *names, "--out", "r.h5", ranks=2)
        lines = [json.loads(line) for line in (self.folder / "lines.jsonl").read_text().splitlines()]
        self.assertGreater(len(lines), 2)
        self.assertEqual([line["done"] for line in lines], sorted(line["done"] for line in lines))
        last = lines[-1]
        self.assertEqual((last["total"], last["done"], last["failed"], last["ranks"]), (12, 12, 0, 2))
        self.assertEqual(last["eta_seconds"], 0)
        prometheus = (self.folder / "run.prom").read_text()
        for line in prometheus.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) boltz_batch_\w+ .+|boltz_batch_\w+\{store="r.h5",job=".*"\} \S+)$')
        self.assertEqual(re.search(r"boltz_batch_complexes_done\{.*\} (\S+)", prometheus)[1], "12")
        self.assertFalse((self.folder / "run.prom.new").exists())

    def test_metrics_that_cannot_be_written_stop_nothing(self):
        for option in ("--metrics", "--prometheus"):
            result = run(self.screen(4), *SETTINGS, option, "nowhere/file", "--metrics-seconds", 0.1, "--out",
                         f"r{option}.h5", cwd=self.folder)
            self.assertEqual(result.code, 0, result)
            self.assertEqual(result.err.count("metrics cannot be written to nowhere/file"), 1)


if __name__ == "__main__":
    unittest.main()
