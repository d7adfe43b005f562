"""The reference (boltz 2.2.1) on a user's own weights and components: its features, random draws and results."""
import contextlib
import logging
import shutil
import sys
import warnings
import tarfile
from pathlib import Path

import rdkit.Chem.Descriptors  # noqa: F401  the reference uses AllChem.Descriptors, which is there if this was before AllChem

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "oracle"), str(ROOT / "tools" / "components")]
import cases        # noqa: E402
import complexes    # noqa: E402
import components   # noqa: E402

cases.COMPLEXES.update(complexes.COMPLEXES)
warnings.simplefilter("ignore")
logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
CODES = (*components.AMINO_ACIDS, *components.NUCLEOTIDES, "ZN")  # all that the complexes are made of
SEED = 1


def take_components(cache, folder):
    """`folder`/mols/*.pkl from the cache's mols/ or mols.tar."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "mols").mkdir(parents=True)
    wanted = {f"{code}.pkl" for code in CODES}
    if (cache / "mols").is_dir():
        for name in sorted(wanted):
            if (cache / "mols" / name).exists():
                shutil.copyfile(cache / "mols" / name, folder / "mols" / name)
    else:
        with tarfile.open(cache / "mols.tar") as archive:
            for member in archive:
                name = Path(member.name).name
                if member.isfile() and name in wanted:
                    (folder / "mols" / name).write_bytes(archive.extractfile(member).read())
    absent = sorted(name for name in wanted if not (folder / "mols" / name).exists())
    if absent:
        sys.exit(f"parity: {cache}: its components lack {', '.join(absent)}. Is mols/ or mols.tar complete?")


def import_components(folder, out):
    """The same components as boltz-batch's component file."""
    import import_mols
    from rdkit import Chem, rdBase
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)

    def records():
        for code, data, problems in map(import_mols.convert, import_mols.pickles(folder / "mols")):
            if data is None:
                sys.exit(f"parity: component {code} cannot be imported: {'; '.join(problems)}")
            yield code, data
    import_mols.write(out, records(), f"mols, some; RDKit {rdBase.rdkitVersion}; tools/components/import_mols.py\n")


def make_features(name, components_folder, folder):
    """Inputs and the structure stage's features."""
    import features
    with logged(folder):
        features.make(name, components_folder, folder)


def make_affinity_features(name, components_folder, folder, prediction):
    """The affinity stage's features, about the best sample of a structure prediction."""
    import features
    with logged(folder):
        features.make_affinity(name, components_folder, folder, prediction, folder / "affinity")
    (folder / "affinity" / "affinity.safetensors").rename(folder / "affinity.safetensors")


@contextlib.contextmanager
def logged(folder):
    """The reference prints; it matters when it fails."""
    with open(folder / "reference.log", "a+") as log:
        try:
            with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
                yield
        except BaseException:
            log.seek(0)
            print(log.read(), file=sys.stderr)
            raise


class Settings:
    """What both sides are told."""

    def __init__(self, arguments):
        self.device, self.dtype = arguments.device, arguments.dtype
        self.recycling, self.steps, self.samples = arguments.recycling_steps, arguments.sampling_steps, arguments.samples

    def samples_of(self, stage):
        return 1 if stage == "affinity" else self.samples  # with several, the best is chosen: by a hair, perhaps


class Model:
    """The reference's model of one stage, as `boltz predict` sets it up, but in float32 or float64 and without its
    GPU kernels."""

    def __init__(self, checkpoint, stage, settings):
        import boltz.main
        import golden
        import presets
        import torch
        torch.set_float32_matmul_precision("highest")
        self.stage, self.settings = stage, settings
        held = torch.load(checkpoint, map_location="cpu", weights_only=False, mmap=True)
        sizes = {"pairformer_args": {}, "msa_args": {}}  # `boltz predict` forces its own
        if f"pairformer_module.layers.{boltz.main.PairformerArgsV2().num_blocks - 1}.pre_norm_s.weight" not in held["state_dict"]:
            sizes = held["hyper_parameters"]  # a model for tests
        del held
        presets.PRESETS["parity"] = (sizes, sizes, 0)
        self.model = golden.load_model("parity", stage, checkpoint, settings.dtype).to(settings.device)
        self.model.affinity_mw_correction = self.model.use_kernels = False
        samples = settings.samples_of(stage)
        self.model.predict_args = dict(recycling_steps=settings.recycling, sampling_steps=settings.steps,
                                       diffusion_samples=samples, max_parallel_samples=samples)

    def batch(self, features_path):
        import features
        import precision
        import torch
        batch = precision.converted(features.load(features_path), self.settings.dtype)
        return {k: v.to(self.settings.device) if torch.is_tensor(v) else v for k, v in batch.items()}

    def record(self, features_path, out):
        """Runs it with draws of its own; writes them and the results. Returns what predict_step returned."""
        import golden
        import precision
        import torch
        from safetensors.torch import save_file
        golden.SAMPLING_STEPS = self.settings.steps  # which its Sampler reads
        recorder, sampler = golden.Recorder(self.settings.dtype), golden.Sampler(SEED)
        batch = self.batch(features_path)  # float64 runs change what float32 is called, which readers mind
        with precision.running_in(self.settings.dtype):
            torch.manual_seed(SEED)
            with sampler.watching():
                results, prediction = self.predict(batch)
            recorder.put("out", results)
            sampler.record(recorder, self.model.structure_module, guidance=False)
        save_file({k: v.cpu() for k, v in recorder.tensors.items()}, out)
        return prediction

    def repeat(self, features_path, noise_path, out):
        """Runs it with given draws; writes the results."""
        import golden
        import precision
        import replayed
        from safetensors.torch import load_file, save_file
        noise = precision.converted(load_file(noise_path, device=self.settings.device), self.settings.dtype)
        recorder, batch = golden.Recorder(self.settings.dtype), self.batch(features_path)
        with precision.running_in(self.settings.dtype), replayed.drawing(noise):
            recorder.put("out", self.predict(batch)[0])
        save_file({k: v.cpu() for k, v in recorder.tensors.items()}, out)

    def predict(self, batch):
        """(what the model returned, with the confidence score; what predict_step returned)"""
        import precision
        import torch
        results, forward = [], self.model.forward

        def captured(*args, **kwargs):
            results.append(forward(*args, **kwargs))
            return results[-1]
        with torch.no_grad(), precision.patched((self.model, "forward", captured)):
            prediction = self.model.predict_step(batch, 0)
        if prediction.get("exception"):
            sys.exit("parity: the reference ran out of memory. Use a larger device, or --device cpu")
        return results[0] | {"confidence_score": prediction["confidence_score"]}, prediction
