"""Writes a complex's input files: YAML, alignments, template structures. All synthetic, nothing is downloaded."""
import math
import random

import yaml

import cases

AMINO = "ACDEFGHIKLMNPQRSTVWY"


def write(name, folder):
    """Writes the complex's YAML with its MSAs and templates beside it; returns the YAML's path."""
    case = cases.COMPLEXES[name]
    for path, msa in case.get("msas", {}).items():
        (folder / path).write_text(msa_text(path, **msa))
    for path, structure in case.get("pdbs", {}).items():
        (folder / path).write_text(pdb_text(**structure))
    document = {"version": 1, **{k: case[k] for k in ("sequences", "constraints", "templates", "properties") if k in case}}
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def msa_text(path, query, rows, keys=None):
    """A synthetic alignment: the query, then rows of falling identity with gaps and insertions. A CSV carries the
    taxonomy keys that pair rows across chains; an a3m marks insertions by lower case (so does the CSV)."""
    rng = random.Random(path)
    lines = [query]
    for i in range(1, rows):
        identity = 0.9 - 0.7 * i / rows
        row = [c if rng.random() < identity else rng.choice(AMINO) for c in query]
        start, length = rng.randrange(len(row)), rng.randrange(0, 6)
        row[start:start + length] = "-" * len(row[start:start + length])
        if i % 3 == 0:
            at = rng.randrange(1, len(row))
            row.insert(at, "".join(rng.choice(AMINO) for _ in range(rng.randrange(1, 5))).lower())
        lines.append("".join(row))
    if keys is None:
        return "".join(f">row{i}\n{line}\n" for i, line in enumerate(lines))
    keys = [k if i % 5 else -1 for i, k in enumerate(keys)]
    keys[0] = 0
    return "key,sequence\n" + "".join(f"{key},{line}\n" for key, line in zip(keys, lines))


def pdb_text(chains):
    """Backbone and CB of alpha helices, every residue of chain i offset by i * 12 A. `chains`: name -> (sequence,
    index of a residue to replace by alanine, so that template and query differ). Every atom is off its ideal place by up
    to 0.3 A, a perfect helix having whole diagonals of equal distances."""
    rng = random.Random(repr(chains))
    atoms = {"N": (1.458, 27.0, -0.9), "CA": (2.290, 0.0, 0.0), "C": (1.681, -26.0, 1.1), "O": (2.03, -24.0, 2.3),
             "CB": (3.300, -12.0, -0.6)}  # radius, angle (degrees) and rise (Angstrom) about the helix axis
    three = dict(zip("ARNDCQEGHILKMFPSTWYV",
                     "ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL".split()))
    lines, serial = [], 1
    for index, (chain, (sequence, changed)) in enumerate(chains.items()):
        residues = [three["A" if i == changed else c] for i, c in enumerate(sequence)]
        for block in range(0, len(residues), 13):
            # 80 columns, as the format has it: in shorter lines the reference's gemmi reads leftovers of the line before.
            lines.append(f"SEQRES {block // 13 + 1:3d} {chain} {len(residues):4d}  "
                         f"{' '.join(residues[block:block + 13])}".ljust(80))
        for i, residue in enumerate(residues):
            for atom, (radius, angle, rise) in atoms.items():
                if atom == "CB" and residue == "GLY":
                    continue
                turn = math.radians(100.0 * i + angle)
                ideal = radius * math.cos(turn) + 12.0 * index, radius * math.sin(turn), 1.5 * i + rise
                x, y, z = (c + rng.uniform(-0.3, 0.3) for c in ideal)
                lines.append(f"ATOM  {serial:5d}  {atom:<3s} {residue} {chain}{i + 1:4d}    {x:8.3f}{y:8.3f}{z:8.3f}"
                             f"  1.00  0.00           {atom[0]}")
                serial += 1
        lines.append("TER")
    return "\n".join(lines + ["END", ""])
