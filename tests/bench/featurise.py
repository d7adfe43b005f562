"""featurise.py BUILD [--ligands N] [--residues N] [--rows N] [--memory N] [--out FILE.md]: preparation, timed beside the reference's.

One target with a made-up MSA and N ligands, on one core, both programs in turns, ten ligands at a time: the reference's parse
and featurisation (what `boltz predict` does before the model: process_input, PredictionDataset, collate) against Preparation
and Featuriser::structure_features, with conformers and without. Without: the reference's EmbedMolecule and UFF are replaced by
coordinates at no cost; ours stops before them. Ratios are medians over the turns. `--memory N` then runs N ligands without
conformers through ours and prints what the processes hold.

BUILD is a build folder with featurise_bench and boltz-batch-chemistry; the reference's Python runs this (boltz 2.2.1).
"""
import argparse
import contextlib
import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "oracle"))
AMINO = "ACDEFGHIKLMNPQRSTVWY"
TURN = 10


class Ours:
    """featurise_bench, told what to do line by line."""

    def __init__(self, build, folder, conformers):
        command = [build / "bin" / "featurise_bench", folder / "ligands.smi", folder / "target.yaml",
                   build / "bin" / "boltz-batch-chemistry"] + ([] if conformers else ["--no-conformers"])
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=os.environ | {"OMP_NUM_THREADS": "1"})
        if self.line() != ["ready"]:
            sys.exit("featurise_bench did not start")

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"featurise_bench ended with {self.process.wait()}")
        return line.split()

    def ask(self, what, rows):
        self.process.stdin.write(f"{what} {rows}\n")
        self.process.stdin.flush()
        return [float(self.line()[0]) for _ in range(rows)]

    def memory(self):
        self.process.stdin.write("memory\n")
        self.process.stdin.flush()
        return [int(kib) / 1024 for kib in self.line()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class NoConformer:
    """rdkit.Chem.AllChem whose coordinates are at no cost."""

    def __getattr__(self, name):
        from rdkit.Chem import AllChem
        return getattr(AllChem, name)

    def EmbedMolecule(self, molecule, options):  # noqa: N802
        from rdkit.Chem import Conformer
        return molecule.AddConformer(Conformer(molecule.GetNumAtoms()), assignId=True)

    def UFFOptimizeMolecule(self, *arguments, **keywords):  # noqa: N802
        return 0


class Reference:
    def __init__(self, folder, components):
        import boltz.data.parse.schema as schema
        import boltz.main
        from rdkit.Chem import AllChem, Descriptors
        import torch
        AllChem.Descriptors = Descriptors  # where the reference looks for it; some module of `boltz predict` puts it there
        torch.set_num_threads(1)
        self.schema, self.chemistry, self.main = schema, {True: AllChem, False: NoConformer()}, boltz.main
        self.folder, self.components = folder, components
        self.mols = components / "mols"
        self.ccd = self.load_canonicals()

    def load_canonicals(self):
        from boltz.data.mol import load_canonicals
        return load_canonicals(self.mols)

    def featurise(self, yaml, conformers):
        """Seconds of one complex, from its YAML to the model's batch."""
        from boltz.data.module.inferencev2 import PredictionDataset, collate
        from boltz.data.types import Manifest, Record
        self.schema.AllChem = self.chemistry[conformers]
        out = self.folder / "reference"
        parts = {name: out / name for name in ("msa", "processed_msa", "constraints", "templates", "mols", "structures",
                                               "records")}
        for path in parts.values():
            path.mkdir(parents=True)
        start = time.perf_counter()
        self.main.process_input(
            path=yaml, ccd=self.ccd, msa_dir=parts["msa"], mol_dir=self.mols, boltz2=True, use_msa_server=False,
            msa_server_url="", msa_pairing_strategy="greedy", msa_server_username=None, msa_server_password=None,
            api_key_header=None, api_key_value=None, max_msa_seqs=8192, processed_msa_dir=parts["processed_msa"],
            processed_constraints_dir=parts["constraints"], processed_templates_dir=parts["templates"],
            processed_mols_dir=parts["mols"], structure_dir=parts["structures"], records_dir=parts["records"])
        dataset = PredictionDataset(
            manifest=Manifest([Record.load(parts["records"] / f"{yaml.stem}.json")]), target_dir=parts["structures"],
            msa_dir=parts["processed_msa"], mol_dir=self.mols, constraints_dir=parts["constraints"],
            template_dir=parts["templates"], extra_mols_dir=parts["mols"])
        batch = collate([dataset[0]])
        seconds = time.perf_counter() - start
        assert batch["token_index"].shape[1] > 0
        shutil.rmtree(out)
        return seconds


def ligands(wanted):
    """Drug-like SMILES that the reference takes with affinity: one fragment, 15 to 50 heavy atoms."""
    from rdkit import Chem, RDLogger
    RDLogger.DisableLog("rdApp.*")
    chosen, seen = [], set()
    for line in (ROOT / "tests/io/input/chemistry/molecules.smi").read_text().splitlines():
        smiles = line.split("\t")[0]
        if line.startswith("#") or "." in smiles or "*" in smiles or not smiles:
            continue
        molecule = Chem.MolFromSmiles(smiles)
        organic = molecule and all(a.GetSymbol() in "C N O F P S Cl Br I".split() for a in molecule.GetAtoms())
        if organic and 15 <= molecule.GetNumAtoms() <= 50 and Chem.MolToSmiles(molecule) not in seen:
            seen.add(Chem.MolToSmiles(molecule))
            chosen.append(smiles)
    if len(chosen) < wanted:
        print(f"featurise.py: {len(chosen)} different ligands, repeated", file=sys.stderr)
    return [chosen[i % len(chosen)] for i in range(wanted)]


def write_inputs(folder, smiles, residues, rows):
    rng = random.Random(4)
    query = "".join(rng.choice(AMINO) for _ in range(residues))
    alignment = [query]
    for i in range(1, rows):
        identity = 0.9 - 0.6 * i / rows
        row = [c if rng.random() < identity else rng.choice(AMINO + "----") for c in query]
        if i % 4 == 0:
            row.insert(rng.randrange(1, residues), rng.choice(AMINO).lower() * 3)
        alignment.append("".join(row))
    (folder / "target.a3m").write_text("".join(f">{i}\n{row}\n" for i, row in enumerate(alignment)))
    target = f"version: 1\nsequences:\n- protein:\n    id: A\n    sequence: {query}\n    msa: {folder}/target.a3m\n"
    (folder / "target.yaml").write_text(target)
    (folder / "ligands.smi").write_text("".join(f"{s} l{i}\n" for i, s in enumerate(smiles)))
    paths = []
    for i, s in enumerate(smiles):
        paths.append(folder / f"l{i}.yaml")
        paths[-1].write_text(target + f"- ligand:\n    id: L\n    smiles: '{s}'\nproperties:\n- affinity:\n    binder: L\n")
    return paths


def turns(paths, reference, ours, conformers):
    """(reference, ours) milliseconds a ligand, turn by turn."""
    result = []
    for at in range(0, len(paths), TURN):
        chunk = paths[at:at + TURN]
        theirs = [reference.featurise(path, conformers) for path in chunk]
        mine = ours.ask("rows", len(chunk))
        result.append((1e3 * statistics.mean(theirs), 1e3 * statistics.mean(mine)))
    return result


def row_of(title, result):
    theirs, mine = (statistics.median(side) for side in zip(*result))
    ratios = sorted(a / b for a, b in result)
    return f"| {title} | {theirs:.1f} | {mine:.1f} | {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f}) |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--ligands", type=int, default=200)
    parser.add_argument("--residues", type=int, default=300)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--components", type=Path, default=ROOT / "build/oracle/components")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warnings.filterwarnings("ignore")
    folder = Path(tempfile.mkdtemp(prefix="featurise_"))
    try:
        lines = run(options, folder)
    finally:
        shutil.rmtree(folder)
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n")


