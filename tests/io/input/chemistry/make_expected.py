#!/usr/bin/env python3
"""What the reference (boltz 2.2.1) makes of molecules.smi, for chemistry's tests and docs/chemistry.md.

    python make_expected.py REFERENCE OUT.tsv       # parse every SMILES, without and with affinity
    python make_expected.py REFERENCE OUT.tsv --flat   # the same without looking for coordinates, which nothing here shows
    python make_expected.py --energies N OUT.tsv    # UFF energies of N seeded conformers of every eighth molecule
    python make_expected.py --ranks OUT.tsv         # canonical ranks of the standardised molecules
    python make_expected.py --compare A.tsv B.tsv   # how two such files differ

REFERENCE is a folder with the packages boltz and chembl_structure_pipeline; the RDKit is that of the interpreter. Only
boltz's parser is imported: what it needs for structures and tensors is left out. Every molecule is done in a process of its
own, for at most 120 s.

A row is tab-separated: kind (plain or affinity), SMILES, ok or error, and then either a message, or: the SMILES embedded,
names, elements, charges, chirality (without hydrogens), chirality (as parsed), bonds, counted atoms, molecular weight,
bounds (pairs, bonds, angles, sum of lower, of upper, and both weighted by place), chiral atoms, stereo bonds, planar bonds,
rings of 5, rings of 6. Lists are separated by blanks, tuples by commas.
"""

import multiprocessing
import sys
import types
from pathlib import Path

from rdkit import Chem, RDLogger, rdBase
from rdkit.Chem import AllChem, Descriptors

here = Path(__file__).parent
RDLogger.DisableLog("rdApp.*")


def molecules():
    for line in (here / "molecules.smi").read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")[0]


def load_reference(folder):
    """boltz.data.parse.schema without torch and without the parsers of structures."""
    sys.path.append(folder)
    missing = {
        "torch": {"Tensor": object, "from_numpy": None},
        "boltz.data.mol": {"load_molecules": None},
        "boltz.data.parse.mmcif": {"parse_mmcif": None},
        "boltz.data.parse.pdb": {"parse_pdb": None},
    }
    for name, members in missing.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        sys.modules[name] = module
    from boltz.data.parse import schema

    AllChem.Descriptors = Descriptors  # newer RDKits import it there by themselves
    return schema


def parsed(schema, smiles, affinity):
    from boltz.data import const

    seen = {"smiles": smiles}
    parse, standardize = schema.parse_ccd_residue, schema.standardize

    def spy_on_residue(name, ref_mol, res_idx, drop_leaving_atoms=False):
        seen["residue"] = parse(name=name, ref_mol=ref_mol, res_idx=res_idx, drop_leaving_atoms=drop_leaving_atoms)
        return seen["residue"]

    def spy_on_standardize(text):
        seen["smiles"] = standardize(text)
        return seen["smiles"]

    schema.parse_ccd_residue, schema.standardize = spy_on_residue, spy_on_standardize
    yaml = {"sequences": [{"ligand": {"id": "A", "smiles": smiles}}]}
    if affinity:
        yaml["properties"] = [{"affinity": {"binder": "A"}}]
    try:
        target = schema.parse_boltz_schema("x", yaml, {}, None, boltz_2=True)
    finally:
        schema.parse_ccd_residue, schema.standardize = parse, standardize

    residue, bare = seen["residue"], target.extra_mols["LIG1"]
    by_name = {a.GetProp("name"): a for a in bare.GetAtoms()}
    tags = [const.chirality_type_ids.get(by_name[a.name].GetChiralTag().name, 6) for a in residue.atoms]
    weight = Descriptors.MolWt(bare)
    if affinity:
        assert weight == target.record.affinity.mw

    def words(items):
        return " ".join(str(int(i) if isinstance(i, bool) else i) for i in items)

    def tuples(items):
        return " ".join(",".join(str(int(v)) for v in item) for item in items)

    bounds = residue.rdkit_bounds_constraints or []
    order = [b.atom_idxs for b in bounds]
    assert order == sorted(order)
    sums = [len(bounds), sum(b.is_bond for b in bounds), sum(b.is_angle for b in bounds)]
    sums += [sum(b.lower_bound for b in bounds), sum(b.upper_bound for b in bounds)]
    sums += [sum(k * b.lower_bound for k, b in enumerate(bounds)), sum(k * b.upper_bound for k, b in enumerate(bounds))]
    return [
        seen["smiles"],
        words(a.name for a in residue.atoms),
        words(a.element for a in residue.atoms),
        words(a.charge for a in residue.atoms),
        words(tags),
        words(a.chirality for a in residue.atoms),
        tuples((b.atom_1, b.atom_2, b.type) for b in residue.bonds),
        str(bare.GetNumAtoms()),
        f"{weight:.6f}",
        " ".join(f"{v:.9g}" for v in sums),
        tuples((*c.atom_idxs, c.is_reference, c.is_r) for c in residue.chiral_atom_constraints or []),
        tuples((*c.atom_idxs, c.is_check, c.is_e) for c in residue.stereo_bond_constraints or []),
        tuples(c.atom_idxs for c in residue.planar_bond_constraints or []),
        tuples(c.atom_idxs for c in residue.planar_ring_5_constraints or []),
        tuples(c.atom_idxs for c in residue.planar_ring_6_constraints or []),
    ]


