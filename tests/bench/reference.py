"""The reference, boltz 2.2.1, timed stage by stage: its own model class and modules on features of ours.

BB_REFERENCE names a folder with the unpacked package `boltz` (make one with `reference.py --collect FOLDER`), for machines
where nothing can be installed; else an installed one is taken. What the package imports for reading inputs and training, and
inference never calls, may be absent (`stubbed` says what was replaced).

    reference.py --collect FOLDER     copies what is needed of the installed package, about 1 MB
    reference.py --load FILE.ckpt     loads a checkpoint as `boltz predict` does; prints seconds and memory as JSON
"""
import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import inspect
import json
import os
import shutil
import sys
import time
from pathlib import Path

import torch

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
sys.path.append(str(ORACLE))

# Imported by the reference's model modules, never called at inference: replaced by empty modules where they are absent,
# the first ones also where the reference is not an installed one, whose versions fit it.
FOR_TRAINING = ("rdkit", "mashumaro", "einx", "fairscale", "torchmetrics", "pytorch_lightning")
UNUSED = (*FOR_TRAINING, "scipy", "tqdm")
STAGES = ("embedder", "templates", "msa", "pairformer", "distogram", "conditioning", "diffusion", "confidence", "affinity")


class Nothing:
    """A class that takes anything and does nothing, for base classes and annotations."""

    def __init__(self, *args, **kwargs):
        pass

    def __class_getitem__(cls, item):
        return cls


class LightningModule(torch.nn.Module):
    """What the reference's model needs of pytorch-lightning's at inference."""

    def save_hyperparameters(self, *args, **kwargs):
        pass


class MeanMetric(torch.nn.Module):
    """torchmetrics': for training only."""


NEEDED = {"LightningModule": LightningModule, "MeanMetric": MeanMetric}


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports any module of the given packages as an empty one."""

    def __init__(self, packages):
        self.packages = set(packages)

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.packages:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = lambda name: NEEDED.get(name, Nothing)


def available(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def import_model(hidden=()):
    """(Boltz2's class, names of stubbed packages). `hidden`: packages to treat as absent, for tests."""
    folder = os.environ.get("BB_REFERENCE")
    if folder:
        sys.path.insert(0, str(Path(folder).resolve()))
    if not available("boltz"):
        raise ImportError("the reference is not there: install boltz==2.2.1 or set BB_REFERENCE to a folder made by "
                          "reference.py --collect")
    hidden = (*hidden, *FOR_TRAINING) if folder else hidden
    stubbed = [name for name in UNUSED if name in hidden or not available(name)]
    if stubbed:
        sys.meta_path.insert(0, Stubs(stubbed))
    from boltz.model.models.boltz2 import Boltz2
    return Boltz2, stubbed


def settings():
    """The dataclasses of boltz.main, whose import would need all that preprocessing needs."""
    source = Path(importlib.util.find_spec("boltz").submodule_search_locations[0]) / "main.py"
    names = ("PairformerArgsV2", "MSAModuleArgs", "Boltz2DiffusionParams", "BoltzSteeringParams")
    body = [node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef) and node.name in names]
    namespace = {"__name__": __name__}
    exec("from dataclasses import dataclass\nfrom typing import *", namespace)
    exec(compile(ast.Module(body, []), str(source), "exec"), namespace)
    return type("main", (), {name: namespace[name] for name in names})


class Attributes(dict):
    """Nested hyper-parameters as the reference reads them: a dictionary with attributes."""

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    @classmethod
    def of(cls, value):
        return cls({k: cls.of(v) for k, v in value.items()}) if isinstance(value, dict) else value


@contextlib.contextmanager
def uninitialised():
    """Modules are made without drawing their weights, which the checkpoint overwrites."""
    kinds = (torch.nn.Linear, torch.nn.LayerNorm, torch.nn.Embedding)
    originals = [kind.reset_parameters for kind in kinds]
    try:
        for kind in kinds:
            kind.reset_parameters = lambda self: None
        yield
    finally:
        for kind, original in zip(kinds, originals):
            kind.reset_parameters = original


