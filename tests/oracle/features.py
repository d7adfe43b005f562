"""From inputs to the model's features, through the reference's own preprocessing, in this process."""
import contextlib
import shutil

import torch
from safetensors.torch import save_file

import cases
import inputs

SEED = 1


def preprocess(name, components, folder):
    """Runs the reference's input processing on one complex; leaves inputs/ and processed/ in `folder`."""
    import boltz.data.parse.schema as schema
    import boltz.main
    from boltz.data.types import Manifest
    schema.AllChem = RepeatableChemistry()
    (folder / "inputs").mkdir()
    path = inputs.write(name, folder / "inputs")
    with contextlib.chdir(folder / "inputs"):  # MSA and template paths in the YAML are relative
        boltz.main.process_inputs(data=[path], out_dir=folder, ccd_path=components / "ccd.pkl",
                                  mol_dir=components / "mols", msa_server_url="", msa_pairing_strategy="greedy",
                                  boltz2=True, preprocessing_threads=1)
    if [r.id for r in Manifest.load(folder / "processed" / "manifest.json").records] != [name]:
        raise RuntimeError(f"the reference refused the complex {name}: its own message is above")


class RepeatableChemistry:
    """rdkit.Chem.AllChem with a seed. The reference embeds a SMILES without one: what it draws then depends on what
    was embedded before."""

    def __getattr__(self, name):
        from rdkit.Chem import AllChem
        return getattr(AllChem, name)

    def EmbedMolecule(self, molecule, options):  # noqa: N802
        from rdkit.Chem import AllChem
        options.randomSeed = 42
        return AllChem.EmbedMolecule(molecule, options)


def featurise(name, components, folder, affinity):
    """The collated batch of one complex and the draws of its conformer augmentation. With `affinity`, the structure
    comes from predictions/ (written by the reference's BoltzWriter) and is cropped around the ligand."""
    import boltz.model.modules.utils as utils
    from boltz.data.module.inferencev2 import PredictionDataset, collate
    from boltz.data.types import Manifest
    processed = folder / "processed"
    dataset = PredictionDataset(
        manifest=Manifest.load(processed / "manifest.json"),
        target_dir=folder / "predictions" if affinity else processed / "structures", msa_dir=processed / "msa",
        mol_dir=components / "mols", constraints_dir=processed / "constraints",
        template_dir=processed / "templates", extra_mols_dir=processed / "mols",
        override_method="other" if affinity else None, affinity=affinity)
    rotations, draws = [], []
    originals = utils.random_rotations, torch.randn, torch.randn_like

    def recording(function, into):
        def call(*args, **kwargs):
            result = function(*args, **kwargs)
            into.append(result.clone())
            return result
        return call
    try:
        utils.random_rotations = recording(originals[0], rotations)
        torch.randn, torch.randn_like = recording(originals[1], draws), recording(originals[2], draws)
        torch.manual_seed(SEED)
        batch = collate([dataset[0]])
    finally:
        utils.random_rotations, torch.randn, torch.randn_like = originals
    augmentation = {}
    if rotations:
        augmentation = {"__aug_R": torch.cat(rotations),
                        "__aug_quat_raw": torch.cat([d.reshape(1, 4) for d in draws if d.shape[-1] == 4]),
                        "__aug_trans": torch.cat([d.reshape(1, 3) for d in draws if d.shape[-1] == 3])}
    return batch, augmentation


def save(batch, augmentation, path):
    """Every tensor under its own name and type; affinity_mw, a list in the reference, as float64 (B,)."""
    tensors = {k: v.contiguous().clone() for k, v in batch.items() if torch.is_tensor(v)}
    if "affinity_mw" in batch:
        tensors["affinity_mw"] = torch.tensor([float(x) for x in batch["affinity_mw"]], dtype=torch.float64)
    save_file(tensors | augmentation, path)


def make(name, components, folder):
    """Inputs, processed records and structure-stage features of one complex."""
    preprocess(name, components, folder)
    batch, augmentation = featurise(name, components, folder, affinity=False)
    if cases.COMPLEXES[name].get("deletions"):
        restore_deletions(batch)
    save(batch, augmentation, folder / "structure.safetensors")


def restore_deletions(batch):
    """Makes up the deletion features, which the reference's featuriser loses: its model would read them."""
    generator = torch.Generator().manual_seed(SEED)
    counts = torch.randint(-6, 5, batch["msa"].shape, generator=generator).clamp(min=0)
    batch["has_deletion"] = (counts > 0).to(batch["has_deletion"].dtype)
    batch["deletion_value"] = (torch.pi / 2 * torch.arctan(counts / 3)).to(batch["deletion_value"].dtype)
    batch["deletion_mean"] = batch["deletion_value"].mean(dim=1)


def make_affinity(name, components, complex_folder, prediction, folder):
    """Affinity-stage features from a structure-stage prediction (what predict_step returned)."""
    from boltz.data.types import Manifest
    from boltz.data.write.writer import BoltzWriter
    shutil.copytree(complex_folder / "processed", folder / "processed")
    record = Manifest.load(folder / "processed" / "manifest.json").records[0]
    writer = BoltzWriter(data_dir=folder / "processed" / "structures", output_dir=folder / "predictions", boltz2=True)
    writer.write_on_batch_end(None, None, prediction, [0], {"record": [record]}, 0, 0)
    batch, augmentation = featurise(name, components, folder, affinity=True)
    save(batch, augmentation, folder / "affinity.safetensors")
    shutil.rmtree(folder / "processed")


def load(path):
    """A saved feature file as the batch the model takes."""
    from safetensors.torch import load_file
    batch = {k: v for k, v in load_file(path).items() if not k.startswith("__aug")}
    if "affinity_mw" in batch:
        batch["affinity_mw"] = batch["affinity_mw"].tolist()
    return batch
