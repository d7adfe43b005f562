"""What can be seen of a run from outside: status, metrics, the line on a terminal."""

import json
import os
import re
import shutil
import subprocess
import time
import unittest

from harness import (FAILURES, LOCK_SECONDS, PROGRAM, SETTINGS, USAGE, IntegrationTest, changed, count, environment,
                     finish, kill_all, run, start, wait_for)
from terminal import Terminal


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
        self.assertTrue(live["running"]["alive"])
        self.assertLess(live["running"]["seconds_since_beat"], LOCK_SECONDS)
        self.assertIn("complexes per device-hour", text)
        self.assertRegex(text, r"(?m)^running +job 'pid \d+' on host \S+ \(process \d+, attempt 1, since .* UTC\), heard of ")
        self.assertIn("left  ", text)
        # Nobody goes on with it, so nobody can say when it ends.
        time.sleep(LOCK_SECONDS)
        dead, text = self.status("r.h5"), self.check_run("status", "r.h5").out
        self.assertFalse(dead["running"]["alive"])
        self.assertIsNone(dead["device_hours_left"])
        self.assertRegex(text, r"(?m)^running +nothing: job 'pid \d+' .* was last heard of .* ago; the same command continues$")
        self.assertNotIn("left  ", text)
        # On another machine, with nothing beside it.
        elsewhere = self.folder / "laptop"
        elsewhere.mkdir()
        shutil.copy(store, elsewhere / "copy.h5")
        copy = self.status("laptop/copy.h5")
        self.assertEqual((copy["rows"], copy["running"], copy["device_hours_left"]), (42, None, None))
        self.assertIn("nobody has its lock", self.check_run("status", "laptop/copy.h5").out)
        self.check_run(bad, *settings, code=FAILURES)
        done = self.status("r.h5")
        self.assertEqual((done["done"], done["failed"], done["pending"]), (40, 2, 0))
        self.assertEqual((done["device_hours_left"], done["running"]), (0, None))
        self.assertGreater(done["device_hours"], live["device_hours"])
        self.assertRegex(self.check_run("status", "r.h5").out, "(?m)^running +nothing: all is computed$")
        failed = json.loads(self.check_run("status", "--failed", "--json", "r.h5").out)["failed_rows"]
        self.assertEqual([(row["row"], row["id"], row["stage"], row["cause"]) for row in failed],
                         [(40, "bad", "structure", "chemistry"), (41, "lost", "structure", "input")])
        self.assertIn("nowhere.yaml", failed[1]["error"])

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
            arguments = (self.screen(4), *SETTINGS, "--metrics-seconds", 0.1, "--out", f"r{option}.h5", option)
            result = run(*arguments, "nowhere/file", cwd=self.folder)  # before anything is computed
            self.assertEqual(result.code, USAGE, result)
            self.assertIn(f"{option} nowhere/file: there is no folder nowhere", result.err)
            path = self.folder / f"file{option}"
            process = start(*arguments, path, cwd=self.folder)
            wait_for(path.exists, process=process)
            path.unlink()
            path.mkdir()
            result = finish(process)
            self.assertEqual(result.code, 0, result)
            self.assertEqual(result.err.count(f"metrics cannot be written to {path}"), 1)

    def test_status_of_a_master(self):
        """Of screens that have no plan together: figures of each, and of all; none of them `inf` or `nan`."""
        for name, rows in (("a", 3), ("b", 2)):
            targets = self.screen(rows, name=f"{name}.csv", sequences=("MKTAYIAKQR",)).read_text().replace("row", name)
            self.check_run(self.write(f"{name}.csv", targets), *SETTINGS, "--out", f"{name}.h5")
        self.check_run("merge", "all.h5", "a.h5", "b.h5")
        one, two, both = self.status("a.h5"), self.status("b.h5"), self.status("all.h5")
        text = self.check_run("status", "all.h5").out
        self.assertNotRegex(text, r"(?i)\b(inf|nan)\b")
        self.assertAlmostEqual(both["device_hours"], one["device_hours"] + two["device_hours"], delta=1e-9)
        self.assertEqual((both["ranks"], [part["ranks"] for part in both["parts"]]), (2, [1, 1]))
        self.assertEqual([(part["store"], part["done"], part["pending"]) for part in both["parts"]], [("a.h5", 3, 0), ("b.h5", 2, 0)])
        for part, alone in zip(both["parts"], (one, two)):
            self.assertAlmostEqual(part["device_hours"], alone["device_hours"], delta=1e-9)
        self.assertEqual(len(re.findall(r"(?m)^part +\w\.h5, when it was merged: \d done, 0 failed, 0 pending$", text)), 2)
        self.assertEqual(len(re.findall("complexes per device-hour", text)), 3)
        # As a file alone.
        elsewhere = self.folder / "laptop"
        elsewhere.mkdir()
        shutil.copy(self.folder / "all.h5", elsewhere)
        self.assertEqual(self.status("laptop/all.h5")["done"], 5)

    def test_what_the_summary_suggests_works_as_it_is_printed(self):
        manifest = self.write("manifest.csv", f"id,target,smiles\nörk → 分子,{self.target()},C1CC\n")
        result = run(manifest, *SETTINGS, "--out", "it's mine.h5", cwd=self.folder)
        self.assertEqual(result.code, FAILURES, result)
        command = re.search(r"\((\S+ status .*) lists all\)", result.out)[1]
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=environment(), text=True, capture_output=True)
        self.assertIn("örk → 分子: ", done.stdout, f"{command}\n{done}")

    def on_terminal(self, *arguments, columns, **more):
        """A run whose standard output and error are a terminal."""
        screen = Terminal(columns)
        process = subprocess.Popen([str(word) for word in (PROGRAM, *arguments)], cwd=self.folder, stdin=subprocess.DEVNULL,
                                   stdout=screen.inside, stderr=screen.inside, env=environment(**more), start_new_session=True)
        os.close(screen.inside)
        self.addCleanup(kill_all, process)
        return process, screen

    def test_one_line_on_a_terminal(self):
        """Of 80 columns, then of 40: it is drawn anew, and leaves no trail."""
        manifest = self.screen(24)
        settings = (*changed(sampling_steps=150), "--max-batch-size", 1, "--out", "r.h5")
        process, screen = self.on_terminal(manifest, *settings, columns=80, TERM="xterm")
        screen.read_until(lambda: len(screen.drawn) >= 4, process)
        self.assertEqual(len(screen.lines_with("done, ")), 1, screen.lines)
        self.assertRegex(screen.lines[-1], r"^\[#*\.+\] \d+ done, 0 failed of 24 \(\d+ %\)")
        screen.resize(40)
        seen = len(screen.drawn) + 2  # one may have been on its way
        screen.read_until(lambda: len(screen.drawn) >= seen + 3, process)
        self.assertEqual([line for line in screen.drawn[seen:] if len(line) >= 40], [])
        self.assertEqual(len([line for line in screen.lines if re.match(r"\[[#.]*\] |\d+ done|\d+/24", line)]), 1, screen.lines)
        screen.read_until(lambda: False, process)
        self.assertEqual(process.wait(), 0, screen.lines)
        self.assertNotRegex("\n".join(screen.lines), r"(?i)\b(inf|nan)\b")

    def test_a_terminal_that_cannot_redraw(self):
        process, screen = self.on_terminal(self.screen(2), *SETTINGS, "--out", "r.h5", columns=80, TERM="dumb")
        screen.read_until(lambda: False, process)
        self.assertEqual(process.wait(), 0, screen.lines)
        self.assertNotIn("\033", screen.raw)
        self.assertEqual(screen.drawn, [])


if __name__ == "__main__":
    unittest.main()
