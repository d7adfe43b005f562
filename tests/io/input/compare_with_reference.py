"""compare_with_reference.py INPUT_DUMP: our readers against the reference's own parsers, on MSAs (exactly what they return),
and on YAML and FASTA (chains, entities, MSAs, modifications, constraints, templates, affinity).

Chemistry is not what is compared: residues are replaced by stand-ins that have the atoms which the cases name."""
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import types

import numpy as np
from boltz.data import const
from boltz.data.parse import schema
from boltz.data.parse.a3m import parse_a3m
from boltz.data.parse.csv import parse_csv
from boltz.data.parse.fasta import parse_fasta
from boltz.data.parse.yaml import parse_yaml

ATOMS = ["CA", "N", "C1", "O4", "PG"]
calls = {"modified": [], "templates": []}


def residue(name, index):
    def atom(n):
        return schema.ParsedAtom(name=n, element=6, charge=0, coords=(0, 0, 0), conformer=(0, 0, 0), is_present=True, chirality=0)
    return schema.ParsedResidue(name=name, type=22, idx=index, atoms=[atom(a) for a in ATOMS], bonds=[], orig_idx=None,
                                atom_center=0, atom_disto=0, is_standard=True, is_present=True)


def polymer(sequence, raw_sequence, entity, chain_type, components, cyclic, mol_dir):
    letters = {0: const.prot_letter_to_token, 1: const.dna_letter_to_token, 2: const.rna_letter_to_token}[chain_type]
    unknown = {0: "UNK", 1: "DN", 2: "N"}[chain_type]
    plain = [letters.get(c, unknown) for c in raw_sequence]
    calls["modified"].append([[i + 1, s] for i, (s, p) in enumerate(zip(sequence, plain)) if s != p])
    return schema.ParsedChain(entity=entity, residues=[residue(s[:5], i) for i, s in enumerate(sequence)], type=chain_type,
                              cyclic_period=len(sequence) if cyclic else 0, sequence=raw_sequence)


def records(template_id, chain_ids, sequences, template_chain_ids, template_sequences, force, threshold):
    calls["templates"].append([template_id, sorted(chain_ids), sorted(template_chain_ids), threshold if force else None])
    return []


class Molecule:
    def GetNumAtoms(self):
        return 10


def stand_in():
    schema.parse_polymer = polymer
    schema.parse_ccd_residue = lambda name, ref_mol, res_idx, **_: residue(name, res_idx)
    schema.get_mol = lambda code, mols, moldir: Molecule()
    schema.compute_3d_conformer = lambda mol: True
    schema.AllChem = types.SimpleNamespace(
        MolFromSmiles=lambda s: Molecule(), AddHs=lambda m: m, CanonicalRankAtoms=lambda m: [],
        RemoveHs=lambda m, sanitize: m, Descriptors=types.SimpleNamespace(MolWt=lambda m: 1.0))
    schema.Chem = types.SimpleNamespace(AssignStereochemistry=lambda *a, **k: None)
    Molecule.GetAtoms = lambda self: []
    schema.standardize = lambda s: s
    protein_chains = [{"name": n, "mol_type": 0} for n in "XY"]
    parsed = types.SimpleNamespace(data=types.SimpleNamespace(chains=protein_chains), sequences={})
    schema.parse_mmcif = schema.parse_pdb = lambda path, **_: parsed
    schema.get_template_records_from_matching = schema.get_template_records_from_search = records


