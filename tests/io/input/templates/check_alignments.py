"""Our alignments and assignments against Biopython and SciPy, as the reference calls them: equal, ties included.

check_alignments.py DUMP_ALIGNMENTS [CASES]
"""
import random
import subprocess
import sys

import numpy as np
from boltz.data.parse import schema
from scipy.optimize import linear_sum_assignment

LETTERS = "ACDEFGHIKLMNPQRSTVWY"


def random_sequence(rng, length, letters=LETTERS):
    return "".join(rng.choice(letters) for _ in range(length))


def mutated(rng, sequence, rate):
    """Substitutions, and cuts, repeats and insertions of up to eight residues."""
    out = []
    for letter in sequence:
        out.append(rng.choice(LETTERS) if rng.random() < rate else letter)
        if rng.random() < rate / 8:
            out += random_sequence(rng, rng.randint(1, 8))
        if rng.random() < rate / 8:
            del out[-rng.randint(1, 8):]
        if rng.random() < rate / 16:
            out += out[-rng.randint(1, 8):]
    return "".join(out) or "A"


def pairs(rng, count):
    for k in range(count):
        kind = k % 6
        letters = ("AG", "ACDX", LETTERS + "XBZUOJ")[k % 3]
        query = random_sequence(rng, rng.randint(1, 60) if kind < 4 else rng.randint(100, 300), letters)
        if kind == 0:
            yield query, random_sequence(rng, rng.randint(1, 60), letters)
        else:
            yield query, mutated(rng, query, 0.1 * kind)
    # Identical halves that are each worth more than a gap's 1000: the only local alignments with gaps, with ties.
    for k in range(max(count // 100, 4)):
        head, tail = random_sequence(rng, 280), random_sequence(rng, 280)
        repeat = random_sequence(rng, 1 + k % 2) * 3
        yield head + repeat + tail, head + repeat[: len(repeat) - 1 - k % 2] + tail


def main():
    dump, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    rng = random.Random(11)
    questions, answers = [], []

    def ask(question, answer):
        questions.append(question)
        answers.append(answer)

    several = gapped = 0
    for query, target in pairs(rng, count):
        ask(f"global {query} {target}", f"{schema.get_global_alignment_score(query, target):.0f}")
        runs = [(a.query_st, a.query_en, a.template_st, a.template_en) for a in schema.get_local_alignments(query, target)]
        several += len(runs) > 1
        gapped += len(runs) > 0 and len(query) > 500
        ask(f"local {query} {target}", "".join(f"{n} " for run in runs for n in run))
    for k in range(count):
        scores = np.array([[rng.randint(-3, 3) if k % 2 else rng.randint(-200, 400) for _ in range(rng.randint(1, 1) + k % 6)]
                           for _ in range(rng.randint(1, 7))])
        chosen = linear_sum_assignment(scores.tolist(), maximize=True)
        ask(f"assign {scores.shape[0]} {scores.shape[1]} {' '.join(map(str, scores.ravel()))}",
            "".join(f"{i} {j} " for i, j in zip(*chosen)))

    result = subprocess.run([dump], input="\n".join(questions) + "\n", capture_output=True, text=True, check=True)
    ours = result.stdout.split("\n")[:-1]
    wrong = [(q, a, o) for q, a, o in zip(questions, answers, ours, strict=True) if a != o]
    for question, answer, our in wrong[:10]:
        print(f"{question}\n  reference {answer}\n  ours      {our}")
    print(f"{len(questions)} questions ({several} with several best local alignments, {gapped} with gaps): {len(wrong)} answered otherwise")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