def run(options, folder):
    build = options.build.resolve()
    paths = write_inputs(folder, ligands(options.ligands or 200), options.residues, options.rows)
    lines = [f"{options.residues} residues, {options.rows} MSA rows, {len(paths)} ligands, one core, load average "
             f"{os.getloadavg()[0]:.1f}", "", "| ms a ligand | reference | boltz-batch | ratio (smallest to largest) |",
             "|---|---|---|---|"]
    if options.ligands:
        reference = Reference(folder, options.components)
        for conformers, title in ((True, "with conformers"), (False, "without conformers")):
            ours = Ours(build, folder, conformers)
            with contextlib.redirect_stdout(io.StringIO()):
                turns(paths[:2], reference, ours, conformers)  # imports, caches, the target
            lines.append(row_of(title, turns(paths, reference, ours, conformers)))
            if not conformers:
                measure = ours.ask("measure", len(paths))
                lines.append(f"| measure() for the plan | – | {1e3 * statistics.median(measure):.2f} | |")
            ours.close()
    if options.memory:
        ours = Ours(build, folder, False)
        lines += ["", "| ligands so far | MiB, program | MiB, chemistry |", "|---|---|---|"]
        step = max(1, options.memory // 10)
        done = len(ours.ask("rows", min(100, step)))
        while True:
            lines.append("| {} | {:.0f} | {:.0f} |".format(done, *ours.memory()))
            if done >= options.memory:
                break
            done += len(ours.ask("rows", min(step, options.memory - done)))
        ours.close()
    return lines


if __name__ == "__main__":
    main()