def parse_row(job):
    schema, smiles, kind = job
    try:
        return [kind, smiles, "ok", *parsed(schema, smiles, kind == "affinity")]
    except BaseException as error:
        return [kind, smiles, "error", f"{type(error).__name__}: {error}".replace("\n", " ").replace("\t", " ").strip()]


def energies_row(job):
    smiles, conformers = job
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    row = [smiles]
    for seed in range(1, conformers + 1):
        options = AllChem.ETKDGv3()
        options.randomSeed = seed
        if AllChem.EmbedMolecule(mol, options) == 0 and AllChem.UFFHasAllMoleculeParams(mol):
            AllChem.UFFOptimizeMolecule(mol, maxIters=1000)
            row.append(f"{AllChem.UFFGetMoleculeForceField(mol).CalcEnergy():.4f}")
    return row


def ranks_row(smiles):
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return [smiles, "error"]
    mol = Chem.AddHs(mol)
    return [smiles, " ".join(str(r) for r, a in zip(Chem.CanonicalRankAtoms(mol), mol.GetAtoms()) if a.GetAtomicNum() != 1)]


def in_own_process(function, job, limit=120):
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=lambda: theirs.send(function(job)), daemon=True)
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(limit) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def write(path, header, rows):
    text = f"# RDKit {rdBase.rdkitVersion}; {header}; made by make_expected.py\n"
    Path(path).write_text(text + "".join("\t".join(row) + "\n" for row in rows if row))


def read(path):
    return [line.split("\t") for line in Path(path).read_text().splitlines() if not line.startswith("#")]


def compare(first, second):
    fields = "smiles names elements charges chirality parsed_chirality bonds counted mw bounds chiral stereo planar ring5 ring6"
    a = {tuple(r[:2]): r[2:] for r in read(first)}
    b = {tuple(r[:2]): r[2:] for r in read(second)}
    for kind in ("plain", "affinity"):
        keys = [k for k in a if k[0] == kind]
        both = [k for k in keys if a[k][0] == "ok" and k in b and b[k][0] == "ok"]
        status = [k for k in keys if k not in b or a[k][0] != b[k][0]]
        print(f"{kind}: {len(keys)} molecules, {len(both)} fine in both, {len(status)} fine in one only")
        for k in status:
            print("   ", k[1], a[k][:2], b.get(k, ["absent"])[:2])
        for place, field in enumerate(fields.split(), 1):
            off = [k for k in both if a[k][place] != b[k][place]]
            print(f"    {field}: {len(off)} differ")
            if field == "smiles":
                for k in off:
                    print("       ", k[1], a[k][1], b[k][1])


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        compare(*sys.argv[2:])
    elif sys.argv[1] == "--energies":
        count = int(sys.argv[2])
        jobs = [r[3] for r in read(here / "expected.tsv") if r[0] == "affinity" and r[2] == "ok" and 8 <= int(r[10]) <= 60]
        jobs = list(dict.fromkeys(jobs))[::8]
        write(sys.argv[3], "UFF energies, kcal/mol", [in_own_process(energies_row, (s, count)) for s in jobs])
    elif sys.argv[1] == "--ranks":
        jobs = [r[3] for r in read(here / "expected.tsv") if r[0] == "affinity" and r[2] == "ok"]
        write(sys.argv[2], "canonical ranks", [ranks_row(s) for s in dict.fromkeys(jobs)])
    else:
        schema = load_reference(sys.argv[1])
        if "--flat" in sys.argv:
            schema.compute_3d_conformer = lambda mol: mol.AddConformer(Chem.Conformer(mol.GetNumAtoms())) == 0
        jobs = [(schema, s, kind) for s in molecules() for kind in ("plain", "affinity")]
        rows = []
        for job in jobs:
            row = in_own_process(parse_row, job)
            rows.append(row or [job[2], job[1], "error", "the process died or took longer than 120 s"])
        write(sys.argv[2], "boltz 2.2.1", rows)
