"""What gpu.py measures, and in which order."""
import time

# (dtype, matmul precision); the first is what `boltz predict` does, the second the screening preset.
PRECISIONS = (("bfloat16", "highest"), ("bfloat16", "high"), ("float32", "high"), ("float32", "highest"))
STEPS = 20                     # sampler steps of a timed run: a table says what one costs


class Sizes:
    """What is measured; the dry run's are tiny."""

    def __init__(self, dry_run):
        self.parity = dict(tokens=24 if dry_run else 48, msa_rows=4 if dry_run else 16, recycling=1, steps=4 if dry_run else 10)
        self.steps = 4 if dry_run else STEPS
        self.tokens = (24, 40) if dry_run else (256, 512, 128, 384, 768, 1024, 2048)
        self.rows = (lambda n: 8) if dry_run else (lambda n: 1024 if n <= 768 else 512)
        self.batches = (2,) if dry_run else (16, 4, 32)
        self.dry_run = dry_run

    def jobs(self):
        """(tokens, MSA rows, batch, affinity, precision), the most important first."""
        precisions = PRECISIONS[:1] + PRECISIONS[3:] if self.dry_run else PRECISIONS
        small = [n for n in self.tokens if n <= 512]
        large = [n for n in self.tokens if n > 512]
        for n in small:                                   # where screening happens
            for precision in precisions:
                yield n, self.rows(n), 1, False, precision
        for n in small:
            for precision in precisions[1:3]:
                yield n, self.rows(n), self.batches[0], False, precision
        for precision in precisions[:2]:
            yield min(small, key=lambda n: abs(n - 256)), 1, 1, True, precision
        for n in large[:2]:
            for precision in precisions[:2]:
                yield n, self.rows(n), 1, False, precision
        for n in small:
            yield n, 1, 1, False, precisions[1]
            yield n, 1, self.batches[0], False, precisions[1]
        for n in small:
            for batch in self.batches[1:]:
                yield n, self.rows(n), batch, False, precisions[1]
        for n in large:                                   # already measured ones are passed over
            for precision in precisions[1:] if n < 2048 else precisions[1:2]:
                yield n, self.rows(n), 1, False, precision
        for n in large[:2]:
            for batch in self.batches:
                yield n, self.rows(n), batch, False, precisions[1]


class Budget:
    def __init__(self, started, seconds):
        self.end = started + seconds

    def left(self):
        return self.end - time.time()


def describe(job):
    tokens, rows, batch, affinity, (dtype, matmul) = job
    return f"{tokens} tokens, {rows} MSA rows, batch {batch}{', affinity' if affinity else ''}, {dtype} {matmul}"