def reference_complex(path):
    calls["modified"], calls["templates"] = [], []
    target = (parse_fasta if path.suffix == ".fasta" else parse_yaml)(path, {}, None, True)
    structure, record = target.structure, target.record
    names = [a["name"] for a in structure.atoms]

    def token(chain, index):
        return [chain, index if structure.chains[chain]["mol_type"] != 3 else names[index]]
    polymers = iter(calls["modified"])
    entities = {int(c["entity_id"]): int(c["mol_type"]) for c in structure.chains}
    options = record.inference_options
    return {
        "name": record.id,
        "chains": [[str(c["name"]), int(c["mol_type"]), int(c["entity_id"]), int(c["sym_id"]), int(c["res_num"]),
                    int(c["cyclic_period"]), i.msa_id] for c, i in zip(structure.chains, record.chains)],
        "sequences": [target.sequences.get(e, "") for e in sorted(entities)],
        "modifications": [next(polymers) if entities[e] != 3 else [] for e in sorted(entities)],
        "bonds": [[int(b["chain_1"]), int(b["res_1"]), str(names[b["atom_1"]]), int(b["chain_2"]), int(b["res_2"]),
                   str(names[b["atom_2"]])] for b in structure.bonds],
        "pockets": [[b, [token(*c) for c in contacts], float(d), bool(f)] for b, contacts, d, f in options.pocket_constraints],
        "contacts": [[token(*a), token(*b), float(d), bool(f)] for a, b, d, f in options.contact_constraints],
        "templates": calls["templates"],
        "affinity": record.affinity.chain_id if record.affinity else None,
    }


def as_reference_says_it(ours):
    """Our templates with what the reference fills in: all protein chains, all of the template's chains."""
    proteins = [c[0] for c in ours["chains"] if c[1] == 0]
    ours["templates"] = [[pathlib.Path(path).stem, sorted(chains or proteins), sorted(theirs or "XY"), threshold]
                         for path, _, chains, theirs, threshold in ours["templates"]]
    return ours


def reference_msa(path):
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    msa = parse_a3m(path, None, 40) if plain.suffix == ".a3m" else parse_csv(path, 40)
    return {"rows": [[int(s["taxonomy"]), [int(r[0]) for r in msa.residues[s["res_start"]:s["res_end"]]],
                      [[int(d["res_idx"]), int(d["deletion"])] for d in msa.deletions[s["del_start"]:s["del_end"]]]]
                     for s in msa.sequences]}


YAMLS = {
    "plain": """
sequences:
  - protein: {id: A, sequence: MKVLXBJOUZAC, msa: empty}
  - ligand: {id: B, smiles: 'N[C@@H](Cc1ccc(O)cc1)C(=O)O'}
properties:
  - affinity:
      binder: B
""",
    "grouped": """
version: 1
sequences:
  - protein: {id: [A, C], sequence: MKVL, msa: m.a3m}
  - ligand: {id: B, ccd: ATP}
  - dna: {id: [D], sequence: ACGTNU}
  - protein: {id: E, sequence: MKVL, msa: m.a3m}
  - ligand: {id: F, ccd: [ATP]}
  - ligand: {id: [G, H], ccd: ATP}
  - rna: {id: R, sequence: ACGUNT}
  - protein: {id: I, sequence: MKVLA, msa: empty, cyclic: true}
""",
    "constraints": """
version: 1
sequences:
  - protein:
      id: A1
      sequence: MKVLAC
      msa: empty
      modifications:
        - position: 2
          ccd: SEP
        - {position: 6, ccd: MSE}
  - ligand: {id: L, ccd: [NAG, NAG, MAN]}
  - ligand: {id: S, smiles: CCO}
  - rna: {id: R, sequence: ACGU, modifications: [{position: 1, ccd: PSU}]}
constraints:
  - bond: {atom1: [A1, 3, N], atom2: [L, 1, C1]}
  - bond:
      atom1: [L, 2, O4]
      atom2: [L, 3, C1]
  - pocket: {binder: S, contacts: [[A1, 1], [A1, 6], [R, 4], [L, O4]]}
  - pocket: {binder: L, contacts: [[A1, 2]], max_distance: 8.5, force: true}
  - contact: {token1: [A1, 5], token2: [S, C1], max_distance: 10, force: yes}
  - contact: {token1: [R, 1], token2: [A1, 1]}
""",
    "templates": """
sequences:
  - protein: {id: [A, B], sequence: MKVLAC, msa: empty}
  - protein: {id: C, sequence: GGKVLAC, msa: empty}
  - ligand: {id: L, ccd: MG}
templates:
  - cif: t1.cif
  - pdb: t2.pdb
    chain_id: [A, C]
  - {cif: t3.cif, chain_id: B, template_id: Y, force: true, threshold: 2}
  - {cif: t4.cif, chain_id: [A, B], template_id: [X, Y]}
  - {cif: t5.cif, template_id: [Y]}
""",
    "merged": """
sequences:
  - protein: &p {id: A, sequence: MK, msa: empty}
  - protein: {<<: *p, id: B}
  - ligand: {id: L, ccd: '144'}
constraints: []
""",
    "quoted": """
"version": 1
sequences:
- "protein":
    "id": "1"
    "sequence": >-
      MKVL
    "msa": empty
    cyclic: false
    modifications: []
  # a comment
- ligand: {id: ['2', "3"], smiles: 'C/C=C\\C#N'}
""",
}
FASTA = """>A|protein|m.a3m
MKVL
ACDE
>B|Protein|empty

GG GG
>C|DNA
ACGT
>D|rna|
ACGU
>E|ccd
ATP
>F|smiles a description
CC(=O)
O
>G|protein|m.a3m
MKVLACDE
"""


