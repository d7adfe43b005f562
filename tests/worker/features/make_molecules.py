"""make_molecules.py ORACLE OUT: molecules and coordinates of the oracle's complexes in our own formats, for the C++ tests.

    components.bin      the oracle's components as boltz-batch's component file
    <complex>.bin       its SMILES ligands as the reference made them: LIG1 without hydrogens (conformer, weight, chirality) and
                        LIG1H with them (bounds and flat groups)
    <complex>.safetensors   `coordinates` that its affinity stage was cropped around

Run with the Python that has the reference.
"""
import contextlib
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tools" / "components"), str(ROOT / "tests" / "oracle")]
import features      # noqa: E402
import import_mols   # noqa: E402


def store(path, items):
    def records():
        for code, data, problems in map(import_mols.convert, items):
            if data is None:
                sys.exit(f"{code}: {problems}")
            yield code, data
    import_mols.write(path, records(), "the oracle's")


def ligands(complex_folder, name, components):
    """(code, molecule) of the SMILES ligands, made again by the reference's parser, seeded as in the oracle."""
    import boltz.data.parse.schema as schema
    from boltz.data.mol import load_canonicals
    from boltz.data.parse.yaml import parse_yaml
    schema.AllChem = features.RepeatableChemistry()
    whole, parse = {}, schema.parse_ccd_residue

    def capture(name, ref_mol, **more):
        if name.startswith("LIG"):
            whole[name] = type(ref_mol)(ref_mol)
        return parse(name=name, ref_mol=ref_mol, **more)
    schema.parse_ccd_residue = capture
    try:
        with contextlib.chdir(complex_folder / "inputs"):
            target = parse_yaml(Path(f"{name}.yaml"), load_canonicals(components / "mols"), components / "mols", boltz2=True)
    finally:
        schema.parse_ccd_residue = parse
    for code, molecule in target.extra_mols.items():
        yield code, molecule
        yield code + "H", whole[code]


def main():
    oracle, out = (Path(argument).resolve() for argument in sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    from rdkit import Chem
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)
    from safetensors.numpy import save_file
    store(out / "components.bin", import_mols.pickles(oracle / "components" / "mols"))
    for folder in sorted((oracle / "complexes").iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        if "smiles:" in (folder / "inputs" / f"{folder.name}.yaml").read_text():
            store(out / f"{folder.name}.bin", ligands(folder, folder.name, oracle / "components"))
        structure = oracle / "affinity" / folder.name / "predictions" / folder.name / f"pre_affinity_{folder.name}.npz"
        if structure.exists():
            coordinates = np.load(structure)["coords"]["coords"].astype(np.float32)
            save_file({"coordinates": coordinates.reshape(-1, 3)}, out / f"{folder.name}.safetensors")


if __name__ == "__main__":
    main()
