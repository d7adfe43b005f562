"""Runs jobs in one boltz-replay process, which keeps its model between them."""
import json
import os
import select
import subprocess
import tempfile
from pathlib import Path


class ReplayError(RuntimeError):
    """A job failed; the process goes on, unless it died."""


class Replay:
    def __init__(self, binary, log):
        """`log`: a file that the program's own remarks are appended to."""
        self.binary, self.log, self.process, self.jobs = str(binary), log, None, 0
        self.folder = tempfile.TemporaryDirectory(prefix="boltz-bench-")

    def start(self):
        self.process = subprocess.Popen([self.binary, "--jobs", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log)
        self.buffer = b""

    def run(self, options, seconds=None):
        """Runs one job, options as {"batch": 4, "no-logits": True}, and returns its times. Throws ReplayError where it
        fails or takes more than `seconds`."""
        if self.process is None:
            self.start()
        self.jobs += 1
        times = Path(self.folder.name) / f"{self.jobs}.json"
        words = []
        for name, value in {**options, "times": times}.items():
            words += [] if value is False or value is None else [f"--{name}"] if value is True else [f"--{name}={value}"]
        self.process.stdin.write((" ".join(words) + "\n").encode())
        self.process.stdin.flush()
        verdict = self.verdict(seconds)
        if verdict[0] != "done":
            raise ReplayError(verdict[-1])
        measured = json.loads(times.read_text())
        times.unlink()
        return measured

    def verdict(self, seconds):
        """["done", line] or ["failed", line, why]; the table of times before it is passed over."""
        while True:
            line, found, self.buffer = self.buffer.partition(b"\n")
            if found:
                words = line.decode().split("\t")
                if words[0] in ("done", "failed"):
                    return words
                continue
            self.buffer = line
            ready, _, _ = select.select([self.process.stdout], [], [], seconds)
            if not ready:
                self.stop(kill=True)
                raise ReplayError(f"no answer within {seconds:.0f} s")
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                code = self.process.wait()
                self.stop()
                raise ReplayError(f"boltz-replay ended with exit status {code}")
            self.buffer += more

    def stop(self, kill=False):
        if self.process is None:
            return
        if kill:
            self.process.kill()
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def __enter__(self):
        return self

    def close(self):
        self.stop(kill=True)
        self.folder.cleanup()

    def __exit__(self, *_):
        self.close()
