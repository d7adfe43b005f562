"""Components against the reference: everything that it derives from its pickles equals what our store holds, every element.

check_components.py DUMP_COMPONENTS MOLS [MORE]

MOLS is a folder of <CODE>.pkl; what is missing there is made from wwPDB's dictionary by tests/oracle/components.py, as are MORE
further components, spread evenly over it.
"""
import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from rdkit import Chem, RDLogger
from rdkit.Chem import Descriptors

ROOT = Path(__file__).resolve().parents[4]
sys.path += [str(ROOT / "tests/oracle"), str(ROOT / "tools/components")]

from boltz.data import const  # noqa: E402
from boltz.data.parse import schema  # noqa: E402

import components  # noqa: E402


def spread(count):
    """Codes of components with 2 to 80 atoms, evenly over the dictionary."""
    from biotite.structure.info.ccd import get_ccd
    atoms = get_ccd()["chem_comp_atom"]["comp_id"].as_array()
    codes, numbers = np.unique(atoms, return_counts=True)
    codes = codes[(numbers > 1) & (numbers <= 80)]
    return [str(code) for code in codes[np.linspace(0, len(codes) - 1, count).astype(int)]]


def as_float32(value):
    """What is printed with nine digits, back as the float32 that it was."""
    if isinstance(value, list):
        return [as_float32(item) for item in value]
    return float(np.float32(value)) if isinstance(value, float) else value


def numbered(constraints, *names):
    return [[list(c.atom_idxs), *(getattr(c, name) for name in names)] for c in constraints or []]


def expected(code, load):
    """What the reference's parser and featurizer take from a component; every call gets a fresh molecule."""
    residue = schema.parse_ccd_residue(code, load(), 0)
    molecule = load()
    by_name = {atom.GetProp("name"): atom for atom in molecule.GetAtoms()}
    reduced = {atom.GetProp("name"): atom for atom in Chem.RemoveHs(load(), sanitize=False).GetAtoms()}

    def tag(atom):
        return const.chirality_type_ids.get(str(atom.GetChiralTag()), const.chirality_type_ids[const.unk_chirality_type])

    atoms = [by_name[atom.name] for atom in residue.atoms]
    leaving = [int(atom.GetProp("leaving_atom")) for atom in atoms]
    float32 = np.float32
    return {
        "weight": Descriptors.MolWt(load()), "counted": molecule.GetNumAtoms(),
        "atoms": [[a.name, a.element, a.charge, tag(b), tag(reduced[a.name]), gone] for a, b, gone in zip(residue.atoms, atoms, leaving)],
        "bonds": [[b.atom_1, b.atom_2, b.type] for b in residue.bonds],
        "conformers": [[c.GetProp("name") if c.HasProp("name") else "",
                        *([float(float32(x)) for x in c.GetAtomPosition(a.GetIdx())] for a in atoms)] for c in molecule.GetConformers()],
        "bounds": [[*c.atom_idxs, float(float32(c.lower_bound)), float(float32(c.upper_bound)), int(c.is_bond), int(c.is_angle)]
                   for c in residue.rdkit_bounds_constraints or []],
        "chiral": numbered(residue.chiral_atom_constraints, "is_reference", "is_r"),
        "stereo": numbered(residue.stereo_bond_constraints, "is_check", "is_e"),
        **{key: [list(c.atom_idxs) for c in found or []] for key, found in (
            ("planar_bonds", residue.planar_bond_constraints), ("planar_rings_5", residue.planar_ring_5_constraints),
            ("planar_rings_6", residue.planar_ring_6_constraints))},
    }


def dumped(dump, source):
    """code -> component, as our reader has it."""
    text = subprocess.run([dump, source], capture_output=True, text=True, check=True).stdout
    return {one["code"]: {key: value if key == "weight" else as_float32(value) for key, value in one.items()} for one in json.loads(text)}


def main():
    dump, mols, more = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    RDLogger.DisableLog("rdApp.*")
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)
    sources = {path.stem: path.read_bytes() for path in sorted(mols.glob("*.pkl"))}
    for code in components.AMINO_ACIDS + components.NUCLEOTIDES + components.OTHERS + (spread(more) if more else []):
        if code not in sources:
            try:
                sources[code] = pickle.dumps(components.component(code))
            except Exception as error:  # not what is tested
                print(f"{code}: the test's own builder fails: {type(error).__name__}")

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "mols").mkdir()
        for code, data in sources.items():
            (folder / "mols" / f"{code}.pkl").write_bytes(data)
        subprocess.run([sys.executable, ROOT / "tools/components/import_mols.py", folder / "mols", folder / "store.bin"], check=True)
        ours = dumped(dump, folder / "store.bin")
    standard = dumped(dump, "standard")

    different, numbers = 0, dict.fromkeys(("atoms", "bonds", "conformers", "bounds", "chiral", "stereo"), 0)
    for code, data in sources.items():
        try:
            reference = expected(code, lambda: pickle.loads(data))
        except Exception as error:
            print(f"{code}: the reference fails ({type(error).__name__}: {error}); ours {'has it' if code in ours else 'leaves it out'}")
            continue
        found = [key for key, value in reference.items() if code not in ours or ours[code][key] != value]
        different += bool(found)
        if found:
            print(f"{code}: {', '.join(found)} differ\n  ours {str(ours.get(code, {}).get(found[0]))[:300]}\n"
                  f"  reference {str(reference[found[0]])[:300]}")
        for key in numbers:
            numbers[key] += len(reference[key])
    tokens = set(const.tokens) - {"<pad>", "-"}
    built_in = [code for code in sorted(tokens | set(standard)) if code not in tokens or standard.get(code) != ours.get(code)]
    print(f"{len(sources)} components, {different} different; compared {numbers}")
    print(f"{len(standard)} standard residues inside the program, not as in {mols}: {' '.join(built_in) or 'none'}")
    # Conformers made with another RDKit, or on another machine, may differ in the last digits; names and bonds may not.
    wrong = [code for code in built_in
             if code not in standard or any(standard[code][key] != ours[code][key] for key in ("atoms", "bonds", "chiral", "counted"))]
    sys.exit(bool(different or wrong))


if __name__ == "__main__":
    main()
