"""make_smiles.py SITE_PACKAGES OUT: the reference's features of complexes with SMILES, to compare ours with from end to end.

Run with a Python that has rdkit==2022.9.5, the release that our chemistry is built with: canonical ranks, hence atom names,
depend on it. SITE_PACKAGES holds boltz 2.2.1 and what else that Python lacks (biotite among it).

    OUT/components.bin         the standard residues, as this RDKit has them
    OUT/<name>.yaml            of each complex
    OUT/<name>.safetensors     features and draws (__aug_R, __aug_trans), and of every SMILES the reference's conformer,
                               without hydrogens (conformer.LIG1, …), and its weight (weight.LIG1)
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path += [sys.argv[1], str(ROOT / "tests" / "oracle"), str(ROOT / "tools" / "components")]
import contextlib   # noqa: E402
import pickle       # noqa: E402
import shutil       # noqa: E402
import tempfile     # noqa: E402

PROTEIN = "- protein: {id: A, sequence: GAKLMNPQRSTVWYDE, msa: empty}\n"
COMPLEXES = {  # name: (SMILES of each ligand, whether the first's affinity is wanted)
    "drug": (["CC(C)c1c(C(=O)Nc2ccccc2)c(-c2ccccc2)c(-c2ccc(F)cc2)n1CC[C@@H](O)C[C@@H](O)CC(=O)O"], False),
    "drug_affinity": (["CN1CC[C@]23c4c5ccc(O)c4O[C@H]2[C@@H](O)C=C[C@H]3[C@H]1C5"], True),
    "salt": (["CN(C)CCC=C1c2ccccc2CCc2ccccc21.Cl"], False),
    "salt_affinity": (["COc1ccc2cc(ccc2c1)[C@H](C)C(=O)[O-].[Na+]"], True),
    "charges": (["C[N+](C)(C)CCOP(=O)([O-])OCC(=O)[O-]", "[O-][N+](=O)c1ccccc1"], False),
    "tautomer_affinity": (["CC1=C(C(C(=C(N1)C)C(=O)OC)c1ccccc1N(=O)=O)C(=O)OC", "OC(=N)c1cccnc1"], True),
    "double_bonds": (["C/C(=C\\C=C\\C(C)=C\\C(=O)O)/C=C/c1c(C)ccs1"], False),
    "sugar_isotope": (["OC[C@H]1O[C@@H](O[13CH3])[C@H](O)[C@@H](O)[C@@H]1O", "[Zn+2]"], False),
    "macrocycle": (["O=C1CCCCCCCCCCC[C@@H](C)O1"], True),
}


def document(smiles, affinity):
    text = "version: 1\nsequences:\n" + PROTEIN
    for chain, one in zip("LMN", smiles):
        text += f"- ligand: {{id: {chain}, smiles: '{one}'}}\n"
    return text + ("properties:\n- affinity: {binder: L}\n" if affinity else "")


def make(name, smiles, affinity, components, out):
    import boltz.main
    import features
    import torch
    from rdkit.Chem import Descriptors
    from safetensors.torch import save_file
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "inputs").mkdir()
        path = folder / "inputs" / f"{name}.yaml"
        path.write_text(document(smiles, affinity))
        with contextlib.chdir(folder / "inputs"):
            boltz.main.process_inputs(data=[path], out_dir=folder, ccd_path=components / "ccd.pkl",
                                      mol_dir=components / "mols", msa_server_url="", msa_pairing_strategy="greedy",
                                      boltz2=True, preprocessing_threads=1)
        if not (folder / "processed" / "structures" / f"{name}.npz").exists():
            sys.exit(f"the reference refused {name}: its own message is above")
        batch, draws = features.featurise(name, components, folder, affinity=False)
        tensors = {key: value.contiguous().clone() for key, value in batch.items() if torch.is_tensor(value)} | draws
        molecules = pickle.loads((folder / "processed" / "mols" / f"{name}.pkl").read_bytes())
        for code, molecule in molecules.items():
            tensors[f"conformer.{code}"] = torch.tensor(molecule.GetConformer().GetPositions(), dtype=torch.float32)
            tensors[f"weight.{code}"] = torch.tensor(Descriptors.MolWt(molecule), dtype=torch.float64)
        save_file(tensors, out / f"{name}.safetensors")
        (out / f"{name}.yaml").write_text(path.read_text())


def main():
    out = Path(sys.argv[2]).resolve()
    import rdkit
    from rdkit.Chem import AllChem, Descriptors
    if rdkit.__version__ != "2022.09.5":
        sys.exit(f"this Python has RDKit {rdkit.__version__}, 2022.9.5 is needed")
    AllChem.Descriptors = Descriptors  # newer RDKits import it there by themselves
    import boltz.data.parse.schema as schema
    import components
    import features
    import import_mols
    schema.AllChem = features.RepeatableChemistry()
    reference = out / "components"
    if not (out / "components.bin").exists():
        shutil.rmtree(reference, ignore_errors=True)
        reference.mkdir(parents=True)
        components.make(reference)
        records = []
        for code, data, problems in map(import_mols.convert, import_mols.pickles(reference / "mols")):
            if data is None:
                sys.exit(f"{code}: {problems}")
            records.append((code, data))
        import_mols.write(out / "components.bin", iter(records), "the oracle's, by RDKit 2022.9.5")
    for name, (smiles, affinity) in COMPLEXES.items():
        if not (out / f"{name}.safetensors").exists():
            make(name, smiles, affinity, reference, out)


if __name__ == "__main__":
    main()