class Clock:
    """Milliseconds by stage, and of each sampler step; the host's clock after waiting for the device, or events."""

    def __init__(self, device):
        self.cuda = device.type == "cuda"
        self.stages, self.calls, self.steps = {}, {}, []
        self.last = self.now()

    def now(self):
        if self.cuda:
            torch.cuda.synchronize()
        return time.perf_counter()

    def finish(self, stage):
        now = self.now()
        self.stages[stage] = self.stages.get(stage, 0.0) + 1e3 * (now - self.last)
        self.calls[stage] = self.calls.get(stage, 0) + 1
        self.last = time.perf_counter()

    def step(self):
        if self.cuda:
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            self.steps.append(event)
        else:
            self.steps.append(time.perf_counter())

    def step_milliseconds(self):
        """Of all steps but the last."""
        pairs = zip(self.steps, self.steps[1:])
        return [a.elapsed_time(b) if self.cuda else 1e3 * (b - a) for a, b in pairs]


class Reference:
    def __init__(self, checkpoint, hyper_parameters, stage, device="cpu", hidden=()):
        """`hyper_parameters` as in presets.py or a list of shapes: containers that a checkpoint may hold need OmegaConf."""
        import presets
        kind, self.stubbed = import_model(hidden)
        import boltz.model.layers.initialize as initialize
        initialize.trunc_normal_init_ = lambda w, *args, **kwargs: None
        initialize.lecun_normal_init_ = lambda w: None
        main = settings()
        from dataclasses import asdict
        steering = main.BoltzSteeringParams()
        steering.fk_steering = steering.physical_guidance_update = False
        if stage == "affinity":
            steering.contact_guidance_update = False
        kernels, self.kernels = self.choose_kernels(stage, device)
        wanted = {**hyper_parameters, **presets.overrides(main, hyper_parameters), "steering_args": asdict(steering),
                  "use_kernels": kernels}
        known = inspect.signature(kind.__init__).parameters
        with uninitialised():
            model = kind(**{k: Attributes.of(v) for k, v in wanted.items() if k in known})
        state = torch.load(checkpoint, map_location="cpu", weights_only=False, mmap=True)["state_dict"]
        model.load_state_dict(state, strict=True, assign=True)
        self.device, self.stage = torch.device(device), stage
        self.model = model.eval().to(self.device).requires_grad_(False)
        self.model.affinity_mw_correction = False

    @staticmethod
    def choose_kernels(stage, device):
        """As `boltz predict` does: its fused kernels for structures only, on compute capability 8 or more."""
        if torch.device(device).type != "cuda":
            return False, "plain torch (CPU)"
        if stage == "affinity":
            return False, "plain torch (as shipped for affinity)"
        if not available("cuequivariance_torch"):
            return False, "plain torch (cuequivariance_torch is absent)"
        return True, f"cuequivariance_torch {importlib.metadata.version('cuequivariance_torch')}"

    def features(self, tensors):
        """Features of a file as the model takes them."""
        batch = {}
        for name, value in tensors.items():
            if name.startswith("__aug"):
                continue
            value = value.to(self.device)
            batch[name] = value.long() if value.dtype is torch.int8 else value
        if "affinity_mw" in batch:
            batch["affinity_mw"] = batch["affinity_mw"].tolist()
        return batch

    def run(self, batch, recycling, steps, samples, noise=None, dtype="float32", matmul_precision="highest"):
        """(Clock, what the model returns). `noise`: random draws to replay, else the model draws its own."""
        torch.set_float32_matmul_precision(matmul_precision)
        import boltz.model.modules.diffusionv2 as diffusion
        model, clock = self.model, Clock(self.device)
        handles, original = [], model.structure_module.sample
        augment, randn = diffusion.compute_random_augmentation, torch.randn
        state = {"step": -1}

        def step_augmentation(multiplicity, **kwargs):
            clock.step()
            state["step"] += 1
            if noise is None:
                return augment(multiplicity, **kwargs)
            return tuple(noise[name][state["step"]].to(**kwargs) for name in ("noise.R", "noise.trans"))

        def replayed(shape, **kwargs):
            value = noise["noise.init"] if state["step"] < 0 else noise["noise.eps"][state["step"]]
            assert tuple(shape) == tuple(value.shape), "recorded noise of other sizes"
            return value.to(kwargs["device"], torch.get_default_dtype())

        def sample(*args, **kwargs):
            try:
                diffusion.compute_random_augmentation = step_augmentation
                torch.randn = replayed if noise is not None else randn
                result = original(*args, **kwargs)
            finally:
                diffusion.compute_random_augmentation, torch.randn = augment, randn
            clock.finish("diffusion")
            return result

        def at_end_of(module, stage):
            handles.append(module.register_forward_hook(lambda *_: clock.finish(stage)))

        def first_pass(*_):
            if "embedder" not in clock.stages:
                clock.finish("embedder")
        handles.append(model.s_norm.register_forward_pre_hook(first_pass))
        if model.use_templates:
            at_end_of(model.template_module, "templates")
        at_end_of(model.msa_module, "msa")
        at_end_of(model.pairformer_module, "pairformer")
        at_end_of(model.distogram_module, "distogram")
        at_end_of(model.diffusion_conditioning, "conditioning")
        at_end_of(model.confidence_module, "confidence")
        model.structure_module.sample = sample
        try:
            with torch.inference_mode(), self.numerics(dtype):
                clock.last = clock.now()
                out = model(batch, recycling_steps=recycling, num_sampling_steps=steps, diffusion_samples=samples,
                            max_parallel_samples=1 if self.stage == "affinity" else 5, run_confidence_sequentially=True)
                if model.affinity_prediction:
                    clock.finish("affinity")
        finally:
            model.structure_module.sample = original
            for handle in handles:
                handle.remove()
        return clock, out

    def numerics(self, dtype):
        if dtype == "float32":
            return contextlib.nullcontext()
        if self.device.type == "cuda":  # what Lightning's bf16-mixed does
            return torch.autocast("cuda", dtype=torch.bfloat16)
        import precision  # the CPU's autocast made to behave as the GPU's
        return precision.running_in("bf16")