def alignment(rng, rows):
    query = "".join(rng.choice("ACDEFGHIKLMNPQRSTVWYX") for _ in range(rng.randrange(1, 40)))
    lines = [query]
    for _ in range(rows):
        row = [rng.choice([c, c, "-", rng.choice("ACDEFGHIKLMNPQRSTVWYBJOUZX")]) for c in query]
        for _ in range(rng.randrange(3)):
            row.insert(rng.randrange(len(row) + 1), "".join(rng.choice("acdxyz") for _ in range(rng.randrange(1, 5))))
        lines.append(rng.choice(lines) if rng.random() < 0.1 else "".join(row))
    return lines


def write_msas(folder):
    rng = random.Random(1)
    for i in range(30):
        lines = alignment(rng, rng.randrange(60))
        end = rng.choice(["\n", "\r\n"])
        text = "#A3M#" + end + "".join(f">r{j} x y{end}{line}{rng.choice(['', ' '])}{end}{rng.choice(['', end])}"
                                       for j, line in enumerate(lines))
        if i % 3:
            (folder / f"m{i}.a3m").write_text(text, newline="")
        else:
            (folder / f"m{i}.a3m.gz").write_bytes(gzip.compress(text.encode()))
        keys = rng.choice([lambda: str(rng.randrange(9)), lambda: rng.choice(["", "3", "12"]), lambda: rng.choice(["-1", "nan", "7.0"]),
                           lambda: ""])
        quote = rng.choice(["", '"'])
        columns = rng.random() < 0.5
        rows = ["sequence,key" if columns else "key,sequence"]
        for line in lines:
            cells = [quote + line + quote, keys()]
            rows.append(",".join(cells if columns else cells[::-1]))
        (folder / f"c{i}.csv").write_text(end.join(rows) + rng.choice(["", end]), newline="")


def main():
    dump = pathlib.Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_msas(folder)
        for key, text in YAMLS.items():
            (folder / f"{key}.yaml").write_text(text)
        (folder / "records.fasta").write_text(FASTA)
        files = sorted(p.name for p in folder.iterdir())
        out = subprocess.run([dump, *files], cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()
        assert len(out) == len(files), out
        stand_in()
        bad = 0
        for file, line in zip(files, out):
            ours = json.loads(line)
            complex_ = file.endswith((".yaml", ".fasta"))
            theirs = (reference_complex if complex_ else reference_msa)(folder / file)
            if complex_ and "error" not in ours:
                ours = as_reference_says_it(ours)
            theirs = json.loads(json.dumps(theirs, default=lambda x: x.item() if isinstance(x, np.generic) else str(x)))
            for key in theirs:
                if ours.get(key) != theirs[key]:
                    bad += 1
                    print(f"{file}: {key}\n  ours   {str(ours.get(key, ours))[:500]}\n  theirs {str(theirs[key])[:500]}")
    print(f"{len(files)} files, {bad} differences")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