def outputs(out):
    """What the model returned, under boltz-replay's names."""
    named = {}
    for name, value in out.items():
        if torch.is_tensor(value):
            named[f"out.{name}"] = value.detach().float().cpu()
    return named


def collect(folder):
    """The reference's model and what it imports of its data package."""
    source = Path(importlib.util.find_spec("boltz").submodule_search_locations[0])
    target = Path(folder) / "boltz"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(source / "model", target / "model", ignore=ignore, dirs_exist_ok=True)
    for name in ("__init__.py", "main.py", "data/__init__.py", "data/const.py", "data/mol.py", "data/pad.py",
                 "data/types.py", "data/feature/__init__.py", "data/feature/symmetry.py"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target / name)
    for name in ("LICENSE",):
        for path in source.parent.glob(f"boltz-*.dist-info/**/{name}"):
            shutil.copy(path, target / name)
    if available("einops"):
        shutil.copytree(importlib.util.find_spec("einops").submodule_search_locations[0], Path(folder) / "einops",
                        ignore=ignore, dirs_exist_ok=True)


def resident(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def load_as_shipped(checkpoint):
    import golden
    before = resident("VmRSS")
    import boltz.main  # noqa: F401
    from boltz.model.models.boltz2 import Boltz2  # noqa: F401
    imported, start = resident("VmRSS"), time.perf_counter()
    golden.load_model("real", "structure", checkpoint, "f32")
    return {"seconds": time.perf_counter() - start, "resident_before": imported, "resident_at_start": before,
            "resident_after": resident("VmRSS"), "peak_resident": resident("VmHWM")}


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--collect":
        return collect(arguments[1])
    if len(arguments) == 2 and arguments[0] == "--load":
        return print(json.dumps(load_as_shipped(arguments[1])))
    sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
